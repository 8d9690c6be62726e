"""The report: what it says, that it says it the same way everywhere, and that nothing in a protocol can steer it."""

import json
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import tomli_w
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markupsafe import escape

from drawn import box, parts
from protocols import Config, Severity
from protocols.check.engine import lint_document
from protocols.document.reading import read
from protocols.dossier import Dossier, dossier
from protocols.dossier.html import as_html
from protocols.dossier.markdown import as_markdown
from protocols.findings.report import DISCLAIMER
from protocols.formats.overview import as_json as overview_as_json
from protocols.lib.resources import preset_files
from protocols.model import Study
from protocols.model.faults import build
from protocols.rules import RULES
from strategies import documents

pytestmark = pytest.mark.installed

ROOT = Path(__file__).parent.parent
TAVNS = Path(sys.executable).parent / "tavns"
DAY = date(2026, 11, 24)
SMALLEST = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
FOUR = (ROOT / "tests" / "methods" / "four-arms.toml").read_text(encoding="utf-8")
HOSTILE = '<script>alert(1)</script> ](javascript:x) `a` | "q" &amp; {{ 7 * 7 }} <img src=x onerror=y>'
NASTY = (
    EXAMPLE.replace("taVNS for the prevention of migraine without aura", HOSTILE.replace('"', '\\"'))
    .replace("total_sessions = 12", "total_sessions = 14")
    .replace('setting = "clinic"', f"setting = \"clinic\"\nnotes = '''{HOSTILE}'''")
    + f"\n[[waivers]]\nrule = \"TIM004\"\nreason = '''{HOSTILE}'''\napproved_by = '''{HOSTILE}'''\nexpires = 2027-01-01\n"
)
OWN = {"smallest": SMALLEST, "example": EXAMPLE, "four arms": FOUR, "nasty": NASTY}
PRESETS = {name: path.read_text(encoding="utf-8") for name, path in preset_files().items()}
TEXTS = OWN | PRESETS
# The presets are left out where the installed command is tried: see tools/floors.py.
each = pytest.mark.parametrize(
    "name", [*OWN, *(pytest.param(name, id=f"every_preset-{name}") for name in PRESETS)]
)


def made(text: str, profile: str = "draft") -> Dossier:
    document = read(text.encode("utf-8"), "study.toml")
    study = build(document.data or {})
    assert isinstance(study, Study)
    return dossier(document, study, lint_document(document, Config(DAY, profile)), DAY)


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, its text, and whether they are closed in order."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def holds_what_it_must(text: str) -> None:
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"script", "img", "iframe", "object", "link", "form"})
    attributes = [(name, value or "") for _, found in page.elements for name, value in found.items()]
    assert not any(name.startswith("on") or name in ("src", "srcset") for name, _ in attributes)
    for name, value in attributes:
        if name in ("href", "xlink:href"):
            assert value.startswith(("#", "https://", "http://")), value
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert page.text.count(DISCLAIMER) == 2
    drawn = [found for tag, found in page.elements if tag == "svg"]
    assert drawn
    for found in drawn:
        assert found["role"] == "img"
        assert set((found["aria-labelledby"] or "").split()) <= set(ids)


@each
def test_the_page_opens_from_disk_and_is_described_for_a_screen_reader(name: str) -> None:
    holds_what_it_must(as_html(made(TEXTS[name])))


@each
def test_the_same_input_makes_the_same_bytes(name: str) -> None:
    first, second = made(TEXTS[name]), made(TEXTS[name])
    assert as_html(first) == as_html(second)
    assert as_markdown(first) == as_markdown(second)


@settings(max_examples=25)
@given(documents())
def test_any_protocol_makes_a_report(document: dict[str, Any]) -> None:
    shown = made(tomli_w.dumps(document))
    holds_what_it_must(as_html(shown))
    assert DISCLAIMER in as_markdown(shown)


def test_text_of_a_protocol_stays_text() -> None:
    shown = made(NASTY)
    page = Page(as_html(shown))
    for said in (HOSTILE, "{{ 7 * 7 }}"):
        assert said in page.text
    rendered = MarkdownIt("commonmark").enable("table").render(as_markdown(shown))
    assert "<script" not in rendered
    assert "javascript:x)" in rendered
    assert "<a " not in rendered
    assert "<code>a</code>" not in rendered


@each
def test_every_finding_stands_there_with_what_to_do_and_its_sources(name: str) -> None:
    shown = made(TEXTS[name], "ethics")
    text = " ".join(Page(as_html(shown)).text.split())
    for finding in shown.report.findings:
        for said in (finding.message, finding.help, *map(str, finding.sources)):
            assert " ".join(said.split()) in text
    for one in shown.report.not_evaluated:
        assert one.reason in text


def test_a_waiver_says_who_approved_it_and_a_finding_that_is_waived_is_not_among_the_open() -> None:
    shown = made(NASTY)
    assert [finding.code for finding in shown.waived] == ["TIM004"]
    assert "TIM004" not in {finding.code for _, several in shown.open for finding in several}
    text = Page(as_html(shown)).text
    assert f"approved by {HOSTILE}; until 2027-01-01" in text


@each
def test_the_numbers_of_the_dose_are_those_of_show(name: str) -> None:
    shown = made(TEXTS[name])
    text = Page(as_html(shown)).text
    doses = json.loads(overview_as_json(shown.view, "study.toml"))["doses"]
    for dose in doses:
        for amount in dose["arms"].values():
            assert amount["text"] in text
            assert amount["text"] in as_markdown(shown)


def test_a_limit_is_called_what_it_is() -> None:
    text = Page(as_html(made(EXAMPLE))).text
    assert "28 % of the attention value of 2 mA/cm²" in text
    assert "limit of 2 mA/cm²" not in text
    assert "guidance of 0.2 mA/cm²" in text
    assert "limit of 300 mJ" in text
    assert "below or above a limit does not by itself show that a protocol is safe or unsafe" in text


def test_bars_beside_one_limit_are_to_one_scale() -> None:
    more = '[arms.strong]\nrole = "active"\n[arms.strong.stimulation.intensity]\nmax_ma = 40\n'
    (card,) = [one for one in made(EXAMPLE + more).cards if one.exposure.code == "ELE002"]
    drawn = [picture for _, _, _, picture in card.arms]
    assert len(drawn) == 3
    assert len({parts(svg, "limit")[0].get("x1") for svg in drawn}) == 1
    ends = [max(box(one)[2] for part in ("least", "may") for one in parts(svg, part)) for svg in drawn]
    assert ends[2] > 3 * ends[0]


def test_a_report_says_what_it_was_made_from_and_by() -> None:
    shown = made(EXAMPLE)
    told = dict(shown.provenance)
    assert told["Date of this report"] == "2026-11-24"
    assert told["Rule book"].startswith(f"{len(RULES)} rules, version ")
    assert re.fullmatch(r"study\.toml, SHA-256 [0-9a-f]{64}", told["File"])
    for value in told.values():
        assert value in Page(as_html(shown)).text
        assert value.split(",")[0] in as_markdown(shown).replace("\\", "")


def test_of_a_standard_of_which_no_item_applies_no_share_is_told() -> None:
    page = re.sub(r"<[^>]+>", " ", as_html(made(SMALLEST)))
    assert re.search(r"TIDieR-Placebo\s+0\s+0\s+none applies\s", page)
    assert "100 %" not in page


def test_nothing_is_called_safe_or_valid() -> None:
    for name in ("smallest", "example", "four arms"):
        words = set(re.findall(r"[a-z]+", Page(as_html(made(TEXTS[name]))).text.lower()))
        assert "valid" not in words
    said = Page(as_html(made(EXAMPLE))).text
    denied = ("usual is not safe", "does not by itself show that", "does not mean that the protocol is safe")
    claims = re.findall(r"[^.]*\bsafe\b[^.]*\.", said)
    assert [claim for claim in claims if not any(one in claim for one in denied)] == []


@each
def test_page_one_is_the_study_in_sentences_and_shows_what_is_open(name: str) -> None:
    shown = made(TEXTS[name], "ethics")
    page = as_html(shown)
    first = page[page.index('id="synopsis"') : page.index('aria-label="Contents"')]
    for label, words in shown.synopsis:
        assert f"<dt>{escape(label)}</dt>" in first
        assert words
    assert not any(f">{one.code}<" in first for one in shown.points)
    assert len(shown.first) <= 5


@each
def test_codes_and_keys_stand_in_the_appendix_alone(name: str) -> None:
    shown = made(TEXTS[name], "ethics")
    page = as_html(shown)
    body, _, appendix = page.partition('<section id="appendix"')
    assert "<code>" not in body.partition("<main>")[2]
    for one in shown.points:
        assert f"<code>{one.code}</code>" in appendix


def test_arms_are_known_by_their_labels_and_keys_by_their_names() -> None:
    text = EXAMPLE.replace("[arms.tavns]\n", '[arms.tavns]\nlabel = "Cymba"\n', 1)
    shown = made(text.replace("contact_area_mm2 = 20\n", "", 1))
    page = as_html(shown).partition('<section id="study"')[0]
    dose = shown.grid("Dose")
    assert dose is not None
    assert dose.header == ("", "unit", "Cymba", "sham")
    assert "Cymba:</span>" in page
    assert "needs the contact area" in page
    assert "needs electrode." not in page
    same = EXAMPLE.replace("[arms.tavns]\n", '[arms.tavns]\nlabel = "x"\n', 1).replace(
        "[arms.sham]\n", '[arms.sham]\nlabel = "x"\n', 1
    )
    assert [one.name for one in made(same).view.arms] == ["tavns", "sham"]


def test_what_is_only_not_said_yet_is_listed_by_section() -> None:
    shown = made(EXAMPLE, "ethics")
    sections = dict(shown.missing)
    assert "which care and compensation follow the trial" in sections["Harms"]
    assert not any(one.code.startswith("REP") for _, several in shown.told for one in several)


def test_arms_of_one_timing_share_their_pictures() -> None:
    shown = made(EXAMPLE)
    assert [panel.label for panel in shown.panels] == ["tavns and sham"]
    apart = made(EXAMPLE.replace("[arms.sham.stimulation]", "[arms.sham.stimulation]\nfrequency_hz = 25"))
    assert len(apart.panels) == 2


def test_paper_is_a4_or_letter_and_every_page_names_the_file() -> None:
    shown = made(EXAMPLE)
    assert "size: A4" in as_html(shown)
    assert "size: letter" in as_html(shown, "letter")
    assert re.search(r", SHA-256 [0-9a-f]{12}$", shown.running)
    assert escape(shown.running) in as_html(shown)


# ---------------------------------------------------------------- the command


def tavns(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TAVNS), "report", *arguments],
        capture_output=True,
        cwd=folder,
        check=False,
        timeout=120,
        text=True,
    )


def test_the_ending_says_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    for ending, begins in (("html", b"<!doctype html>"), ("md", b"# taVNS for the prevention")):
        run = tavns(tmp_path, "study.toml", "-o", f"report.{ending}", "--today", "2026-11-24")
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.startswith(f"report.{ending} written: no rule fired; ")
        assert (tmp_path / f"report.{ending}").read_bytes().lstrip().startswith(begins)


def test_a_report_that_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    run = tavns(tmp_path, "study.toml", "-o", "report.html")
    assert (run.returncode, run.stderr) == (2, "tavns: report.html is there already; --force replaces it\n")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "old"
    assert tavns(tmp_path, "study.toml", "-o", "report.html", "--force").returncode == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8") != "old"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("study.toml",), "Missing option '--output'"),
        (("study.toml", "-o", "report.odt"), "'report.odt' ends in none of .html, .md, .pdf, .docx"),
        (
            ("study.toml", "-o", "nowhere/report.html"),
            "cannot write nowhere/report.html: no such file or directory",
        ),
        (("gone.toml", "-o", "report.html"), "cannot read gone.toml: no such file or directory"),
        (("broken.toml", "-o", "report.html"), "broken.toml:1: KEY002"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("[tool]\n", encoding="utf-8")
    run = tavns(tmp_path, *arguments)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("command", ["report", "methods"])
def test_a_title_that_is_too_long_for_the_properties_of_a_document_stands_in_it(
    tmp_path: Path, command: str
) -> None:
    docx = pytest.importorskip("docx", reason="needs the extra docx")
    title = "A trial of the stimulation of the auricular branch " * 6
    path = tmp_path / "study.toml"
    path.write_text(
        re.sub(r'^title = ".*"$', f'title = "{title}"', EXAMPLE, flags=re.MULTILINE), encoding="utf-8"
    )
    run = subprocess.run(
        [Path(sys.executable).with_name("tavns"), command, path, "-o", tmp_path / "made.docx"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    document = docx.Document(str(tmp_path / "made.docx"))
    assert len(document.core_properties.title) == 255
    assert title.strip() in " ".join(one.text for one in document.paragraphs)


def test_a_report_is_made_as_is_configured(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "tavns.toml").write_text('profile = "ethics"\n', encoding="utf-8")
    assert "19 errors, 19 warnings" in tavns(tmp_path, "study.toml", "-o", "report.md").stdout
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| Configuration | tavns.toml |" in text
    assert Severity.ERROR.value in text


# Most of the second that one takes is for drawing its pictures anew, which other tests look at.
@pytest.mark.parametrize("name", [*OWN, "straube-2015", "shi-2021", "zhang-2020", "cai-2025"])
def test_a_document_of_word_holds_what_the_page_does(name: str) -> None:
    docx = pytest.importorskip("docx", reason="needs the extra docx")
    from protocols.dossier.docx import as_docx

    shown = made(TEXTS[name], "ethics")
    first = as_docx(shown)
    document = docx.Document(BytesIO(first))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith(("Heading", "Title"))]
    for heading in (
        "Synopsis",
        "Arms",
        "Where on the ear",
        "Dose",
        "Open points and deviations",
        "Signatures",
        "Appendix",
    ):
        assert heading in headings
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for label, words in shown.synopsis:
        assert {label, words} <= cells
    for one in shown.points:
        assert f"{one.severity} {one.code}" in cells
    said = [one.text for one in document.paragraphs]
    assert said.count(DISCLAIMER) == 2
    pictures = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert "Sites of stimulation" in pictures
    assert len(pictures) == 1 + sum(len(panel.pictures) for panel in shown.panels)
    assert document.sections[0].header.paragraphs[0].text == shown.running
    assert all(name.date_time == (1980, 1, 1, 0, 0, 0) for name in ZipFile(BytesIO(first)).infolist())


@pytest.mark.parametrize("name", OWN)
def test_a_document_of_word_is_the_same_twice(name: str) -> None:
    pytest.importorskip("docx", reason="needs the extra docx")
    from protocols.dossier.docx import as_docx

    assert as_docx(made(TEXTS[name], "ethics")) == as_docx(made(TEXTS[name], "ethics"))


def test_a_document_of_word_takes_any_text_as_text() -> None:
    docx = pytest.importorskip("docx", reason="needs the extra docx")
    from protocols.dossier.docx import as_docx

    shown = made(EXAMPLE.replace("taVNS for the prevention", "\\u0007\\u202e<b>taVNS</b> & {{ 7 * 7 }} for"))
    document = docx.Document(BytesIO(as_docx(shown, "letter")))
    assert "\ufffd\ufffd<b>taVNS</b> & {{ 7 * 7 }} for" in document.paragraphs[0].text
    assert document.sections[0].page_width.cm == pytest.approx(21.59, abs=0.01)


def test_a_pdf_is_the_same_twice() -> None:
    try:
        from protocols.dossier.pdf import as_pdf
    except OSError as error:
        pytest.skip(f"WeasyPrint needs Pango: {error}")
    drawn = (
        SMALLEST
        + "[stimulation]\nfrequency_hz = 25\npulse_width_us = 250\n[schedule]\nsession_min = 30\nweeks = 2\n"
    )
    first = as_pdf(made(drawn))
    assert first.startswith(b"%PDF-")
    assert first == as_pdf(made(drawn))
