"""Where the language server leads: to what is named at a place, to its uses, to works and registries."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp

from editors import Editor, started
from protocols import authoring
from protocols.editor.folding import folds
from protocols.editor.links import links
from protocols.editor.texts import Text
from protocols.lib.resources import data_file, preset_files

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
URI = "file:///nowhere/study.tavns.toml"
TEXT = (
    EXAMPLE.replace('sham_method = "inactive_site"', 'sham_method = "inactive_site"\ncontrols = ["tavns"]')
    + """
[[waivers]]
rule = "DSN006"
where = "arms.sham.stimulation.side"
reason = "as the paradigm has it"

[[waivers]]
rule = "SHM002"
where = "arms.sham.stimulation.sites[0]"
reason = "as the paradigm has it"

[sources]
stimulation.side = "straube-2015"
"stimulation.frequency_hz" = { cite = "zhang-2026", kind = "text" }
"""
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started() as one:
        yield one


def place(text: str, bar: str) -> lsp.Position:
    """Return the place that a bar marks in a piece of the text that stands there once."""
    assert text.count(bar.replace("|", "", 1)) == 1, bar
    return Text(URI, 1, text).position(text.index(bar.replace("|", "", 1)) + bar.index("|"))


def lines(text: str, found: object) -> list[str]:
    """Return what stands at some places of the text."""
    kept = Text(URI, 1, text)
    assert isinstance(found, list | tuple)
    assert all(one.uri == URI for one in found)
    return [kept.text[kept.offset(one.range.start) : kept.offset(one.range.end)] for one in found]


def leads(editor: Editor, bar: str, text: str = TEXT) -> object:
    editor.open_unheard(URI, text)
    asked = lsp.DefinitionParams(lsp.TextDocumentIdentifier(URI), place(text, bar))
    found = editor.run(editor.client.text_document_definition_async(asked))
    editor.close(URI)
    return found


def used(editor: Editor, bar: str, *, declared: bool = True, text: str = TEXT) -> list[str]:
    editor.open_unheard(URI, text)
    context = lsp.ReferenceContext(include_declaration=declared)
    asked = lsp.ReferenceParams(context, lsp.TextDocumentIdentifier(URI), place(text, bar))
    found = editor.run(editor.client.text_document_references_async(asked))
    editor.close(URI)
    return lines(text, found or [])


@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        ('controls = ["ta|vns"]', ["arms.tavns"]),
        ('where = "arms.sh|am.stimulation.side"', ["side"]),
        ('where = "arms.sham.stimulation.s|ites[0]"', ["sites"]),
        ("stimulation.si|de = ", ["side"]),
        ('"stimulation.freq|uency_hz" = ', ["frequency_hz"]),
        ('si|tes = ["helix"]', ["sites"]),
        ('sites = ["he|lix"]', ["sites"]),
        ("[arms.sh|am]\n", ["device", "electrode", "stimulation", "schedule"]),
        ("[arms.sham.stimul|ation]", ["stimulation"]),
        ("pulse_wid|th_us = 250", ["pulse_width_us"]),
        ("title = |", []),
        ("# bo|th arms", []),
    ],
)
def test_what_is_named_leads_to_where_it_stands(editor: Editor, bar: str, expected: list[str]) -> None:
    assert lines(TEXT, leads(editor, bar)) == expected


def test_a_shared_value_is_not_taken_for_the_arms_own(editor: Editor) -> None:
    found = leads(editor, 'where = "arms.sham.stimulation.s|ites[0]"')
    assert isinstance(found, list | tuple)
    assert [one.range.start.line for one in found] == [TEXT.split("\n").index('sites = ["helix"]')]
    found = leads(editor, 'si|tes = ["helix"]')
    assert isinstance(found, list | tuple)
    assert [one.range.start.line for one in found] == [TEXT.split("\n").index('sites = ["cymba_conchae"]')]


def test_of_what_is_missing_its_table_is_shown(editor: Editor) -> None:
    text = TEXT.replace('where = "arms.sham.stimulation.side"', 'where = "harms.interim"')
    assert lines(text, leads(editor, 'where = "harms.in|terim"', text)) == ["harms"]
    nowhere = TEXT.replace('where = "arms.sham.stimulation.side"', 'where = "sample.age"')
    assert lines(nowhere, leads(editor, 'where = "sample.a|ge"', nowhere)) == []


@pytest.mark.parametrize(
    ("bar", "file", "begin"),
    [
        ('based_on = "mig|raine"', preset_files()["migraine"], ""),
        ('= "straube-|2015"', preset_files()["straube-2015"], ""),
        ('cite = "zhang-2|026"', data_file("references"), "[zhang-2026]"),
        ('model = "ne|mos"', data_file("devices"), "[nemos]"),
        ('rule = "SHM0|02"', None, "A sham that rests on its site"),
    ],
)
def test_a_preset_a_work_a_device_and_a_rule_lead_to_their_files(
    editor: Editor, bar: str, file: Path | None, begin: str
) -> None:
    text = TEXT.replace('model = "own-lab-stimulator"', 'model = "nemos"')
    found = leads(editor, bar, text)
    assert isinstance(found, list | tuple)
    (one,) = found
    path = Path(url2pathname(urlparse(one.uri).path))
    assert file is None or path == file
    assert path.read_text(encoding="utf-8").split("\n")[one.range.start.line].startswith(begin)


def test_what_no_file_has_leads_nowhere(editor: Editor) -> None:
    text = TEXT.replace('cite = "zhang-2026"', 'cite = "doi:10.1016/j.brs.2017.12.009"')
    assert not leads(editor, 'cite = "doi:10.10|16', text)
    assert not leads(editor, 'model = "own-lab|-stim', text)


@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        ("[arms.ta|vns]", ["tavns", "tavns"]),
        ("[arms.sh|am]\n", ["sham", "sham", "sham", "sham"]),
        ("[outcomes.head|ache_days]", ["headache_days"]),
        ('si|de = "left"', ["side", "arms.tavns", "arms.sham", '"arms.sham.stimulation.side"', "side"]),
        ('sites = ["cymba|_conchae"]', ["sites", "arms.tavns"]),
        ("frequency_h|z = 1\np", ["frequency_hz", "arms.tavns", "arms.sham", '"stimulation.frequency_hz"']),
        ('sites = ["he|lix"]', ["sites", '"arms.sham.stimulation.sites[0]"']),
        ("# bo|th arms", []),
    ],
)
def test_what_is_used_is_found_wherever_it_is(editor: Editor, bar: str, expected: list[str]) -> None:
    assert used(editor, bar) == expected
    assert used(editor, bar, declared=False) == expected[1:]


def test_in_a_text_with_a_broken_line_names_still_lead(editor: Editor) -> None:
    text = TEXT.replace("pulse_width_us = 250", "pulse_width_us = ")
    assert lines(text, leads(editor, 'controls = ["ta|vns"]', text)) == ["arms.tavns"]
    assert lines(text, leads(editor, 'si|tes = ["helix"]', text)) == ["sites"]


LINKED = """# see https://osf.io/ab(c)12 (and doi:10.1016/j.brs.2017.12.009).
[study]
registration = "NCT01234567, ISRCTN12345678"
citation = "zhang-2026"
notes = "PMID 12345678; PMC8040977, https://doi.org/10.3389/fpain.2026.1733445."
[sources]
"study.participants" = "farmer-2021"
schedule = { cite = "straube-2015", note = "zhang-2026" }
µ𝛼 = "[10.1000/x]"
"""


def test_works_trials_and_addresses_can_be_opened(editor: Editor) -> None:
    editor.open_unheard(URI, LINKED)
    asked = lsp.DocumentLinkParams(lsp.TextDocumentIdentifier(URI))
    found = editor.run(editor.client.text_document_document_link_async(asked))
    editor.close(URI)
    kept = Text(URI, 1, LINKED)
    assert [
        (LINKED[kept.offset(one.range.start) : kept.offset(one.range.end)], one.target) for one in found or ()
    ] == [
        ("https://osf.io/ab(c)12", "https://osf.io/ab(c)12"),
        ("doi:10.1016/j.brs.2017.12.009", "https://doi.org/10.1016/j.brs.2017.12.009"),
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),
        ("ISRCTN12345678", "https://www.isrctn.com/ISRCTN12345678"),
        ('"zhang-2026"', "https://doi.org/10.3389/fpain.2026.1733445"),
        ("PMID 12345678", "https://pubmed.ncbi.nlm.nih.gov/12345678/"),
        ("PMC8040977", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8040977/"),
        ("https://doi.org/10.3389/fpain.2026.1733445", "https://doi.org/10.3389/fpain.2026.1733445"),
        ('"farmer-2021"', "https://pmc.ncbi.nlm.nih.gov/articles/PMC8040977/table/T3"),
        ("10.1000/x", "https://doi.org/10.1000/x"),
    ]
    cited = [one.tooltip for one in found or () if one.tooltip]
    assert cited[0] == "Zhang et al. 2026, The role of taVNS in chronic pain (review)"


FOLDED = """# first
# second

format = 1
[arms.sham] # the sham
role = "sham"

# its own
[arms.sham.stimulation]
sites = [
  "helix", # one
  # two
  # three
]

[arms.none]
[study]
title = \"\"\"
# no comment
# at all\"\"\"
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("broken", [False, True])
def test_tables_long_values_and_comments_can_be_folded(editor: Editor, line_end: str, broken: bool) -> None:
    text = FOLDED.replace("\n", line_end)
    text = text.replace('role = "sham"', "role = ") if broken else text
    editor.open_unheard(URI, text)
    asked = lsp.FoldingRangeParams(lsp.TextDocumentIdentifier(URI))
    found = editor.run(editor.client.text_document_folding_range_async(asked))
    editor.close(URI)
    assert [(one.start_line, one.end_line, one.kind) for one in found or ()] == [
        (0, 1, lsp.FoldingRangeKind.Comment),
        (4, 13, None),
        (8, 13, None),
        (9, 13, None),
        (16, 19, None),
        (17, 19, None),
    ]


@settings(max_examples=60)
@given(
    st.floats(0, 1), st.integers(0, 40), st.sampled_from(["", "[", '"', "x =", "\n[arms.", "{", "𝛼", "'''"])
)
def test_at_any_place_of_any_half_typed_text_there_is_an_answer(where: float, cut: int, new: str) -> None:
    start = int(where * len(TEXT))
    text = TEXT[:start] + new + TEXT[start + cut :]
    for found in (authoring.definition(text, start), authoring.uses(text, start)):
        for one in found:
            assert 0 <= one["start"] <= one["end"] <= len(text)
            assert text[one["start"] : one["end"]].strip()
    kept = Text(URI, 1, text)
    for link in links(kept):
        assert link.range.start.line == link.range.end.line
    count = len(text.splitlines())
    for fold in folds(kept):
        assert 0 <= fold.start_line < fold.end_line <= count
