"""The interview at a terminal: each question with its unit, what may be chosen and what trials used; help, and a way back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import click

from protocols.cli.asked import asked, help_on, summary
from protocols.cli.terminal import fail, paragraphs
from protocols.formats.style import visible
from protocols.interview.interview import Interview
from protocols.interview.kept import read_answers, written
from protocols.interview.questions import Question
from protocols.interview.replies import BACK, HELP, NONE
from protocols.lib.errors import reason
from protocols.lib.files import write_whole
from protocols.lib.names import stem_of

WELCOME: Final = (
    "Press Enter to accept the value in brackets. Type - for not yet decided, ? for help, < to go back. "
    "Your answers are kept in {kept} until the protocol is written; Ctrl-C stops, and the same command goes on."
)
Prompt = Callable[[str, Sequence[str]], str]


def interview(path: Path, ask: Prompt | None = None) -> str:
    """Ask until nothing is left to ask or the person stops; return the draft. What was answered is kept in a file."""
    ask, kept = ask or _prompt, kept_beside(path)
    talk = Interview()
    _say(WELCOME.format(kept=kept.name))
    try:
        _resume(talk, kept, ask)
        _ask_all(talk, kept, ask)
        _say(summary(talk))
        while not _yes(ask, f"Write {path.name}?"):
            talk.back()
            _ask_all(talk, kept, ask)
    except (KeyboardInterrupt, EOFError):
        where = (
            f" Your answers are kept in {kept}; the same command goes on from there." if talk.answers else ""
        )
        click.echo(f"\nStopped: {path} is not written.{where}", err=True)
        raise click.exceptions.Exit(130) from None
    except OSError as error:
        fail(f"cannot keep the answers in {kept}: {reason(error)}")
    return talk.finished


def kept_beside(path: Path) -> Path:
    """Return where the answers for a protocol are kept while they are given."""
    return path.with_name(f"{stem_of(path)}.answers.toml")


def from_file(path: Path) -> str:
    """Return the draft that the answers of a file make. Exits with 2 for a file, or an answer, that cannot be taken."""
    talk = Interview()
    try:
        said = talk.replay(read_answers(path.read_bytes(), str(path)), whole=True)
    except OSError as error:
        fail(f"cannot read {path}: {reason(error)}")
    except ValueError as error:
        fail(str(error))
    if said:
        fail(f"{path}: {said[0]}")
    if not talk.text or "arms" not in talk.answers:
        fail(f"{path}: title and arms have to be answered")
    return talk.finished


def _resume(talk: Interview, kept: Path, ask: Prompt) -> None:
    if not kept.exists():
        return
    try:
        answers = read_answers(kept.read_bytes(), kept.name)
    except ValueError as error:
        fail(f"{error}; mend or remove it")
    if _yes(ask, f"{len(answers)} answers are kept in {kept.name}. Go on with them?"):
        for said in talk.replay(answers):
            _say(f"Asked again: {said}")


def _ask_all(talk: Interview, kept: Path, ask: Prompt) -> None:
    while (question := talk.question()) is not None:
        _one(talk, question, ask)
        write_whole(kept, written(talk.answers), force=True)


def _one(talk: Interview, question: Question, ask: Prompt) -> None:
    """Ask one question until it is answered, or the answer before it is taken back."""
    offered, current = talk.offered(question), talk.current(question)
    click.echo(asked(talk, question, offered))
    words = [NONE] if question.name == "start" else []
    words += [one["label"] for one in offered]
    while True:
        typed = ask(f"   [{current}] " if current else "   ", words).strip()
        if typed == BACK:
            if not talk.back():
                _say("This is the first question.")
            return
        if typed == HELP:
            _say(help_on(talk, question))
            continue
        reply = talk.reply(typed)
        for said in reply.said:
            _say(said)
        if reply.doubted and _yes(ask, "Keep it all the same?", otherwise=False):
            reply = talk.reply(typed, insist=True)
        if reply.taken:
            return


def _yes(ask: Prompt, question: str, *, otherwise: bool = True) -> bool:
    choice = "[Y/n]" if otherwise else "[y/N]"
    while True:
        typed = ask(f"{question} {choice} ", ["yes", "no"]).strip().lower()
        if not typed:
            return otherwise
        if typed in ("y", "yes", "n", "no"):
            return typed.startswith("y")


def _say(text: str) -> None:
    click.echo(paragraphs("\n\n".join(visible(part) for part in text.split("\n\n"))))


def _prompt(message: str, words: Sequence[str]) -> str:
    """Ask at the terminal; what is typed is completed by any of some words, also behind a comma."""
    from prompt_toolkit import prompt  # noqa: PLC0415 - a program of its own, only for an interview
    from prompt_toolkit.completion import FuzzyWordCompleter  # noqa: PLC0415 - a part of that program

    completer = FuzzyWordCompleter(list(words)) if words else None
    return prompt(message, completer=completer, reserve_space_for_menu=5 if words else 0)
