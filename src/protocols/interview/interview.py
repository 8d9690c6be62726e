"""An interview: the draft so far, the next question, and what each answer makes of the draft."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_args

from protocols import authoring
from protocols.interview.drafting import data_of, drop, finished, owned, places, put, said, value_at
from protocols.interview.questions import BASE, BY_NAME, QUESTIONS, Question
from protocols.interview.replies import NONE, NOT_YET, arms_of, as_typed, choices, chosen, value_of
from protocols.interview.starts import Start, is_of_another, starts
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import record_files
from protocols.model.terms import CONDITIONS, Role, in_words, is_doubtful, term_of

ROLES: Final[tuple[str, ...]] = get_args(Role)
WEIGHS: Final = ("error", "warning")


class Reply(NamedTuple):
    """What became of an answer: taken, or not; with what is said of it. doubted: it may be kept all the same."""

    taken: bool
    said: tuple[str, ...] = ()
    doubted: bool = False


class Interview:
    """The answers so far, by question and as they were typed, and the draft that they make.

    An answer is taken where the format and the rules have nothing against it. What a rule calls wrong is doubted: it is
    taken when the person insists. `-` leaves a key undecided; an empty answer keeps what the preset has.
    """

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self._texts = [""]

    @property
    def text(self) -> str:
        """The draft so far; "" before its first question is answered."""
        return self._texts[-1]

    @property
    def data(self) -> dict[str, Any]:
        """The draft as data."""
        return data_of(self.text)

    @property
    def finished(self) -> str:
        """The draft as it is written."""
        return finished(self.text)

    def question(self) -> Question | None:
        """Return what is asked next; None where nothing is left to ask."""
        data = self.data
        return next((one for one in QUESTIONS if one.name not in self.answers and one.when(data)), None)

    def offered(self, question: Question) -> list[authoring.Offer]:
        """Return what an answer may be chosen from."""
        if question.name == "condition":
            return choices(self.text or EMPTY, "study.condition")
        if question.name == "start":
            return [_offer(one) for one in starts(_condition(self.answers.get("condition", "")))]
        paths = question.paths(self.data)
        return choices(self.text, paths[0]) if paths else []

    def current(self, question: Question) -> str:
        """Return what holds where the answer is empty: what the preset has; "" where nothing is said yet."""
        if question.name == "arms":
            return ", ".join(f"{name}={arm['role']}" for name, arm in self._start_arms().items())
        data = self.data
        values = [value for path in question.paths(data) for value in said(data, path)]
        if not values:
            return ""
        return as_typed(values[0]) if len(set(map(repr, values))) == 1 else ", ".join(map(as_typed, values))

    def reply(self, typed: str, *, insist: bool = False) -> Reply:
        """Answer the question that is asked. insist: take also what a rule calls wrong."""
        question = self.question()
        if question is None:
            return Reply(taken=False, said=("nothing is left to ask",))
        typed = typed.strip()
        if typed in ("", NOT_YET) and question.required and not self.current(question):
            return Reply(taken=False, said=("this cannot be left open",))
        if question.name in BASE:
            return self._begin(question, typed, insist=insist)
        return self._fill(question, typed, insist=insist)

    def back(self) -> bool:
        """Take the last answer back; False where there is none."""
        if not self.answers:
            return False
        self.answers.popitem()
        self._texts.pop()
        return True

    def replay(self, answers: Mapping[str, str], *, whole: bool = False) -> list[str]:
        """Give answers that were kept, up to the first that is not there. Returns a sentence for one that is not taken.

        whole: they are all there is, so that a question without one is left open.
        """
        while (question := self.question()) is not None:
            if question.name not in answers and (question.required or not whole):
                break
            reply = self.reply(answers.get(question.name, ""), insist=True)
            if not reply.taken:
                return [f"{question.name}: {'; '.join(reply.said)}"]
        return []

    def _take(self, name: str, typed: str, text: str) -> None:
        self.answers[name] = typed
        self._texts.append(text)

    def _begin(self, question: Question, typed: str, *, insist: bool) -> Reply:
        """Take an answer that the draft begins with, and draft it anew."""
        typed = chosen(typed, self.offered(question))
        given = {**self.answers, question.name: typed}
        doubt = _why_not(question.name, typed, given)
        if doubt is not None and not (doubt.doubted and insist):
            return doubt
        if question.name == "arms" and typed in ("", NOT_YET):
            given["arms"] = self.current(question)
        try:
            self._take(question.name, given[question.name], _drafted(given))
        except AuthoringError as error:
            return Reply(taken=False, said=(str(error),))
        return Reply(taken=True, said=_meant(question.name, typed))

    def _fill(self, question: Question, typed: str, *, insist: bool) -> Reply:
        """Take an answer for a key, mended where that is safe, and say what the check says of it."""
        paths = question.paths(self.data)
        if not typed:
            self._take(question.name, typed, self.text)
            return Reply(taken=True)
        judged = [*paths, *(BY_NAME[question.after].paths(self.data) if question.after else ())]
        before = _found(self.text, judged)
        try:
            text = self._written(question, typed, paths)
        except AuthoringError as error:
            return Reply(taken=False, said=(str(error),))
        found = [one for one in _found(text, judged) if _same(one) not in {_same(old) for old in before}]
        faults = [one for one in found if one["code"].startswith(("KEY", "TOM"))]
        errors = [] if _is_half(question, text) else [one for one in found if one["severity"] == "error"]
        if faults or (errors and not insist):
            return Reply(False, tuple(_sentence(one) for one in faults or errors), doubted=not faults)
        self._take(question.name, typed, text)
        return Reply(taken=True, said=() if _is_half(question, text) else tuple(map(_sentence, found)))

    def _written(self, question: Question, typed: str, paths: list[str]) -> str:
        """Return the draft with an answer: over what it replaces, at each place where the arms have it."""
        data = self.data
        if typed == NOT_YET:
            return drop(self.text, [*paths, *(place for path in paths for place in owned(data, path))])
        offered, text = self.offered(question), self.text
        for path, part in zip(paths, _by_path(question, typed, paths), strict=True):
            value = value_of(part, path, offered, several=question.several)
            text = put(drop(text, owned(data, path)), path, value)
        if text != self.text:
            text = drop(
                text,
                [place for path in question.instead for place in (*places(data, path), *owned(data, path))],
            )
        if question.name == "participants":
            sizes = [value_at(data_of(text), path) for path in paths]
            if all(isinstance(size, int) for size in sizes):
                # In a crossover each participant is in every arm.
                crossover = value_at(data_of(text), "study.design") == "crossover"
                text = put(text, "study.participants", max(sizes) if crossover else sum(sizes))
        return text

    def _start_arms(self) -> dict[str, Any]:
        arms: dict[str, Any] = self.data.get("arms", {})
        if self.answers.get("start", NONE) in ("", NONE, NOT_YET):
            return {"tavns": {"role": "active"}, "sham": {"role": "sham"}}
        return arms


EMPTY: Final = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'


def _is_half(question: Question, text: str) -> bool:
    """Say whether an answer means something only with the next one."""
    return any(one.after == question.name and one.when(data_of(text)) for one in QUESTIONS)


def _offer(start: Start) -> authoring.Offer:
    words = f"{in_words(start.condition)}: {start.line}" if start.condition else start.line
    return {"kind": "preset", "text": start.name, "label": start.name, "words": words, "cohorts": None}


def _by_path(question: Question, typed: str, paths: list[str]) -> list[str]:
    """Return the part of an answer that is for each place: one for every arm, or the same for all."""
    if len(paths) == 1 or (question.several and question.name != "participants"):
        return [typed] * len(paths)
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    if len(parts) not in (1, len(paths)):
        raise AuthoringError(f"write one value for all, or {len(paths)}: one for each of {listed(paths)}")
    return parts * len(paths) if len(parts) == 1 else parts


def listed(paths: list[str]) -> str:
    """Return the arms of some places, in words."""
    return ", ".join(path.split(".")[1] if path.startswith("arms.") else "the other arms" for path in paths)


def _drafted(given: Mapping[str, str]) -> str:
    """Return the draft that the first answers make."""
    start = given.get("start", NONE)
    arms = arms_of(given["arms"], ROLES) if given.get("arms") else None
    condition = given.get("condition", "")
    return authoring.draft_from(
        None if start in ("", NONE, NOT_YET) else start,
        title=given["title"],
        condition=None if condition in ("", NOT_YET) else _condition(condition),
        arms=arms if isinstance(arms, dict) else None,
    )


def _why_not(name: str, typed: str, given: Mapping[str, str]) -> Reply | None:
    """Say what is against an answer that the draft begins with; None where nothing is."""
    if name == "condition" and is_doubtful("condition", typed):
        term = term_of("condition", typed, CONDITIONS)
        return Reply(False, (f"{typed} may be {in_words(term)}: write that, or name it more fully",))
    if name == "start" and typed not in ("", NONE, NOT_YET):
        if typed not in record_files():
            return Reply(False, (f"there is no preset {typed}",))
        theirs = is_of_another(typed, _condition(given.get("condition", "")))
        if theirs:
            return Reply(False, (f"{typed} is of another condition: {theirs}",), doubted=True)
    if name == "arms" and typed not in ("", NOT_YET):
        arms = arms_of(typed, ROLES)
        if isinstance(arms, str):
            return Reply(False, (arms,))
    return None


def _meant(name: str, typed: str) -> tuple[str, ...]:
    term = _condition(typed) if name == "condition" else typed
    return (f"taken as {in_words(term)}",) if term != typed else ()


def _condition(typed: str) -> str:
    return term_of("condition", typed, CONDITIONS) or typed


def _found(text: str, paths: list[str]) -> list[dict[str, Any]]:
    """Return what the check finds at some keys, as far as it weighs."""
    findings: list[dict[str, Any]] = authoring.check(text)["findings"]
    return [
        one
        for one in findings
        if one["severity"] in WEIGHS and any(_is_at(place, path) for place in _places(one) for path in paths)
    ]


def _places(finding: dict[str, Any]) -> list[str]:
    return [finding["path"], *(one["path"] for one in finding["related"])]


def _is_at(place: str, path: str) -> bool:
    return place == path or place.startswith((f"{path}[", f"{path}."))


def _same(finding: dict[str, Any]) -> tuple[str, str, str]:
    return finding["code"], finding["path"], finding["message"]


def _sentence(finding: dict[str, Any]) -> str:
    return f"{finding['message']}; {finding['help']}" if finding["help"] else str(finding["message"])
