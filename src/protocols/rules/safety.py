"""SAF: participants' safety: how far the current is raised, where it flows, what is watched; exclusion.py holds the rest."""

from protocols.document.document import Path
from protocols.dose.factors import device_limit_ma, device_limit_v
from protocols.evidence.trials import preset
from protocols.findings.rule import Flag, Results, Severity, Undecided, rule
from protocols.lib.fillers import is_answer, says_none
from protocols.lib.references import cite
from protocols.model import Arm, Study
from protocols.model.arm import POLES
from protocols.model.terms import OFF_THE_EAR
from protocols.rules.exclusion import MONITORING, heart_is_watched

INTENSITY = ("stimulation", "intensity")
PROHIBITED = {"neck_front": "the front of the neck", "chest": "the chest"}
TO_BE_ASKED = {"neck_nape": "the nape", "neck": "the neck, its part not said"}
BELOW_THE_NECK = frozenset({"chest", "shoulder", "arm"})
NOT_AT_THE_EAR = frozenset({*PROHIBITED, *TO_BE_ASKED, *BELOW_THE_NECK})


@rule(
    "SAF001",
    Severity.WARNING,
    cite("own-judgement", "a sensation is no upper limit; nothing is counted"),
    plans_only=True,
    if_written=("titrated",),
)
def titrated_without_a_cap(study: Study) -> Results:
    """A titrated current has no highest value: neither `max_ma` nor a limit of the device.

    What a participant reports ends the titration; where habituation or a bad contact dulls it, only a cap ends it. A
    voltage-controlled output is bounded by `device.limits.max_voltage_v`.

    A draft that still has the intensity of the preset it is based on has not decided its cap yet: there it is gathered
    with what is open.

    Fix: write `max_ma`, or the device's own limit in `device.limits`.

    Waive: the device cannot deliver more than is wanted, and the text says how much that is.
    """
    keys = (INTENSITY, *(("device", key) for key in ("limits", "control", "model")))
    for arm in study.once(study.with_current(), *keys):
        if arm.intensity.method != "titrated" or _capped(arm):
            continue
        key = "device.limits.max_voltage_v" if _by_voltage(arm) else "max_ma"
        message = f"the {'voltage' if _by_voltage(arm) else 'current'} is titrated without a cap"
        help_ = f"write {key}, the highest allowed whatever the participant reports"
        if _as_in_the_preset(study, arm):
            yield Undecided(
                arm.at(*INTENSITY, "max_ma"), "the cap (stimulation.intensity.max_ma)", message, help_
            )
        else:
            method = (arm.at(*INTENSITY, "method"), "titrated")
            yield Flag(arm.at(*INTENSITY, "max_ma"), message, help_, (method,))


def _as_in_the_preset(study: Study, arm: Arm) -> bool:
    """Say whether an arm's intensity is still that of the preset the study is based on."""
    name = study.about.based_on
    theirs = preset(name).by_role("active") if name else []
    return any(_said(arm) == _said(other) for other in theirs)


def _said(arm: Arm) -> dict[str, object]:
    return arm.intensity.as_data({"notes"})


def _by_voltage(arm: Arm) -> bool:
    return arm.device.control == "voltage" or arm.intensity.voltage_v is not None


def _capped(arm: Arm) -> bool:
    at_device = device_limit_v(arm) if _by_voltage(arm) else device_limit_ma(arm)
    return arm.intensity.max_ma is not None or at_device is not None


@rule(
    "SAF002",
    Severity.ERROR,
    cite("zhang-2026", "§4.1.1: a distinct tingling without pain"),
    cite("kim-2022-table-3", "ear pain among the adverse events"),
    waivable=False,
    if_written=("pain_threshold",),
)
def titrated_to_pain(study: Study) -> Results:
    """The intensity is titrated to pain.

    The trials titrate to a sensation that is clear and does not hurt; pain at the ear is counted among the adverse
    events. The highest intensity that is tolerated is another target and is left alone.

    Fix: write another target, such as `["above_sensory_threshold", "below_pain_threshold"]`.
    """
    for arm in study.once(study.with_current(), (*INTENSITY, "target")):
        targets = arm.intensity.target or ()
        if "pain_threshold" in targets:
            place: Path = arm.at(*INTENSITY, "target")
            yield Flag(
                (*place, targets.index("pain_threshold")) if len(targets) > 1 else place,
                "the intensity is raised to pain",
                ""
                if study.is_record
                else 'write another target, such as ["above_sensory_threshold", "below_pain_threshold"]',
            )


def _at_right_ear(arm: Arm) -> bool:
    sites = set(arm.stimulation.sites or ())
    on_the_ear = not sites or bool(sites - OFF_THE_EAR)
    return on_the_ear and arm.stimulation.side not in (None, "left")


@rule(
    "SAF007",
    Severity.WARNING,
    cite("wolf-2021", "sides: 22 left, 5 bilateral, 4 right in 25 papers"),
    cite("salustim", "left tragus only"),
    cite("own-judgement", "no source read shows harm from the right ear"),
    plans_only=True,
    if_written=("side",),
)
def right_ear_without_cardiac_monitoring(study: Study) -> Results:
    """The right ear, or both, without a word on cardiac monitoring.

    The left ear is what the literature and one manufacturer's instructions know best. No source read shows harm from
    the right ear; so this is a warning that asks how the heart is watched, not an error.

    Fix: write `harms.cardiac_monitoring`.

    Waive: the ethics board accepted the reasons for going without.
    """
    if heart_is_watched(study):
        return
    said = study.harms.cardiac_monitoring
    without = (
        "without cardiac monitoring" if said is None or not says_none(said) else "with no cardiac monitoring"
    )
    also = () if said is None else ((MONITORING, "no word on how the heart is watched"),)
    arms = [arm for arm in study.stimulated() if arm.delivers_current and _at_right_ear(arm)]
    for arm in study.once(arms, ("stimulation", "side")):
        yield Flag(
            arm.at("stimulation", "side"),
            f"side {arm.stimulation.side} {without}; left predominates in the literature (22 left, "
            "5 bilateral, 4 right settings in the 25 papers of Wolf 2021)",
            "write harms.cardiac_monitoring: how the heart is watched",
            also,
        )


@rule(
    "SAF008",
    Severity.WARNING,
    cite("kim-2022", "55 % of 177 studies silent on adverse events"),
    cite("farmer-2021", "item F26: how adverse events are assessed"),
)
def adverse_events_not_assessed(study: Study) -> Results:
    """Nothing is said of how adverse events are assessed.

    In Kim 2022, 55 % of 177 studies said nothing of adverse events; what is not asked for is not known.

    Fix: write `harms.assessment`.

    Waive: an earlier document that the text names describes it.
    """
    yield from _unsaid(
        study,
        ("harms", "assessment"),
        study.harms.assessment,
        "how adverse events are assessed",
        "; 55 % of the 177 studies in Kim 2022 said nothing of them",
    )


@rule("SAF009", Severity.NOTE, cite("spirit-2025", "item 15b"))
def no_stopping_rules(study: Study) -> Results:
    """No rule says when a participant's stimulation stops or is changed.

    A heart rate or a pain at which it stops is such a rule.

    Fix: write `harms.stopping_rules`.

    Waive: a single short session that the participant can end at any time, and the text says so.
    """
    if study.harms.stop_heart_rate_below_bpm is not None or study.harms.stop_pain_above is not None:
        return
    yield from _unsaid(
        study,
        ("harms", "stopping_rules"),
        study.harms.stopping_rules,
        "when a participant's stimulation stops",
        "",
    )


def _unsaid(study: Study, where: Path, said: str | None, what: str, why: str) -> Results:
    """Say that a text is not there yet, or that it says that there is nothing."""
    key = ".".join(str(part) for part in where)
    if said is None:
        yield Undecided(where, f"{what} ({key})", f"it is not said {what}{why}", f"write {key}")
    elif not is_answer(tuple(str(part) for part in where), said) and not study.is_record:
        yield Flag(where, f"“{said}” does not say {what}{why}", f"write it in {key}")


@rule(
    "SAF010",
    Severity.ERROR,
    cite("as60601-2-10", "instructions for use: front of the neck, chest and upper back, across the heart"),
    cite("parasym-ifu", "neck, chest"),
    cite("ds8r-manual", "carotid sinus, across the heart"),
    cite("peclin-2023", "an anode at the nape"),
    waivable=False,
)
def current_at_the_neck_or_chest(study: Study) -> Results:
    """Current flows at the front of the neck or the chest, or from the head to a place below the neck.

    The instructions that the standard asks for, and those of devices, rule out the carotid sinus, the front of the
    neck and a path across the heart. A path ends at each of `anode_site`, `cathode_site` and `return_site`, and at the
    stimulated site unless anode and cathode are both named. The nape, where a published electrode has its anode,
    and a neck without its part are a warning.

    Fix: place every electrode on the ear, or beside it.
    """
    keys = (("stimulation", "sites"), *(("electrode", pole) for pole in POLES))
    help_ = (
        "" if study.is_record else "place every electrode on the ear, or beside it (mastoid, preauricular)"
    )
    for arm in study.once(study.with_current(), *keys):
        if NOT_AT_THE_EAR.isdisjoint(
            (*(arm.stimulation.sites or ()), *(site for _, site in arm.electrode_sites))
        ):
            continue
        ends = _ends(arm)
        worst = [(place, f"at {PROHIBITED[site]}") for place, site in ends if site in PROHIBITED]
        worst = worst or _across_the_neck(arm)
        asked = [(place, f"at {TO_BE_ASKED[site]}") for place, site in ends if site in TO_BE_ASKED]
        for found, severity in ((worst, Severity.ERROR), (asked, Severity.WARNING)):
            if found:
                (where, what), *others = found
                yield Flag(where, f"current {what}", help_, tuple(others), severity=severity)
                break


def _ends(arm: Arm) -> list[tuple[Path, str]]:
    """Return every place where current enters or leaves, and where that is written."""
    sites = [
        ((*arm.at("stimulation", "sites"), n), site) for n, site in enumerate(arm.stimulation.sites or ())
    ]
    return [*sites, *_poles(arm)]


def _poles(arm: Arm) -> list[tuple[Path, str]]:
    named = [(arm.at("electrode", pole), getattr(arm.electrode, pole)) for pole in POLES]
    return [(place, site) for place, site in named if site is not None]


def _across_the_neck(arm: Arm) -> list[tuple[Path, str]]:
    """Return the end of a path below the neck and its end at the head; nothing where it has only one of them."""
    poles, electrode = _poles(arm), arm.electrode
    whole = electrode.anode_site and electrode.cathode_site and not electrode.return_site
    # A sham at the elbow does not get its current from the shared table's poles at the ear.
    sites, shared = arm.stimulation.sites or (), all(place[0] != "arms" for place, _ in poles)
    apart = shared and arm.at("stimulation", "sites")[0] == "arms" and bool(BELOW_THE_NECK & set(sites))
    ends = poles if whole or apart else _ends(arm)
    below = [(place, site) for place, site in ends if site in BELOW_THE_NECK]
    head = [(place, site) for place, site in ends if site not in BELOW_THE_NECK | {"off_ear", *TO_BE_ASKED}]
    if not poles or not below or not head:
        return []
    (where, site), (other, _) = below[0], head[0]
    return [(where, f"flows across the neck, to the {site}"), (other, "from the head")]
