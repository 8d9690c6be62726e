"""What is made of a text: findings, dose, fixes, drawings, drafts and methods, as plain data."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final, Literal, TypedDict, get_args

from protocols.authoring.changing import Edited, between, study_of
from protocols.authoring.paths import needs_a_name
from protocols.check.configuration.config import PROFILES, Config
from protocols.check.engine import lint_document
from protocols.document.document import Document, Place, mark_of
from protocols.document.reading import read
from protocols.findings.report import Finding
from protocols.findings.rule import Severity
from protocols.formats.records import of_finding, of_report
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import preset_files
from protocols.model.terms import Role, ShamMethod

Picture = Literal["ear", "pulse", "train", "session", "course"]
PICTURES: Final[tuple[Picture, ...]] = get_args(Picture)


class Fixed(Edited):
    """A text with its fixes, and on which line (from 1) what became what."""

    changes: list[dict[str, Any]]


class Written(TypedDict):
    """A text made from a protocol; for_the_team is what goes beside one that is handed out, else "" (as for a paper)."""

    text: str
    for_the_team: str


def check(
    text: str, name: str = "<text>", config: Config | Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the findings on a text as `tavns check --format json` gives those of a file, with offsets beside lines and columns.

    config is a Config, or its settings as JSON has them: profile, today (2026-11-28), rules by code (error, warning,
    note or off). start and end of a finding, of what is related and of a fix count code points of the text. Raises
    AuthoringError for settings that cannot be used; a faulty text raises nothing.
    """
    document = read(text, name)
    report = lint_document(document, _config(config))
    told = _Offsets(document, len(mark_of(text)))
    return {**of_report(report), "findings": [told.finding(one) for one in report.findings]}


class _Offsets:
    """Adds to places in lines and columns where they are in the text."""

    def __init__(self, document: Document, shift: int) -> None:
        self.starts, at = [shift], shift
        for line in document.text.split("\n"):
            at += len(line) + 1
            self.starts.append(at)

    def finding(self, finding: Finding) -> dict[str, Any]:
        made = of_finding(finding) | self.of(finding.place)
        made["related"] = [
            entry | self.of(one.place) for entry, one in zip(made["related"], finding.related, strict=True)
        ]
        made["fix"] = made["fix"] and [
            entry | self.of(one.place) for entry, one in zip(made["fix"], finding.fix, strict=True)
        ]
        return made

    def of(self, place: Place) -> dict[str, int]:
        start = self.starts[place.line - 1] + place.column - 1
        return {"start": start, "end": self.starts[place.end_line - 1] + place.end_column - 1}


def _config(config: Config | Mapping[str, Any] | None) -> Config:
    if config is None or isinstance(config, Config):
        return config or Config()
    unknown = config.keys() - {"profile", "today", "rules"}
    if unknown:
        raise AuthoringError(f"there is no setting {min(unknown)}; there are profile, today and rules")
    profile = config.get("profile", "draft")
    if profile not in PROFILES:
        raise AuthoringError(f"there is no profile {profile}; there are {', '.join(PROFILES)}")
    try:
        rules = {
            code: None if grade == "off" else Severity(grade)
            for code, grade in config.get("rules", {}).items()
        }
        today = date.fromisoformat(config["today"]) if "today" in config else date.today()
        return Config(today=today, profile=profile, rules=rules)
    except (ValueError, TypeError, AttributeError) as error:
        raise AuthoringError(f"these settings cannot be used: {error}") from None


def fix(text: str) -> Fixed:
    """Return a text with all fixes that change no meaning, as `tavns check --fix` makes them; unchanged where there is none."""
    from protocols.check.fixes import fix as fixed  # noqa: PLC0415 - a check does without it

    found = fixed(read(text))
    new = mark_of(text) + found.document.text
    edits = between(text, new) if new != text else []
    return {"text": new, "edits": edits, "changes": [change._asdict() for change in found.changes]}


def dose(text: str) -> list[dict[str, Any]]:
    """Return the dose of each stimulated arm: each quantity with its unit, and by arm its interval, its words or what is missing.

    Raises AuthoringError where the text is no protocol.
    """
    from protocols.overview import overview  # noqa: PLC0415 - only where it is asked for

    return [asdict(one) for one in overview(study_of(text)).doses]


def drawing(text: str, arm: str, which: Picture, prefix: str = "") -> str:
    """Return a drawing of an arm as SVG: the ear, one pulse, the train, the session or the course.

    prefix makes its ids unique in a page. Raises AuthoringError where the text is no protocol, for an arm that it does
    not have or that is not stimulated, and for a drawing that there is none of.
    """
    from protocols import drawing as made  # noqa: PLC0415 - only where it is asked for

    study = study_of(text)
    if which not in PICTURES:
        raise AuthoringError(f"there is no drawing {which}; there are {', '.join(PICTURES)}")
    if arm not in study.arms:
        raise AuthoringError(f"there is no arm {arm}; there are {', '.join(study.arms)}")
    one, ids = study.arms[arm], prefix or f"{which}-{arm}"
    if not one.stimulated:
        raise AuthoringError(f"{arm} is an arm without stimulation, of which there is nothing to draw")
    if which == "ear":
        return made.ear([made.placement_of(one)], ids)
    if which == "course":
        return made.course(study, one, ids)
    if which == "session":
        return made.session(one, ids)
    return made.pulse(one, ids) if which == "pulse" else made.train(one, ids)


def draft_from(  # noqa: PLR0913 - as `draft`: each is a choice of the person
    preset: str | None = None,
    *,
    title: str = "",
    condition: str | None = None,
    arms: Mapping[str, str] | None = None,
    sham_method: str | None = None,
    device: str | None = None,
) -> str:
    """Return the text of a new protocol from a preset, or from nothing; arms maps names to roles and replaces the preset's.

    Raises AuthoringError for a preset, a role or a sham method that there is none of, and for a name that can be none.
    """
    from protocols.draft import draft  # noqa: PLC0415 - only where it is asked for
    from protocols.evidence.trials import preset as made_from  # noqa: PLC0415

    _is_one_of("preset", preset, tuple(preset_files()))
    _is_one_of("sham method", sham_method, get_args(ShamMethod))
    for name, role in (arms or {}).items():
        needs_a_name(name)
        _is_one_of("role", role, get_args(Role))
    if arms is not None and not arms:
        raise AuthoringError("a protocol has at least one arm")
    taken = made_from(preset) if preset else None
    roles = (
        [arm.role for arm in taken.arms.values()] if taken and arms is None else list((arms or {}).values())
    )
    if sham_method is not None and "sham" not in roles:
        raise AuthoringError("a sham method is for an arm with the role sham, and there is none")
    chosen = condition or (taken.about.condition if taken else None)
    return draft(
        title or (f"taVNS in {chosen.replace('_', ' ')}" if chosen else "taVNS study"),
        from_preset=preset,
        condition=condition,
        arms=arms,
        sham_method=sham_method,
        device=device,
    )


def _is_one_of(what: str, word: str | None, words: tuple[str, ...]) -> None:
    if word is not None and word not in words:
        raise AuthoringError(f"there is no {what} {word}; there are {', '.join(words)}")


def methods(text: str, style: str = "paper", form: str = "text") -> Written:
    """Return a protocol in words: style paper, registry or lay; form text, markdown or json.

    Raises AuthoringError where the text is no protocol, and for a style or form that there is none of.
    """
    from protocols.formats.methods import FORMATS, for_the_team  # noqa: PLC0415 - only where it is asked for
    from protocols.formats.style import Style  # noqa: PLC0415
    from protocols.methods import STYLES  # noqa: PLC0415

    _is_one_of("style", style, tuple(STYLES))
    _is_one_of("form", form, tuple(FORMATS))
    made, shown = STYLES[style](study_of(text)), Style()
    return {"text": FORMATS[form](made, "<text>", shown), "for_the_team": for_the_team(made, shown)}
