"""No file raises, none takes long: what there is too much of is a fault, and a mistake of ours is a finding."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import lint, lint_many, load
from protocols.formats import render
from protocols.model.limits import MAX_KEYS, MAX_NAMED, MAX_SIGNS
from test_cli import Run, tavns, write
from test_partly import WHOLE

__all__ = ["tavns"]

HEAD = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n'
ARM = '[arms.a]\nrole = "active"\n'
SECONDS = 20
"""Ten times what is to be kept on an idle machine: what this finds is a cost that grows with the square of a size."""


def many(line: str, number: int) -> str:
    return "".join(line.replace("#", str(index)) for index in range(number))


def listed(entry: str, number: int) -> str:
    return "[" + ", ".join([entry] * number) + "]"


SHAPES = {
    "unknown keys": HEAD + "[stimulation]\n" + many("unknown_key_# = 1\n", 17777) + ARM,
    "misspelt keys": HEAD + "[stimulation]\n" + many("frequency_hx# = 1\n", 17777) + ARM,
    "unknown tables": HEAD + ARM + many("[t#]\nx = 1\n", 40000),
    "unknown keys in every arm": HEAD + many('[arms.a#]\nrole = "active"\n' + many("z# = 1\n", 90), 250),
    "a key of 320 kB": HEAD + "[stimulation]\n" + "k" * 320000 + " = 1\n" + ARM,
    "arms": HEAD + many('[arms.a#]\nrole = "active"\n', 10666),
    "as many arms as are read": HEAD
    + many('[arms.a#]\nrole = "active"\n[arms.a#.stimulation]\nfrequency_hz = 2#\n', MAX_NAMED),
    "shams": HEAD
    + "[stimulation]\nfrequency_hz = 25\n"
    + ARM
    + many('[arms.s#]\nrole = "sham"\n', MAX_NAMED - 1),
    "time points": HEAD + ARM + "[outcomes.pain]\ntime_points_weeks = " + listed("4", 106666) + "\n",
    "alternating values": HEAD + f"[stimulation]\nalternating_hz = {listed('4', 80000)}\n" + ARM,
    "waivers": HEAD + ARM + many('[[waivers]]\nrule = "DSN006"\nreason = "because"\n', MAX_KEYS),
    "sources": HEAD + ARM + "[sources]\n" + many('"study.title#" = "doi:10.1/#"\n', MAX_KEYS),
    "terms that are none": HEAD
    + f"[stimulation]\nsites = {listed(chr(34) + 'sitea' + chr(34), MAX_KEYS)}\n"
    + ARM,
    "names that are none": HEAD + many('[arms."A #"]\nrole = "active"\n', MAX_NAMED),
    "statements cut short": HEAD + ARM + "x =\n" * 100000,
    "keys of many parts": HEAD + ARM + many("x." * 62 + "a# = 1\n", 6000),
    "a text": HEAD + ARM + f'[delivery]\nprocedure = "{"x" * 900000}"\n',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_a_file_takes_does_not_grow_with_the_square_of_its_size(shape: str) -> None:
    assert len(SHAPES[shape].encode()) < 1024 * 1024
    began = time.perf_counter()
    report = lint(SHAPES[shape])
    for output in ("text", "json", "sarif"):
        assert render(output, [report])
    assert time.perf_counter() - began < SECONDS
    assert "INT001" not in {one.code for one in report.findings}


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        (
            HEAD + many('[arms.a#]\nrole = "active"\n', MAX_NAMED + 1),
            "arms",
            f"there are {MAX_NAMED + 1} arms; at most {MAX_NAMED} are read",
        ),
        (
            HEAD + ARM + f"[outcomes.pain]\ntime_points_weeks = {listed('4', MAX_KEYS + 1)}\n",
            "outcomes.pain.time_points_weeks",
            f"the list holds {MAX_KEYS + 1} entries; at most {MAX_KEYS} are read",
        ),
        (
            HEAD + ARM + "k" * (MAX_SIGNS + 1) + " = 1\n",
            "arms.a." + "k" * (MAX_SIGNS + 1),
            f"a key of {MAX_SIGNS + 1} signs; at most {MAX_SIGNS} are read",
        ),
        (
            HEAD + f"[schedule]\ndays = 1{'0' * 400}\n" + ARM,
            "schedule.days",
            "a whole number of 401 digits; nothing of a protocol is as large",
        ),
    ],
)
def test_what_there_is_too_much_of_is_said_once(text: str, path: str, message: str) -> None:
    found = [(one.code, one.path, one.message) for one in lint(text).findings if one.severity == "error"]
    assert found == [("KEY004", path, message)]


def test_as_much_as_is_read_is_no_fault() -> None:
    arms = many('[arms.a#]\nrole = "active"\n', MAX_NAMED)
    points = f"[outcomes.pain]\ntime_points_weeks = {listed('4', MAX_KEYS)}\n"
    text = HEAD + "participants = 9007199254740992\n" + arms + points
    assert "KEY004" not in {one.code for one in lint(text).findings}
    assert len(load(text).arms) == MAX_NAMED


def test_what_nobody_foresaw_is_a_finding_of_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    paths = [tmp_path / "one.toml", tmp_path / "two.toml"]
    for path in paths:
        path.write_text(HEAD + ARM, encoding="utf-8")
    monkeypatch.setattr("protocols.check.engine.build", fails)
    reports = list(lint_many(paths))
    assert [[one.code for one in report.findings] for report in reports] == [["INT001"], ["INT001"]]
    assert "the check failed: RuntimeError: nobody foresaw this" in reports[0].findings[0].message
    assert reports[0].would_pass == ()


def test_a_command_that_fails_itself_leaves_with_3_and_one_sentence(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, HEAD + ARM)
    broken = "import protocols.cli.terminal as s\ns.width = None\n"
    (tmp_path / "sitecustomize.py").write_text(broken, encoding="utf-8")
    run = tavns("methods", "study.toml", env={"PYTHONPATH": str(tmp_path)})
    assert (run.returncode, run.stdout) == (3, "")
    first, second = run.stderr.strip().split("\n")
    assert first.startswith("tavns: a mistake of tavns itself, please report it: TypeError")
    assert "TAVNS_TRACEBACK" in second


# ---------------------------------------------------------------- fuzzing, with what once made it fail

CORPUS = sorted((Path(__file__).parent / "crashers").glob("*.toml"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_once_failed_is_a_finding(path: Path) -> None:
    codes = {one.code for one in lint(path.read_bytes()).findings if one.severity == "error"}
    assert codes
    assert "INT001" not in codes


TOKENS = [
    "=", "[", "]", "{", "}", '"', "'", '"""', ",", ".", "\n", "#", "[[", "true", "nan", "inf", "-1", "0", "1e15", "9" * 40,
    "1979-05-27", "min = ", "max = ", "[arms.x]", "role = ", "\\u0000", "\x00", "\u2028", "\ufeff", "{}", "[]", "x.y.z",
]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A protocol in which some places are cut out, doubled, or filled with a token."""
    text = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        between = draw(st.one_of(st.sampled_from(TOKENS), st.just(text[start:end] * 2), st.text(max_size=5)))
        text = text[:start] + between + text[end:]
    return text


@given(text=mangled())
def test_nothing_that_is_made_of_a_protocol_raises_or_makes_a_rule_fail(text: str) -> None:
    report = lint(text.encode("utf-8", "surrogatepass"))
    assert "INT001" not in {one.code for one in report.findings}
