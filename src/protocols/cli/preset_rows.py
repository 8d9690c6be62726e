"""The lines of `tavns presets`: which records are wanted, and the cells of each."""

from typing import Any, Final, NamedTuple

from protocols.evidence.trials import preset, trials
from protocols.model import Arm, Range, Study, overlap
from protocols.model.quantity import TYPOGRAPHIC, show
from protocols.model.terms import in_words, meet

KINDS: Final = ("paradigm", "review", "published", "registered")
HEADER = ("name", "kind", "condition", "Hz", "µs", "site", "side", "course", "sham", "n")
NO_SHAM, NO_SITE, NOT_KNOWN = "no sham", "site unknown", "unknown"
LEGEND = (
    f"An empty cell was not found in what was read. sham: the sham's site; {NO_SITE}: there was a sham, and what was read "
    f"does not say where; {NOT_KNOWN}: what was read does not say whether there was a sham; {NO_SHAM}: there was none. "
    "n: participants randomized or enrolled. kind: the review's paradigm, one of its trials, one published beyond it, or "
    "one that is registered and not published."
)


class Wanted(NamedTuple):
    """What a record has to have to be listed; None asks for nothing."""

    condition: str | None
    site: str | None
    frequency: Range | None
    kind: str | None

    def has(self, name: str) -> bool:
        """Say whether a record has all of it; site and frequency in one active arm."""
        study = preset(name)
        if self.condition not in (None, study.about.condition) or self.kind not in (None, kind_of(name)):
            return False
        if self.site is None and self.frequency is None:
            return True
        return any(self._is_had_by(arm) for arm in study.by_role("active"))

    def _is_had_by(self, arm: Arm) -> bool:
        at, hertz = self.site, self.frequency
        there = at is None or any(meet(at, one) for one in arm.stimulation.sites or ())
        return there and (hertz is None or any(overlap(one, hertz) for one in arm.stimulation.frequencies))


def kind_of(name: str) -> str:
    """Return which of KINDS a record is."""
    return next((trial.tier for trial in trials("all") if trial.key == name), "paradigm")


def row_of(name: str, kind: str, study: Study) -> tuple[str, ...]:
    """Return the cells of a preset, as HEADER names them."""
    active = study.by_role("active")
    shams = study.by_role("sham")
    return (
        name,
        kind,
        in_words(study.about.condition or ""),
        _each(active, lambda arm: " and ".join(map(show, arm.stimulation.frequencies)) or None),
        _each(active, lambda arm: arm.stimulation.pulse_width_us),
        _each(active, lambda arm: arm.stimulation.sites),
        _each(active, lambda arm: "both" if arm.stimulation.side == "bilateral" else arm.stimulation.side),
        _each(active, _course),
        ", ".join(_sham(arm) for arm in shams) or _no_sham(study),
        str(study.about.participants or ""),
    )


def _each(arms: list[Arm], value: Any) -> str:
    found = dict.fromkeys(_plain(value(arm)) for arm in arms if value(arm) is not None)
    return "/".join(found)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return ", ".join(site.replace("_", " ") for site in value)
    return show(value, notation=TYPOGRAPHIC)  # columns are narrow: a dash does not come apart


def _course(arm: Arm) -> str | None:
    for unit in ("weeks", "months", "days"):
        length = getattr(arm.schedule, unit)
        if length is not None:
            return show(length, unit, TYPOGRAPHIC)
    return None


def _sham(arm: Arm) -> str:
    sites = arm.stimulation.sites
    return ", ".join(site.replace("_", " ") for site in sites) if sites else NO_SITE


def _no_sham(study: Study) -> str:
    """Say what is known where no arm is a sham: a comparator may be one, and so may an arm that was not found."""
    not_known = study.by_role("active_comparator") or not study.about.design
    return NOT_KNOWN if study.is_record and not_known else NO_SHAM
