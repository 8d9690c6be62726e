"""DSN, second part: the number and sizes of the arms beside the allocation, and the washout beside the design."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.model import Arm, Study, high

RATIO: Final = re.compile(r"(?<![\d:.])[1-9](?:\s*:\s*[1-9])+(?![\d:.]*\d)", re.ASCII)
"""A ratio of single digits, and no time of day."""
ONE_PERSON: Final = 1
OF_A_FACTOR: Final = 2
"""Parts of a ratio that may be of each factor of a factorial design."""
NOT_RANDOMISED: Final = re.compile(r"\b(?:not|non|un|without)[\s-]*randomi[sz]", re.IGNORECASE)


@rule("DSN009", Severity.WARNING, plans_only=True, if_written=("allocation",))
def allocation_is_not_what_the_sizes_say(study: Study) -> Results:
    """The arms are not of the sizes that the allocation ratio makes of them.

    Asked where the text of `allocation` holds one ratio, of as many parts as there are arms, and every arm has a size.
    Which part is of which arm is not asked: 2:1 goes with 20 and 40 in either order. One person more or less is left
    alone. A record is not asked: its numbers may be those analysed. Nor is a crossover, in which each participant is
    in every arm.

    Fix: correct the ratio or the sizes.

    Waive: blocks or strata lead to these sizes, and the text says how.
    """
    arms, text = list(study.arms.values()), study.about.allocation
    parts = _ratio(text or "")
    if text is None or len(parts) != len(arms) or study.about.design == "crossover":
        return
    sizes = [arm.participants for arm in arms if arm.participants is not None]
    if len(sizes) < len(arms):
        lacking = next(arm for arm in arms if arm.participants is None)
        yield Skip(("arms", lacking.name, "participants"), "needs participants of each arm")
        return
    total, whole = sum(sizes), sum(parts)
    pairs = zip(sorted(sizes), sorted(parts), strict=True)
    if all(abs(size * whole - total * part) <= ONE_PERSON * whole for size, part in pairs):
        return
    shares = [Fraction(total * part, whole) for part in sorted(parts)]
    ratio = ":".join(map(str, parts))
    meant = ", ".join(map(_shown, shares))
    yield Flag(
        ("study", "allocation"),
        f"an allocation of {ratio}, but the arms have {', '.join(map(str, sizes))} participants; {ratio} of {total} would be {meant}",
        "correct the ratio or the sizes",
        tuple((arm.at("participants"), arm.name) for arm in arms),
    )


@rule("DSN013", Severity.WARNING, if_written=("allocation",))
def allocation_for_another_number_of_arms(study: Study) -> Results:
    """The allocation ratio has more or fewer parts than the study has arms.

    1:1 is of two arms, 1:1:1 of three: an arm was added or dropped, and the ratio kept. Asked where the text of
    `allocation` holds one ratio. A text that names as many arms as the ratio has parts, or says that an arm is not
    randomised, is left alone. In a crossover the ratio is of the orders, in a factorial design 1:1 may be of each factor.

    Fix: write one part for each arm, or name the arms that the ratio is of: "1:1 (tavns, sham)".

    Waive: some arms are not randomised, and the text says which.
    """
    arms, text = list(study.arms.values()), study.about.allocation or ""
    parts, design = _ratio(text), study.about.design
    if not parts or len(parts) == len(arms) or design == "crossover" or NOT_RANDOMISED.search(text):
        return
    if (design == "factorial" and len(parts) == OF_A_FACTOR) or len(_named(text, arms)) == len(parts):
        return
    ratio = ":".join(map(str, parts))
    yield Flag(
        ("study", "allocation"),
        f"an allocation of {ratio} is for {len(parts)} arms, but the study has {len(arms)}",
        'write one part for each arm, or name the arms that the ratio is of, such as "1:1 (tavns, sham)"',
        tuple((("arms", arm.name), "an arm") for arm in arms),
    )


def _named(text: str, arms: list[Arm]) -> list[Arm]:
    """Return the arms that a text names, by their names or labels."""
    words = text.casefold()

    def is_named(name: str | None) -> bool:
        return (
            name is not None and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", words) is not None
        )

    return [arm for arm in arms if is_named(arm.name) or is_named(arm.written.label)]


def _shown(share: Fraction) -> str:
    """Return a share of participants with at most one decimal, of whatever size the numbers are."""
    tenths = round(share * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


@lru_cache(maxsize=256)  # two rules ask, and most studies have the same few
def _ratio(text: str) -> tuple[int, ...]:
    """Return the parts of the one ratio in a text; none where there is no ratio, or more than one."""
    found = {tuple(int(part) for part in one.split(":")) for one in RATIO.findall(text)}
    return found.pop() if len(found) == 1 else ()


@rule("DSN010", Severity.WARNING, if_written=("washout_days",))
def washout_without_periods(study: Study) -> Results:
    """A washout is written, but the design has no periods that it could lie between.

    `washout_days` is the time between the periods of a crossover; a parallel or single-arm design has one period.

    Fix: write `design = "crossover"` where participants change arms. Time without a medication before the first session
    goes into `concomitant`.
    """
    about = study.about
    if (
        about.design in ("parallel", "single_arm")
        and about.washout_days is not None
        and high(about.washout_days) != 0
    ):
        yield Flag(
            ("study", "washout_days"),
            f"a washout, but the design is {about.design.replace('_', '-')}, which has no second period",
            'write design = "crossover" where participants change arms; a washout of medication goes into concomitant',
            ((("study", "design"), "the design"),),
        )
