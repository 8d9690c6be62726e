"""TIM, eighth part: a voltage where the current is controlled, and electrodes that conduct where they must not."""

import re
from typing import Final

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.fillers import levelled
from protocols.lib.references import cite
from protocols.lib.resources import data
from protocols.model import Study

INTENSITY: Final = ("stimulation", "intensity")
CONTROL, MATERIAL = ("device", "control"), ("electrode", "material")


@rule(
    "TIM030",
    Severity.WARNING,
    cite("farmer-2021", "constant current or voltage; voltage if voltage-controlled"),
    if_written=("voltage_v",),
)
def voltage_of_a_current_controlled_output(study: Study) -> Results:
    """The intensity is given as a voltage, but the device controls the current.

    The voltage then follows from the impedance of the skin; what is set is a current.

    Fix: write `current_ma`, or correct `control`.

    Waive: the voltage was measured, and the protocol says how.
    """
    for arm in study.once(study.stimulated(), INTENSITY, CONTROL):
        if arm.intensity.voltage_v is not None and arm.device.control == "current":
            yield Flag(
                arm.at(*INTENSITY, "voltage_v"),
                "voltage_v for a device that controls the current",
                "write current_ma, or correct device.control",
                ((arm.at(*CONTROL), "the device controls the current"),),
                arm=arm.name,
            )


@rule(
    "TIM031",
    Severity.WARNING,
    cite("own-judgement", "which words name a material that conducts, and which say that it is insulated"),
    if_written=("non_conducting_electrode",),
)
def non_conducting_electrode_that_conducts(study: Study) -> Results:
    """A sham with non-conducting electrodes names a material that conducts.

    Titanium, silver, conductive silicone: with such a contact current flows. A material that the sham takes from the
    shared table counts. Words that say that it is insulated or not connected, or that a conductor is not in it, are heeded.

    Fix: write the material of the sham's electrodes in its own table, or correct `sham_method`.

    Waive: the contacts are covered or not connected, and the text says how.
    """
    shams = [arm for arm in study.by_role("sham") if arm.written.sham_method == "non_conducting_electrode"]
    for arm in shams:
        material = arm.electrode.material
        if material is None or not _conducts(material):
            continue
        yield Flag(
            arm.at(*MATERIAL),
            f'"{material}" conducts, but the electrodes of {arm.name} are said to be non-conducting',
            f'write the material of the sham: [{arm.own_table(*MATERIAL)}] material = "…", or correct sham_method',
            (((arm.at("sham_method")), "said to be non-conducting"),),
            arm=arm.name,
        )


def _conducts(material: str) -> bool:
    """Say whether a material conducts, by the words of data/materials.toml."""
    insulated = data("materials")["insulated"]["parts"]
    text = _without_what_is_not_in_it(levelled(material))
    return not any(part in text for part in insulated) and _conductor(text)


def _without_what_is_not_in_it(text: str) -> str:
    """Return a material without the conductors that it is said not to hold: "silicone without carbon", "metal free"."""
    words = data("materials")
    metals = "|".join(map(re.escape, words["conductor"]["words"]))
    one = rf"(?:{metals})s?\b(?: (?:{'|'.join(words['absent']['parts'])})\b)?"
    listed = rf"(?:{one})(?: (?:and|or|nor) (?:{one})|(?: {one}))*"
    before = (
        rf"\b(?:{'|'.join(words['absent']['before'])}) (?:{'|'.join(words['absent']['between'])} )*{listed}"
    )
    behind = rf"\b(?:{metals})s? (?:{'|'.join(words['absent']['behind'])})\b"
    return re.sub(f"{before}|{behind}", " ", text)


def _conductor(text: str) -> bool:
    words = data("materials")["conductor"]["words"]
    return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)
