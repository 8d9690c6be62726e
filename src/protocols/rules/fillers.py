"""DSN, sixth part: texts that no reporting standard asks for by themselves, and that hold no answer."""

from collections.abc import Iterator
from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.fillers import is_answer, is_put_off
from protocols.model import Study

Text = tuple[Path, tuple[str, ...], str | None, str]
"""Where a text stands, its key for lib.fillers, the text, and what it should say."""

HELP: Final = "write it, or leave the key out while it is not known"
OF_THE_STUDY: Final = {
    "title": "what the study is called",
    "condition": "which condition is studied",
    "population": "who takes part",
}
OF_AN_ARM: Final = {"label": "what the arm is called for readers", "description": "what the arm is"}


@rule("DSN014", Severity.WARNING, silences=("LIT010",), plans_only=True)
def text_that_holds_no_answer(study: Study) -> Results:
    """The title, the condition, the population, an outcome or the name of an arm is a text that holds no answer.

    `measure = "tbd"` leaves open what is measured, as if it was not there. Other texts are asked for by the rules on
    reporting and safety. A letter may be a name.

    Fix: write the text, or leave the key out while it is not known.

    Waive: it only looks like a filler, and is a name.
    """
    for where, key, text, what in _texts(study):
        if text is not None and _is_open(key, text):
            arm = str(where[1]) if where[0] == "arms" else ""
            help_ = "write the title" if key == ("study", "title") else HELP
            yield Flag(where, f"“{text}” does not say {what}", help_, arm=arm)


def _is_open(key: tuple[str, ...], text: str) -> bool:
    """Say whether a text holds no answer; any letter, and of an arm any word but one that puts it off, may be a name."""
    if key == ("label",):
        return is_put_off(text)
    return len(text.strip()) > 1 and not is_answer(key, text)


def _texts(study: Study) -> Iterator[Text]:
    for key, what in OF_THE_STUDY.items():
        yield ("study", key), ("study", key), getattr(study.about, key), what
    for name, outcome in study.outcomes.items():
        where = ("outcomes", name, "measure")
        yield where, ("outcomes", "measure"), outcome.measure, f"what is measured as {name}"
    for arm in study.arms.values():
        for key, what in OF_AN_ARM.items():
            yield ("arms", arm.name, key), (key,), getattr(arm.written, key), what
