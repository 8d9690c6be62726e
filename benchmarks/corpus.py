"""Generate protocols to measure with: `python benchmarks/corpus.py FOLDER NUMBER [--seed N]`.

Each is a variation of the example, of a draft as `tavns new` writes it, or of a preset, every one with titles, numbers,
arms, limits and comments of its own, so that nothing can be gained from files that are alike. All are valid against
the JSON Schema; about one in six breaks a rule on purpose. The values are drawn by chance and mean nothing. Protocol k
of a seed is the same in every corpus: a small corpus is the start of a large one.
"""

import argparse
import random
import re
from functools import cache
from pathlib import Path

from protocols.document.literal import literal
from protocols.draft import draft
from protocols.lib.resources import preset_files

from values import MISTAKES, WORDS, Values, free, plan, record, some, title, whole  # isort: skip

EXAMPLE = Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml"
SEED = 1
A_FOLDER = 1000
"""Files that one folder of a corpus holds at the most."""
FAULTY = 1 / 6
"""The share of plans into which a mistake is put. Records have none."""
UNFINISHED = 1 / 8
"""The share of drafts in which something is left undecided, which is a note."""

RE_LINE = re.compile(r"^(?P<open># )?(?P<key>[a-z_0-9]+)(?P<equals> += )")
RE_HEADER = re.compile(r"^(?:# )?\[(?P<table>\[[a-z_]+\]|[a-z_0-9.]+)\]")
RE_OUTCOME = re.compile(r"^outcomes\.\w+")


@cache
def bases() -> tuple[list[str], list[str], list[str]]:
    """Return the texts that are varied: the example, the drafts and the presets."""
    drafts = [draft(f"taVNS, {name}", from_preset=name) for name in preset_files()]
    records = [path.read_text(encoding="utf-8") for path in preset_files().values()]
    example = [EXAMPLE.read_text(encoding="utf-8")]
    return _plain(example), _plain(drafts), _plain(records)


def _plain(texts: list[str]) -> list[str]:
    """Leave out the lines that name the schema: every tool is told the schema in its own way."""
    return [
        "".join(line for line in text.splitlines(keepends=True) if line[:8] != "#:schema") for text in texts
    ]


def protocol(number: int, seed: int = SEED) -> str:
    """Return the text of protocol number (from 0)."""
    chance = random.Random(f"{seed}/{number}")
    examples, drafts, records = bases()
    kind = chance.choices(("example", "free", "draft", "record"), (30, 20, 40, 10))[0]
    if kind == "record":
        text = fill(chance.choice(records), {}, {("study", "title"): title(number, chance)} | record(chance))
        return remarks(text, number, chance)
    text = chance.choice(drafts) if kind == "draft" else arms(examples[0], chance)
    wanted: Values = {}
    if kind == "free":
        text = re.sub(r'^(condition|based_on) = "migraine"\n', "", text, flags=re.MULTILINE)
        wanted = free(chance)
    elif kind == "draft" and chance.random() > UNFINISHED:
        wanted = whole(text, chance)
    may_be = plan(text, chance) | {("study", "title"): title(number, chance)}
    if chance.random() < FAULTY:
        wanted |= chance.choice(MISTAKES)(text, chance)
    return remarks(fill(text, may_be, wanted), number, chance)


def arms(text: str, chance: random.Random) -> str:
    """Give the example's active arm another name, and sometimes put a second one beside it."""
    name = f"{chance.choice(('tavns', 'active', 'stimulation', 'real'))}_{chance.randint(1, 99)}"
    text = text.replace("[arms.tavns]", f"[arms.{name}]")
    if chance.random() < 1 / 3:
        second = f'[arms.{name}_low]\nrole = "active"\nlabel = "lower cap"\nparticipants = 1\n'
        second += f"[arms.{name}_low.stimulation.intensity]\n"
        second += f'method = "titrated"\ntarget = ["above_sensory_threshold", "below_pain_threshold"]\nmax_ma = {some(chance, 1, 2, 0.1)}\n'
        text = text.replace("[arms.sham]", f"{second}\n[arms.sham]")
    return text


def fill(text: str, may_be: Values, wanted: Values) -> str:
    """Write values into a text: where their key stands, or stands behind a #; what is wanted also where it does not."""
    values = may_be | wanted
    pairs = list(_lines(_with_headers(text, wanted)))
    there = {key for key, _ in pairs}
    lines: list[str] = []
    for key, line in pairs:
        table, name = key
        match, header = RE_LINE.match(line), RE_HEADER.match(line)
        if match and key in values:
            lines.append(f"{name}{match['equals']}{literal(values[key])}")
        elif header:
            lines.append(line.removeprefix("# "))  # an outcome that a draft leaves open
            new = [key for key in wanted if key[0] == table and key not in there]
            lines += [f"{key[1]} = {literal(wanted[key])}" for key in new]
        else:
            lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"


def _with_headers(text: str, wanted: Values) -> str:
    """Write a header for each table that is wanted and not there: behind the table it belongs to, else at the end."""
    for table in dict.fromkeys(table for table, _ in wanted if table != "outcomes.*"):
        if f"\n[{table}]" not in text:
            parent = table.rpartition(".")[0]
            start = text.find(f"\n[{parent}]") if parent else -1
            at = text.find("\n[", start + 1) if start >= 0 else len(text)
            text = f"{text[:at].rstrip()}\n\n[{table}]\n{text[at:]}"
    return text


def _lines(text: str) -> list[tuple[tuple[str, str], str]]:
    """Return each line with the table it stands in and the key it sets, "" for none."""
    found: list[tuple[tuple[str, str], str]] = []
    table = ""
    for line in text.split("\n"):
        header, match = RE_HEADER.match(line), RE_LINE.match(line)
        if header:
            table = RE_OUTCOME.sub("outcomes.*", header["table"])
        found.append(((table, match["key"] if match else ""), line))
    return found


def remarks(text: str, number: int, chance: random.Random) -> str:
    """Put comments into a text as a group of people leaves them."""
    lines = text.split("\n")
    places = [
        place
        for place, line in enumerate(lines)
        if RE_LINE.match(line) and line[0] != "#" and '"""' not in line
    ]
    for place in chance.sample(places, min(len(places), chance.randint(1, 5))):
        if lines[place].endswith(("[", "{")):
            continue
        lines[place] += (
            f"  # {' '.join(chance.sample(WORDS, 2))}, protocol v{chance.randint(1, 9)}.{chance.randint(0, 20)}"
        )
    return f"# Protocol {number:05}, kept by group {chance.randint(1, 400)}.\n" + "\n".join(lines)


def write(folder: Path, number: int, seed: int = SEED) -> list[Path]:
    """Write a corpus below a folder, and return its files, as they are called from the folder."""
    files = [Path(f"{k // A_FOLDER:03}") / f"protocol-{k:05}.toml" for k in range(number)]
    for k, file in enumerate(files):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(protocol(k, seed), encoding="utf-8")
    return files


def main() -> None:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    print(f"{len(write(given.folder, given.number, given.seed))} protocols written below {given.folder}")


if __name__ == "__main__":
    main()
