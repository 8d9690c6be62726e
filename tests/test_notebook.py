"""In a notebook: tables, drawings and columns; and the notebook of the examples runs as it stands."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from protocols import Study, lint, load, notebook, presets
from strategies import Document, documents
from test_changes import EXAMPLE, SLOW, changed, study
from test_docs import blocks

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
STUDY = load(EXAMPLE)
NAMES = ("pulse", "train", "session", "course")


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(one: Any) -> Page:
    return Page(one._repr_html_())


def all_of(one: Study) -> Iterator[Any]:
    yield from (one, notebook.dose(one), notebook.compare(one, one))


# ---------------------------------------------------------------- tables and columns


def test_a_study_shows_its_arms_and_a_report_its_findings() -> None:
    assert "cymba conchae" in shown(STUDY).text
    page = shown(lint(changed("weeks = 4", "weeks = 5")))
    assert "TIM004" in page.text
    assert "correct the factor that is wrong" in page.text
    assert "No rule fired" in shown(lint(EXAMPLE)).text.replace("no rule", "No rule")


def test_a_dose_says_what_the_other_outputs_say() -> None:
    page = shown(notebook.dose(STUDY))
    assert "charge per phaseµCat most 1.25at most 1.25" in page.text
    columns = notebook.dose(STUDY).to_frame()
    found = zip(columns["key"], columns["arm"], columns["max"], columns["unit"], strict=True)
    assert ("charge_per_phase", "tavns", 1.25, "µC") in list(found)


def test_protocols_side_by_side_show_what_differs_and_have_the_rest_as_columns() -> None:
    made = notebook.compare(STUDY, "straube-2015")
    page = shown(made)
    assert "Straube 2015: hz_25 (active)" in page.text
    assert "to_frame() has them" in page.text
    assert "--all" not in page.text
    columns = made.to_frame()
    assert {"study.citation", "stimulation.frequency_hz", "derived.sessions"} <= set(columns["key"])
    with pytest.raises(KeyError, match="there is no preset or condition migrane"):
        notebook.compare("migrane")


@SLOW
@given(documents())
def test_whatever_a_study_says_shows_and_has_columns_of_one_length(document: Document) -> None:
    for one in all_of(study(document)):
        assert not {"script", "link", "img", "iframe"} & set(shown(one).tags)
        columns = one.to_frame()
        assert len({len(column) for column in columns.values()}) == 1
        for column in columns.values():
            kinds = {type(value) for value in column if value is not None}
            assert len(kinds) <= 1, column


def test_text_of_a_file_stays_text() -> None:
    label = '[arms.sham]\nlabel = "<img src=x onerror=alert(1)> \\u001b[31m"\n'
    evil = load(EXAMPLE.replace("[arms.sham]\n", label, 1))
    for one in all_of(evil):
        assert "img" not in shown(one).tags
        assert "\x1b" not in one._repr_html_()
    assert "<img" not in evil.plot.pulse("sham")


# ---------------------------------------------------------------- drawings


@pytest.mark.parametrize("name", sorted(presets()))
def test_a_record_is_drawn(name: str) -> None:
    one = presets()[name]
    for arm in one.stimulated():
        for picture in NAMES:
            svg = getattr(one.plot, picture)(arm.name)
            assert svg._repr_svg_() == svg
            assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314 - drawn here
    assert one.plot.ear() == one.plot.ear()


def test_without_a_name_the_first_arm_with_current_is_drawn() -> None:
    assert STUDY.plot.pulse() == STUDY.plot.pulse("tavns")
    with pytest.raises(KeyError, match="no stimulated arm is called x; there are: tavns, sham"):
        STUDY.plot.pulse("x")
    with pytest.raises(KeyError, match="side is not compared with trials"):
        STUDY.plot.literature("side")
    none = load('format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "no_stimulation"\n')
    with pytest.raises(KeyError, match="nothing to draw"):
        none.plot.pulse()


def test_a_drawing_is_written_over_no_other(tmp_path: Path) -> None:
    STUDY.plot.ear().save(tmp_path / "ear.svg")
    assert (tmp_path / "ear.svg").read_text(encoding="utf-8") == STUDY.plot.ear()
    with pytest.raises(FileExistsError):
        STUDY.plot.pulse().save(tmp_path / "ear.svg")
    STUDY.plot.pulse().save(str(tmp_path / "ear.svg"), force=True)
    assert (tmp_path / "ear.svg").read_text(encoding="utf-8") == STUDY.plot.pulse()


# ---------------------------------------------------------------- the example, and the page


def test_the_notebook_runs_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as a notebook does: what the last line of a cell is worth is shown. That takes no kernel and no package."""
    monkeypatch.chdir(NOTEBOOK.parent)
    whole = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in whole["cells"]}) == len(whole["cells"])
    names: dict[str, Any] = {}
    for cell in whole["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
        *before, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(before, []), "<cell>", "exec"), names)  # noqa: S102 - our own example
        assert isinstance(last, ast.Expr)
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - our own example
        forms = [name for name in ("_repr_html_", "_repr_svg_") if hasattr(value, name)]
        assert [getattr(value, name)() for name in forms] or value == {"tavns": 1.0, "sham": 1.0}


def test_the_page_shows_code_that_runs(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    page = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
    code = "\n".join(blocks(page, "python"))
    code += '\nassert columns["max"][columns["key"].index("charge_per_phase")] == 1.25\n'
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    for columns in (STUDY.to_frame(), lint(EXAMPLE).to_frame(), notebook.dose(STUDY).to_frame()):
        assert [name for name in columns if f"`{name}`" not in page] == []


def test_a_check_imports_nothing_of_it() -> None:
    code = "import sys; from protocols import lint; lint('x = 1'); print('protocols.notebook' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "False\n"
