"""What an interview shows: a question with what may be chosen and what trials used, help on it, and the answers at the end."""

from collections.abc import Sequence
from typing import Final

from protocols import authoring
from protocols.cli.terminal import paragraphs
from protocols.formats.style import visible
from protocols.interview.interview import Interview
from protocols.interview.questions import QUESTIONS, Question
from protocols.interview.replies import BACK, NOT_YET
from protocols.model.quantity import counted

LISTED: Final = 9
"""So many choices have a line of their own; the others are named behind them."""


def asked(talk: Interview, question: Question, offered: Sequence[authoring.Offer]) -> str:
    """Return a question with its number, what may be chosen, and of a number what trials used."""
    number = [one.name for one in QUESTIONS].index(question.name) + 1
    arms = _of_arms(talk, question)
    lines = ["", paragraphs(visible(f"{number}. {question.asks}{arms}"))]
    for place, one in enumerate(offered[:LISTED], start=1):
        lines.append(paragraphs(f"{place:>2}  {_choice(question, one)}", "   "))
    rest = [
        f"{place} {one['label'] if one['kind'] == 'preset' else one['words'] or one['label']}"
        for place, one in enumerate(offered[LISTED:], start=LISTED + 1)
    ]
    if rest:
        lines.append(paragraphs("also: " + ", ".join(rest), "       "))
    if not offered and (used := _used(talk, question)):
        lines.append(paragraphs(f"trials used: {used}", "   "))
    return "\n".join(lines)


def _choice(question: Question, one: authoring.Offer) -> str:
    if one["kind"] == "preset":
        return f"{one['label']} ({one['words']})"
    about = question.about.get(one["label"], "")
    used = f" (in {counted(one['cohorts'], 'cohort')} of this condition)" if one["cohorts"] else ""
    return f"{one['words'] or one['label']}{f': {about}' if about else ''}{used}"


def _of_arms(talk: Interview, question: Question) -> str:
    paths = question.paths(talk.data)
    if question.name != "participants" and len(paths) < 2:
        return ""
    names = [path.split(".")[1] if path.startswith("arms.") else "the other arms" for path in paths]
    return f" ({', '.join(names)})"


def _used(talk: Interview, question: Question) -> str:
    """Return what the trials of the condition used of a number, each with in how many cohorts."""
    paths = question.paths(talk.data)
    told = authoring.meaning(paths[0], talk.text)["used"] if paths else None
    if not told or not told["uses"]:
        return ""
    uses = [f"{use['shown']} in {use['cohorts']}" for use in told["uses"]]
    return f"{', '.join(uses)} (of {told['reporting']} cohorts with a known value)"


def help_on(talk: Interview, question: Question) -> str:
    """Return what a question means: its help, what the format says of the key, and what the trials used, by name."""
    paths = question.paths(talk.data)
    parts = [question.help] if question.help else []
    if paths:
        told = authoring.meaning(paths[0], talk.text)
        unit = f" Unit: {told['sign'] or told['unit']}." if told["unit"] else ""
        parts.append(f"{told['title']}: {told['description']}{unit}")
        if told["used"]:
            parts.append(f"{told['used']['sentence'][:1].upper()}{told['used']['sentence'][1:]}.")
    parts.append(f"{NOT_YET} leaves it undecided, {BACK} goes back.")
    return "\n\n".join(parts)


def summary(talk: Interview) -> str:
    """Return the answers, and what the check says of the draft."""
    lines = [f"{one.asks} {talk.answers[one.name]}" for one in QUESTIONS if talk.answers.get(one.name)]
    report = authoring.check(talk.finished)
    weighty = [one for one in report["findings"] if one["severity"] in ("error", "warning")]
    found = [f"{one['severity']}: {one['message']}" for one in weighty]
    said = ["The check says:", *found] if found else ["The check has no error and no warning on this draft."]
    return "\n\n".join(["Your answers", *lines, *said])
