"""What the benchmarks measure with: protocols that are valid, differ, and are the same each time."""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import tables
from corpus import protocol, write
from protocols import Config, lint
from protocols.check.configuration.config import PROFILES
from protocols.document.reading import read
from protocols.lib.resources import data
from protocols.rules import _unreported
from tools import SCHEMA, run

NUMBER = 80


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [protocol(number) for number in range(NUMBER)]


def test_a_corpus_is_the_same_each_time_and_the_start_of_a_larger_one(
    tmp_path: Path, texts: list[str]
) -> None:
    files = write(tmp_path, 20)
    assert [(tmp_path / file).read_text(encoding="utf-8") for file in files] == texts[:20]
    assert protocol(3, seed=2) != texts[3]


def test_every_protocol_is_valid_against_the_schema(texts: list[str]) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for text in texts:
        data = json.loads(json.dumps(read(text).data, default=str))  # TOML's dates are texts in JSON
        assert [error.message for error in validator.iter_errors(data)] == []


def test_protocols_have_titles_and_values_of_their_own(texts: list[str]) -> None:
    studies = [read(text).data or {} for text in texts]
    assert len({study["study"]["title"] for study in studies}) == NUMBER
    rest = [json.dumps({**study, "study": None}, default=str) for study in studies]
    assert len(set(rest)) == NUMBER
    lines = Counter(line.split("  #")[0] for text in texts for line in set(text.split("\n")) if " = " in line)
    assert sum(number == 1 for number in lines.values()) > 8 * NUMBER
    assert all(50 < text.count("\n") < 220 for text in texts)


def test_some_protocols_have_findings_and_most_have_none_but_notes(texts: list[str]) -> None:
    worst = Counter(
        min((finding.severity.rank for finding in lint(text).findings), default=None) for text in texts
    )
    assert NUMBER / 10 < NUMBER - worst[None] < NUMBER / 2
    assert 0 < worst[0] + worst[1] < NUMBER / 3


def forget() -> None:
    """Empty every store of what was worked out before, as in a process that has checked nothing yet: caches of functions."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "protocols":
            for value in list(vars(module).values()):
                if type(value) is type(data):
                    value.cache_clear()
    _unreported._OF_SHAPE.clear()


def test_what_is_kept_of_other_files_changes_no_report(texts: list[str]) -> None:
    """Of each file the same is said, whether it is the first of a process or one behind many."""
    settings = [Config(profile=name) for name in PROFILES]
    asked = [(text, settings[number % len(settings)]) for number, text in enumerate(texts)]
    behind_many = [lint(text, config=config) for text, config in asked]
    for (text, config), report in list(zip(asked, behind_many, strict=True))[::3]:
        forget()
        assert lint(text, config=config) == report


@pytest.mark.skipif(sys.platform == "win32", reason="needs os.wait4")
def test_a_run_is_measured_as_a_whole_process(tmp_path: Path) -> None:
    big = "x = bytearray(80_000_000); print('µ'); raise SystemExit(3)"
    done = run([sys.executable, "-I", "-X", "utf8", "-c", big], tmp_path)
    assert (done.code, done.output) == (3, "µ\n")
    assert 80 < done.memory < 200
    assert done.seconds > 0
    small = run([sys.executable, "-I", "-S", "-c", "pass"], tmp_path)
    assert small.memory < 40  # not that of the tests, which started it


def test_results_take_the_place_of_the_former_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- costs: measured -->\nold\n<!-- costs: end -->\n\nB\n", encoding="utf-8")
    monkeypatch.setattr(tables, "DOCS", page)
    tables.put("costs", "new", write=False)
    assert "old" in page.read_text(encoding="utf-8")
    for _ in range(2):
        tables.put("costs", "new", write=True)
        expected = "# A\n\n<!-- costs: measured -->\n\nnew\n\n<!-- costs: end -->\n\nB\n"
        assert page.read_text(encoding="utf-8") == expected


def test_a_spread_is_the_median_with_the_ends() -> None:
    assert tables.spread([3, 1, 2]) == "2 (1–3)"
    assert tables.spread([1.24, 1.26, 1.31], ".1f") == "1.3 (1.2–1.3)"
    assert tables.table(["", "n"], [["a", "1"]]) == "|  | n |\n| --- | ---: |\n| a | 1 |"


def test_an_editor_is_told_of_each_keystroke() -> None:
    pytest.importorskip("pygls", reason="the language server needs the extra [editor]")
    import editor

    text = editor.long_text()
    assert text.count("\n") == editor.LINES
    assert len(asyncio.run(editor.keystrokes(text, 4))) == 4
