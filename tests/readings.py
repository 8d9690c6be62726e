"""A preset held against its facts: every value, source, text and conflict, and nothing else.

`tests/facts/NAME.toml` says of the preset NAME what was read, reading by reading, and how the preset holds each;
its README says how to write one.
"""

import json
import re
from pathlib import Path
from typing import Any

import tomli

from leaves import contains, leaves, same

FACTS = Path(__file__).parent / "facts"
Table = dict[str, Any]

KINDS = {
    "review-table": "review_table",
    "review-text": "review_text",
    "review-group-claim": "review_group_claim",
    "primary-abstract": "primary_abstract",
    "primary-figure-caption": "primary",
    # That the record is the trial's own is a conclusion: the trial does not name it.
    "candidate-registry-match": "derived",
    "protocol": "primary_abstract",
    "secondary-review-table": "secondary_table",
    "bibliographic": "derived",
    "derived-from-URL": "derived",
}
"""How a text was read, as the kind of a source; a kind that is not named here is the source's own."""
NOTE_OF_KIND = {
    "primary-figure-caption": "figure caption",
    "candidate-registry-match": "candidate match",
    "protocol": "published protocol",
    "bibliographic": "bibliographic record",
    "derived-from-URL": "from its address",
    "secondary-digest": "secondary digest",
}
CUT_OFF = "is cut off in the copy that was read (S-3)."
CUT_OFF_ARM = "The second line of the review's Table 1 cell (site of the {}) " + CUT_OFF
NO_DISAGREEMENT = ("not contradictory", "consistent:", "registry unit error")
WITHOUT_SOURCE = {"format", "study.kind"}
WITHOUT_SOURCE_ENDINGS = (".notes", ".role", ".label")
TEXT_ENDINGS = (".notes", ".description", "_detail", ".population", ".co_intervention")
HEAD = {"roles", "cut_off", "same_cohort_as", "readings", "conflicts"}
READING = {"field", "value", "unit", "kind", "source", "note", "held"}
HOLDS = (
    ({"says"}, {"within", "stated"}),
    ({"noted", "at"}, {"stated"}),
    ({"product"}, {"at"}),
    ({"at"}, {"value", "item", "stated", "kind", "cite"}),
)
"""The keys that a hold needs, and may have, in each of its four forms."""


def facts(name: str) -> Table:
    """Return the facts of a preset."""
    return tomli.loads((FACTS / f"{name}.toml").read_text(encoding="utf-8"))


def work_and_place(source: str) -> tuple[str, str]:
    """Return what a preset cites, and the place in it: `review §3` is zhang-2026 and §3, `NCT1` has no place."""
    work, _, place = source.split(";", maxsplit=1)[0].strip().partition(" ")
    return "zhang-2026" if work == "review" else work, place


def also_token(reading: Table) -> str:
    """Return what the note of a source says when a further reading agrees with the value."""
    kind, source = reading.get("kind", ""), reading.get("source", "")
    if kind in {"primary-abstract", *NOTE_OF_KIND} - {"candidate-registry-match"}:
        return NOTE_OF_KIND.get(kind, "abstract")
    return str(source.split(";", maxsplit=1)[0])


def complaints(facts: Table, preset: Table) -> list[str]:
    """Return all that is wrong about a preset, held against its facts; none where nothing is."""
    return Check(facts, preset).run()


class Check:
    """One preset against its facts."""

    def __init__(self, facts: Table, preset: Table) -> None:
        self.facts = facts
        self.preset = preset
        self.values = dict(leaves(preset))
        self.sources: Table = preset.get("sources", {})
        self.conflicts: list[Table] = preset.get("conflicts", [])
        self.held: set[str] = set()
        self.complaints: list[str] = []
        self.texts = "\n\n".join(str(v) for p, v in self.values.items() if p.endswith(TEXT_ENDINGS))
        self.claims = "\n\n".join(claim["value"] for one in self.conflicts for claim in one["claims"])

    def complain(self, where: str, what: str) -> None:
        self.complaints.append(f"{where}: {what}")

    def run(self) -> list[str]:
        if unknown := self.facts.keys() - HEAD:
            self.complain("facts", f"unknown keys {sorted(unknown)}")
        roles = {name: arm.get("role") for name, arm in self.preset.get("arms", {}).items()}
        if not same(self.values.get("format"), 1) or roles != self.facts["roles"]:
            self.complain("arms", f"format 1 with roles {self.facts['roles']} expected, not {roles}")
        for number, reading in enumerate(self.facts["readings"]):
            self.reading(f"{reading.get('field')} (reading {number + 1})", reading)
        self.cut_off()
        self.nothing_else()
        self.all_conflicts()
        return self.complaints

    def reading(self, where: str, reading: Table) -> None:
        if unknown := reading.keys() - READING:
            self.complain(where, f"unknown keys {sorted(unknown)}")
        if not reading.get("held") and "value" in reading:
            self.complain(where, "a value that is held nowhere")
        for hold in reading.get("held", ()):
            form = next((needed for needed, _ in HOLDS if needed <= hold.keys()), set())
            if not form or hold.keys() - form - next(more for needed, more in HOLDS if needed == form):
                self.complain(where, f"not a way to hold a reading: {hold}")
                continue
            for words in hold.get("stated", ()):
                self.stated(words, where, reading)
            if "says" in hold:
                self.says(hold, where, reading)
            elif "noted" in hold:
                self.noted(hold["at"], self.fill(hold["noted"], reading), where)
            elif "product" in hold:
                self.product(hold, where, reading)
            else:
                self.at(hold, where, reading)

    @staticmethod
    def fill(words: str, reading: Table) -> str:
        value = reading.get("value")
        sizes = (
            [one["n"] if isinstance(one, dict) else one for one in value] if isinstance(value, list) else []
        )
        sham = re.sub(r"^none\b", "No sham", str(value))
        return words.format(v=value, n=sizes, sham=sham, source=reading.get("source", ""))

    def stated(self, words: str, where: str, reading: Table) -> None:
        said = [json.dumps(reading.get(part, ""), ensure_ascii=False) for part in ("value", "unit", "note")]
        if not any(contains(text, words) for text in said):
            self.complain(where, f"the reading does not say {words!r}")

    def at(self, hold: Table, where: str, reading: Table) -> None:
        path, expected = hold["at"], hold.get("value", reading.get("value"))
        if "item" in hold:
            one = reading["value"][hold["item"]]
            expected = one["n"] if isinstance(one, dict) else one
        if "value" in hold and not hold.get("stated"):
            self.complain(where, f"{path}: a value of its own, and no words of the reading that state it")
        if not same(self.values.get(path), expected):
            self.complain(where, f"{path} is {self.values.get(path)!r}, expected {expected!r}")
        if path.endswith(WITHOUT_SOURCE_ENDINGS):
            return
        source = self.sources.get(path)
        if source is None:
            self.complain(where, f"{path} has no source")
        elif path in self.held:
            self.noted(path, also_token(reading), where)
        else:
            self.held.add(path)
            self.source(hold, source, where, reading)

    def source(self, hold: Table, source: Table, where: str, reading: Table) -> None:
        path, read = hold["at"], reading.get("kind", "")
        kind = hold.get("kind") or KINDS.get(read, read)
        work, place = work_and_place(reading.get("source", ""))
        cite = hold.get("cite", work)
        for key, expected in (("kind", kind), ("cite", cite)):
            if source.get(key) != expected:
                self.complain(
                    where, f"{path}: the source's {key} is {source.get(key)!r}, expected {expected!r}"
                )
        if "cite" not in hold:
            for words in (place, NOTE_OF_KIND.get(read, "")):
                self.noted(path, words, where)
        if kind == "derived" and not source.get("note"):
            self.complain(where, f"{path}: derived, and its note does not say how")

    def noted(self, path: str, words: str, where: str) -> None:
        if words and not contains(self.sources.get(path, {}).get("note", ""), words):
            self.complain(where, f"the note of the source of {path} does not say {words!r}")

    def says(self, hold: Table, where: str, reading: Table) -> None:
        words, within = self.fill(hold["says"], reading), hold.get("within", "")
        if "stated" not in hold and "{" not in hold["says"]:
            self.complain(where, f"{words!r} is not tied to the reading")
        of_file = {"": self.texts, "conflicts": self.claims}
        if not contains(of_file.get(within, str(self.values.get(within, ""))), words):
            self.complain(where, f"{within or 'no text'} does not say {words!r}")

    def product(self, hold: Table, where: str, reading: Table) -> None:
        factors = [self.values.get(path) for path in hold["product"]]
        total = 1.0
        for factor in factors:
            total *= factor if isinstance(factor, int | float) else float("nan")
        if total != reading["value"]:
            self.complain(where, f"{' × '.join(hold['product'])} is {factors}, expected {reading['value']}")
        if "at" in hold:
            self.noted(hold["at"], also_token(reading), where)

    def cut_off(self) -> None:
        """The arm whose site the copy of the review's table does not show says so, and no other."""
        arm = self.facts.get("cut_off", "")
        for key, table in self.preset.get("arms", {}).items():
            due = bool(arm) and table.get("role") in ("sham", "active_comparator")
            if contains(table.get("notes", ""), CUT_OFF_ARM.format(arm) if due else CUT_OFF) is not due:
                self.complain(f"arms.{key}", f"{'does not say' if due else 'says'} that a cell is cut off")

    def nothing_else(self) -> None:
        """No value without a reading or a source, no source without a value."""
        for path in self.values:
            if path in WITHOUT_SOURCE or path.endswith(WITHOUT_SOURCE_ENDINGS):
                continue
            if path == "study.title" and path not in self.sources:  # of ours
                if "kind" in self.preset["study"] and not contains(self.texts, "The title is a description"):
                    self.complain("title", "the notes do not say that it is a description")
                continue
            if path not in self.sources:
                self.complain(path, "a value without a source")
            if path not in self.held:
                self.complain(path, "a value that no reading stands behind")
        for path, source in self.sources.items():
            if path not in self.values:
                self.complain(path, "a source of a value that is not written")
            if source.keys() - {"cite", "kind", "confidence", "note"}:
                self.complain(path, f"not a source: {source}")

    def all_conflicts(self) -> None:
        due = self.facts.get("conflicts", [])
        for one in self.conflicts:
            if one not in due:
                self.complain("conflicts", f"not as it was read: {one}")
            if "." in one["field"] and one["field"] not in self.values:
                self.complain("conflicts", f"field {one['field']!r} is not written")
            if "." in one["field"] and any(words in one["resolution"] for words in NO_DISAGREEMENT):
                self.complain("conflicts", f"no disagreement, but it carries the key {one['field']!r}")
            for mirrored in re.findall(
                r"(NCT\d+) mirror", " ".join(claim["source"] for claim in one["claims"])
            ):
                words = f"The registry record {mirrored} was read through a mirror"
                if not contains(self.values.get("study.notes", ""), words):
                    self.complain("conflicts", f"the notes do not say {words!r}")
        for one in due:
            if one not in self.conflicts:
                self.complain("conflicts", f"not in the preset: {one}")
