"""What a style leaves out, key by key, with the reason. What is not named here is in the text.

A key of a table stands for all below it; an arm's own tables go by the names of the shared ones, and NAME is any name.
What an arm does not get is in no text: a shared value that every arm replaces, and tables of an arm without stimulation.
"""

from typing import Final

from protocols.document.document import Path
from protocols.model.facts import OF_A_PERIOD
from protocols.model.paths import INHERITED, inner

BOOKKEEPING: Final = {
    "format": "the version of the file format",
    "study.kind": "gives the text its tense",
    "study.status": "tells what of a trial was read",
    "study.cohort": "tells records of one cohort from one another",
    "waivers": "findings that are accepted; tavns check lists them",
    "conflicts": "where sources disagree; tavns presets show lists them for a preset",
    "results": "a Methods section holds none; tavns presets show lists them for a preset",
}
ELSEWHERE: Final = "the registry asks for it in a field that is not of an arm or an intervention"
TECHNICAL: Final = "tells those who take part nothing that they feel or do"
OF_RESEARCHERS: Final = "written for researchers"
OF_SEVERAL: Final = "only where there are several groups"
GIVES_AWAY: Final = "would give the group away"

NOT_SHOWN: Final[dict[str, dict[str, str]]] = {
    "paper": {
        **BOOKKEEPING,
        "sources": "they are the references of the values in the text",
        "study.brief_title": "the text has the full title",
    },
    "registry": {
        **BOOKKEEPING,
        "sources": "a field of a registry takes no references",
        **{
            f"study.{key}": ELSEWHERE
            for key in (
                "condition",
                "conditions",
                "population",
                "version",
                "date",
                "registration",
                "citation",
                "based_on",
                "design",
                "randomized",
                "allocation",
                "participants",
                "washout_days",
                "follow_up_weeks",
                "follow_up_months",
                "concomitant",
                "rationale",
                "phase_of_trial",
                "hypothesis",
            )
        },
        **dict.fromkeys(
            (
                *(
                    "blinding",
                    "eligibility.inclusion",
                    "eligibility.exclusion",
                    "sample",
                    "harms",
                    "adherence",
                ),
                *("outcomes", "amendments", "analysis"),
            ),
            ELSEWHERE,
        ),
        **{
            f"governance.{key}": ELSEWHERE
            for key in (
                "consent",
                "data_protection",
                "insurance",
                "monitoring_board",
                "conflicts_of_interest",
            )
        },
        "arms.NAME.participants": ELSEWHERE,
        "arms.NAME.expectation": "said to participants, not to the readers of a registry",
        "arms.NAME.controls": ELSEWHERE,
        "arms.NAME.delivered.sessions_completed_percent": ELSEWHERE,
    },
    "lay": {
        **BOOKKEEPING,
        "sources": "a sheet takes no references",
        **dict.fromkeys(
            (
                *(
                    "study.citation",
                    "study.based_on",
                    "study.allocation",
                    "study.rationale",
                    "study.hypothesis",
                ),
                *("study.primary_purpose", "study.phase_of_trial", "study.protocol_id", "study.acronym"),
            ),
            OF_RESEARCHERS,
        ),
        **{
            f"blinding.{key}": OF_RESEARCHERS
            for key in (
                "care_providers",
                "outcome_assessors",
                "analysts",
                "investigators",
                "how",
                "assessment",
                "manipulation_check",
                "prior_knowledge",
                "unblinding",
            )
        },
        **dict.fromkeys(
            ("device", "delivery.training", "sample", "adherence", "amendments", "harms.interim", "analysis"),
            OF_RESEARCHERS,
        ),
        **{
            f"electrode.{key}": TECHNICAL
            for key in (
                "material",
                "contact_area_mm2",
                "geometry",
                "anode_site",
                "cathode_site",
                "return_site",
                "impedance_kohm",
            )
        },
        **{
            f"stimulation.{key}": TECHNICAL
            for key in (
                "site_detail",
                "alternating_s",
                "pulse_width_us",
                "pulse_width_covers",
                "waveform",
                "pulse_shape",
                "inter_phase_gap_us",
                "charge_balance",
                "recovery_ratio",
                "pulse_width_tolerance_percent",
                "duty_cycle",
                "burst.pulse_rate_hz",
                "burst.pulses",
                "gating.phase",
                "gating.train_s",
                "intensity.start_ma",
                "intensity.min_ma",
                "intensity.step_ma",
                "intensity.offset_ma",
            )
        },
        **dict.fromkeys(
            ("arms.NAME.participants", "arms.NAME.conditions", "arms.NAME.delivered", "arms.NAME.rationale"),
            OF_RESEARCHERS,
        ),
        **dict.fromkeys(("arms.NAME.description", "arms.NAME.controls"), GIVES_AWAY),
        "arms.NAME.label": "only where participants are to know their group",
        "arms.NAME.sham_method": "only where no current flows, or not all of the time",
        "arms.NAME.role": "only by what is compared",
        "periods.NAME.gives": GIVES_AWAY,
        "study.design": "only of a crossover",
        **dict.fromkeys(("study.randomized", "study.washout_days", "blinding.participants"), OF_SEVERAL),
        **dict.fromkeys(
            ("outcomes.NAME.primary", "outcomes.NAME.secondary", "outcomes.NAME.instrument"), OF_RESEARCHERS
        ),
        **dict.fromkeys(
            (
                *("governance.investigators", "governance.sites", "governance.ethics_reference"),
                *("governance.monitoring_board", "governance.consent", "delivery.missed_sessions"),
                "delivery.impedance_check",
            ),
            OF_RESEARCHERS,
        ),
        "study.title": "only where there is no brief title",
    },
}


def left_out(style: str, path: Path) -> str:
    """Return why a style leaves a value out; "" where it is in the text. `notes` are in every text but of what is left out whole."""
    steps = tuple(str(part) for part in path)
    of_arm = inner(steps)
    if of_arm != steps and of_arm:
        in_period = "periods" in steps[:3]
        own = (
            ("periods", "NAME") if in_period and steps[:1] and of_arm[0] in OF_A_PERIOD else ("arms", "NAME")
        )
        steps = of_arm if of_arm[0] in INHERITED else (*own, *of_arm)
    if steps[0] == "outcomes" and len(steps) > 1:
        steps = ("outcomes", "NAME", *steps[2:])
    if steps[-1] == "notes" and steps[0] not in BOOKKEEPING:
        return ""
    for length in range(1, len(steps) + 1):
        reason = NOT_SHOWN[style].get(".".join(steps[:length]))
        if reason:
            return reason
    return ""
