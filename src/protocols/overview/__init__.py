"""A protocol as it is looked at, gathered once for every output: arms, dose, course, literature, exposure.

`tavns show` and every report are made from the same object, so that their numbers are the same numbers. Nothing is
printed here.
"""

from dataclasses import dataclass
from typing import NamedTuple

from protocols.dose.electrical import Metric, dose
from protocols.dose.whole import channels_of_course, whole_course
from protocols.methods.arm import name_of
from protocols.methods.closing import notes
from protocols.methods.rendering import of_sentences
from protocols.model import Arm, Study
from protocols.model.quantity import PLAIN, Notation
from protocols.overview.amounts import Amount, amount, unit_for
from protocols.overview.arms import Cell, Course, Head, Row, about, courses, heads, rows
from protocols.overview.exposure import Exposure, exposures
from protocols.overview.literature import Literature, literature

OF_DOSE = (
    "A range goes from the lowest to the highest value that the protocol allows, each arm with its own current. With both "
    "ears, several sites or channels, values are for one pair of electrodes, and nothing is added up over them. Where the waveform is not stated, one to two phases are "
    "assumed; biphasic is taken as two equal phases. The number of pulses is frequency × on-time, rounded down; a device "
    "that starts each on-time with a pulse delivers more."
)
OF_EXPOSURE = "Being below or above a limit does not by itself show that a protocol is safe or unsafe."


@dataclass(frozen=True, slots=True)
class Dose:
    """A derived quantity: its key, what it is, its unit, and what each stimulated arm has of it, by the arm's name.

    text_unit: the unit of the words, which suits the largest of them.
    """

    key: str
    label: str
    unit: str
    arms: dict[str, Amount]
    text_unit: str = ""

    @property
    def words(self) -> list[str]:
        """What each arm has, in words without the unit; with one where an arm has it in another."""
        return [
            one.text if one.text_unit == self.text_unit or not one.text else one.with_unit
            for one in self.arms.values()
        ]


@dataclass(frozen=True, slots=True)
class Overview:
    """What is to be seen of a protocol. about: the study as a whole; notes: each table's, with the table's name.

    arms, rows, doses, courses and exposures are of what is given: of an arm in periods, of each of them. totals are of the
    whole course of such arms, wholes what these are called for readers.
    """

    title: str
    kind: str
    arms: tuple[Head, ...]
    about: tuple[Row, ...]
    rows: tuple[Row, ...]
    doses: tuple[Dose, ...]
    totals: tuple[Dose, ...]
    wholes: dict[str, str]
    courses: tuple[Course, ...]
    literature: Literature
    exposures: tuple[Exposure, ...]
    notes: tuple[str, ...]


def overview(study: Study, notation: Notation = PLAIN) -> Overview:
    """Gather what is to be seen of a protocol, its numbers in a notation. What cannot be computed says which key is lacking."""
    wholes = _wholes(study)
    return Overview(
        " ".join(study.about.title.split()),
        "record" if study.is_record else "plan",
        heads(study),
        about(study, notation),
        rows(study, notation),
        _doses(study, notation),
        _told([(one.name, one.arm, one.dose) for one in wholes], notation),
        {one.name: one.label for one in wholes},
        courses(study, notation),
        literature(study, notation),
        exposures(study, notation),
        tuple(of_sentences(one.sentences) for one in notes(study)),
    )


def _doses(study: Study, notation: Notation) -> tuple[Dose, ...]:
    return _told([(arm.name, arm, dose(arm)) for arm in study.stimulated()], notation)


class _Whole(NamedTuple):
    """The whole course of an arm in periods, or of one of its channels: what it is called, its first period, its dose."""

    name: str
    label: str
    arm: Arm
    dose: dict[str, Metric]


def _wholes(study: Study) -> list[_Whole]:
    """Return what the periods of each arm add up to, channel by channel."""
    found: list[_Whole] = []
    for arm in study.arms.values():
        for channel, called in channels_of_course(arm).items() if arm.periods else ():
            name, label = (
                ".".join(filter(None, (arm.name, channel))),
                ", ".join(filter(None, (name_of(arm), called))),
            )
            found.append(_Whole(name, label, arm.parts[0], whole_course(arm, channel)))
    return found


def _told(found: list[tuple[str, Arm, dict[str, Metric]]], notation: Notation) -> tuple[Dose, ...]:
    """Return the quantities of some arms in words; what one lacks is asked for in the arm that stands beside its name."""
    made: list[Dose] = []
    for key, metric in found[0][2].items() if found else ():
        like = unit_for([of_arm[key].value for _, _, of_arm in found], metric.unit, notation)
        arms = {
            name: amount(
                of_arm[key].value, metric.unit, arm, notation=notation, like=like, told=of_arm[key].told
            )
            for name, arm, of_arm in found
        }
        made.append(Dose(key, metric.label, metric.unit, arms, like[0]))
    return tuple(made)


__all__ = [
    "OF_DOSE",
    "OF_EXPOSURE",
    "Amount",
    "Cell",
    "Course",
    "Dose",
    "Exposure",
    "Head",
    "Literature",
    "Overview",
    "Row",
    "overview",
]
