"""LIT: the protocol against the published trials, counted from the presets at run time.

"Unusual" is all that these rules say. Settings of a sham are SHM's business; here only active arms count.
"""

from collections.abc import Callable, Iterator
from typing import Any

from protocols.evidence import Counts, count, is_absurd, known, likely, of_condition
from protocols.model import Arm, Range, Study, high, low, overlap
from protocols.model.terms import meet
from protocols.references import cite
from protocols.rule import Flag, Severity, Skip, rule
from protocols.rules.timing import show
from protocols.units import plain

Said = Iterator[Flag | Skip]
Path = tuple[str, ...]
HIGH = Range(20, 25)


def unused(
    study: Study,
    key: Path,
    used: Callable[[Arm], list[Any]],
    match: Callable[[Any, Any], bool],
    shown: Callable[[Any], str],
) -> Said:
    """Flag each value of an active arm that no cohort of the study's condition used."""
    counts = _counts(study, key, used)
    if isinstance(counts, Skip):
        yield counts
        return
    for arm in study.once(study.by_role("active"), key):
        values = used(arm)
        if not values:
            yield Skip(arm.at(*key), f"needs {'.'.join(key)}")
        for value in values:
            if not any(match(value, use.value) for use in counts.uses):
                yield Flag(
                    _place(arm, key, value),
                    f"{shown(value)} is not used by {counts.sentence(shown)}"
                    + _disputes(study.about.condition or "", key[-1]),
                    "" if study.is_record else "use what the trials used, or waive this with the reason",
                    sources=counts.sources(),
                )


def _counts(study: Study, key: Path, used: Callable[[Arm], list[Any]]) -> Counts | Skip:
    condition = study.about.condition
    if condition is None:
        return Skip(("study", "condition"), "needs study.condition")
    if not of_condition(condition):
        return Skip(("study", "condition"), f"the evidence base holds no trial of {condition}")
    counts = count(condition, key, used)
    return counts if counts.uses else Skip(key, f"no trial of {condition} in the base reports it")


def _place(arm: Arm, key: Path, value: Any) -> tuple[str | int, ...]:
    """Return where a value is written: of a list its entry, and a frequency among the alternating ones."""
    if getattr(arm.stimulation, key[-1]) is None:
        key = ("stimulation", "alternating_hz")
    said = getattr(arm.stimulation, key[-1])
    listed = isinstance(said, tuple) and not isinstance(said, Range)
    return (*arm.at(*key), said.index(value)) if listed else arm.at(*key)


def _disputes(condition: str, key: str) -> str:
    """Name the trials on whose value of this key the sources disagree."""
    labels = [
        trial.label
        for trial in of_condition(condition)
        if any(
            (conflict.field or "").endswith(f".{key}") for conflict in trial.study.protocol.conflicts or ()
        )
    ]
    return f"; the sources disagree on it for {', '.join(labels)}" if labels else ""


def _frequencies(arm: Arm) -> list[Any]:
    said = arm.stimulation
    return [*(said.alternating_hz or ())] or [value for value in (said.frequency_hz,) if value is not None]


def _pulse_widths(arm: Arm) -> list[Any]:
    return [value for value in (arm.stimulation.pulse_width_us,) if value is not None]


def _sites(arm: Arm) -> list[Any]:
    return list(arm.stimulation.sites or ())


def _sides(arm: Arm) -> list[Any]:
    return [value for value in (arm.stimulation.side,) if value is not None]


@rule("LIT001", Severity.WARNING, cite("zhang-2026", "§6.1"))
def frequency_not_used_in_the_condition(study: Study) -> Said:
    """The frequency is used by none of the condition's cohorts.

    The review finds no agreed frequency; an effect seen at one cannot be carried over to another.

    Fix: use a frequency of the condition's trials, or waive the finding with the reason.

    Waive: the frequency is the question of the study.
    """
    yield from unused(
        study, ("stimulation", "frequency_hz"), _frequencies, overlap, lambda value: f"{show(value)} Hz"
    )


@rule("LIT002", Severity.WARNING, cite("zhang-2026", "§4.1.1, §6.1"))
def pulse_width_not_used_in_the_condition(study: Study) -> Said:
    """The pulse width is used by none of the condition's cohorts.

    Fix: use a pulse width of the condition's trials, or waive the finding with the reason.

    Waive: the pulse width is the question of the study.
    """
    yield from unused(
        study, ("stimulation", "pulse_width_us"), _pulse_widths, overlap, lambda value: f"{show(value)} µs"
    )


@rule("LIT003", Severity.WARNING, cite("zhang-2026", "§3, §6.1"))
def site_not_used_in_the_condition(study: Study) -> Said:
    """A site is used by none of the condition's cohorts.

    A term that leaves the part open (concha) meets each of its parts.

    Fix: use a site of the condition's trials, or waive the finding with the reason.

    Waive: the site is the question of the study.
    """
    yield from unused(study, ("stimulation", "sites"), _sites, meet, str)


@rule("LIT004", Severity.WARNING, cite("zhang-2026", "§6.1"))
def side_not_used_in_the_condition(study: Study) -> Said:
    """The side is used by none of the condition's cohorts.

    The review leaves left against both ears unresolved.

    Fix: use a side of the condition's trials, or waive the finding with the reason.

    Waive: the side is the question of the study.
    """
    yield from unused(study, ("stimulation", "side"), _sides, lambda one, other: bool(one == other), str)


@rule("LIT008", Severity.WARNING, cite("zhang-2026", "§4.1.1"))
def fixed_intensity_where_trials_titrate(study: Study) -> Said:
    """A fixed intensity in a condition whose trials titrate.

    The same current is felt differently by different people; the review describes titration to a clear but painless
    sensation in the migraine trials as a whole.

    Fix: write `method = "titrated"` with a target and a cap.

    Waive: an intensity below sensation, where there is nothing to titrate to.
    """
    key = ("stimulation", "intensity", "method")
    counts = _counts(study, key, lambda arm: [arm.intensity.method] if arm.intensity.method else [])
    if isinstance(counts, Skip):
        yield counts
        return
    methods = {use.value: use for use in counts.uses}
    for arm in study.once(study.by_role("active"), key):
        if arm.intensity.method is None:
            yield Skip(arm.at(*key), f"needs {'.'.join(key)}")
        elif arm.intensity.method == "fixed" and "titrated" in methods and "fixed" not in methods:
            yield Flag(
                arm.at(*key),
                f"the intensity is fixed, but titrated by {counts.sentence(str)}",
                'write: method = "titrated", with a target and a cap',
                sources=counts.sources(),
            )


@rule(
    "LIT009",
    Severity.WARNING,
    cite("straube-2015", "abstract: headache days"),
    cite("cao-2021", "abstract: connectivity"),
    silences=("LIT001",),
)
def migraine_at_20_to_25_hz(study: Study) -> Said:
    """Migraine is stimulated at 20 to 25 Hz.

    1 Hz reduced headache days more than 25 Hz in Straube 2015. In Cao 2021 1 Hz and 20 Hz differed in brain
    connectivity; that trial measured no clinical effect, though the review speaks of one. A study that also has an
    active arm at another frequency asks this very question and is left alone.

    Fix: use 1 Hz, or compare the two frequencies.

    Waive: the rationale says why the higher frequency.
    """
    if study.about.condition != "migraine":
        return
    arms = study.by_role("active", "active_comparator")
    if any(value for arm in arms for value in _frequencies(arm) if not overlap(value, HIGH)):
        return
    for arm in study.once(
        study.by_role("active"), ("stimulation", "frequency_hz"), ("stimulation", "alternating_hz")
    ):
        for value in _frequencies(arm):
            yield Flag(
                _place(arm, ("stimulation", "frequency_hz"), value),
                f"{show(value)} Hz in migraine: 1 Hz reduced headache days more than 25 Hz (Straube 2015); 1 and 20 Hz "
                "differed in connectivity, not shown clinically (Cao 2021); few trials",
                "use 1 Hz, or compare the two frequencies",
            )


@rule("LIT019", Severity.ERROR, waivable=True, silences=("*",))
def value_beyond_all_that_is_known(study: Study) -> Said:
    """A value is a factor of ten or more outside all that is known of it.

    Almost always a unit was mistaken: milliseconds for microseconds, microamperes for milliamperes. The limits are the
    widest settings of the wider literature and of the study presets, times or divided by ten; 0 is left alone. Rules
    that would use the value say nothing then: it is one mistake.

    Fix: write the value in the unit of the key.

    Waive: the value is meant, and the rationale says why.
    """
    keys = (
        ("stimulation", ("frequency_hz", "alternating_hz", "pulse_width_us")),
        ("intensity", ("current_ma", "start_ma", "min_ma", "max_ma")),
        ("schedule", ("session_min",)),
    )
    for table, names in keys:
        for name in names:
            path = ("stimulation", "intensity", name) if table == "intensity" else (table, name)
            for arm in study.once(study.stimulated(), path):
                yield from _beyond(arm.at(*path), name, getattr(getattr(arm, table), name))


def _beyond(where: tuple[str | int, ...], key: str, value: Any) -> Said:
    several = value if isinstance(value, tuple) and not isinstance(value, Range) else (value,)
    ends = [end for one in several for end in (low(one), high(one)) if end is not None]
    wrong = next((end for end in ends if is_absurd(key, end)), None)
    found = known(key)
    if wrong is None or found is None:
        return
    meant = likely(key, wrong)
    how = "ten times or more the highest" if wrong > found.max else "a tenth or less of the lowest"
    yield Flag(
        where,
        f"{plain(wrong)} {found.unit} is {how} {found.name} in the literature read "
        f"({plain(found.min)} to {plain(found.max)} {found.unit})",
        f"{meant}?" if meant else f"{key} is in {found.unit}; check the number and its unit",
        sources=found.sources,
    )
