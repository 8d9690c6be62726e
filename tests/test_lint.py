"""The engine: order, silence, waivers, crashes; and the library as a program meets it."""

import dataclasses
import gc
import inspect
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import protocols
from protocols import InvalidProtocolError, lint, load, presets
from protocols.check.configuration.config import PROFILES, Config
from protocols.findings.rule import Flag, Rule
from protocols.lib.references import by_work, cite, reference, references
from protocols.rules import RULES, STUDY_RULES

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
SMALLEST = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
TODAY = Config(today=date(2026, 11, 23))


def codes(text: str) -> list[str]:
    return [finding.code for finding in lint(text, config=TODAY).findings]


def test_the_smallest_file_gets_one_note() -> None:
    report = lint(SMALLEST)
    assert [(finding.code, finding.severity) for finding in report.findings] == [("KEY011", "note")]
    assert report.evaluated + report.skipped == len(RULES) - 1  # INT001 is no check of the protocol


def test_lint_takes_text_bytes_or_a_path_and_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(EXAMPLE.encode("utf-8"))
    reports = [lint(EXAMPLE), lint(EXAMPLE.encode("utf-8")), lint(path)]
    assert [report.path for report in reports] == ["<text>", "<text>", str(path)]
    assert len({report.sha256 for report in reports}) == 1
    assert capsys.readouterr() == ("", "")


def test_findings_are_in_the_order_of_the_file() -> None:
    text = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14").replace(
        "max_ma = 5", "max_ma = 5000"
    )
    places = [finding.place for finding in lint(text).findings]
    assert places == sorted(places)
    assert len(places) == 2


def test_a_rule_that_fails_is_a_finding_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Iterator[Flag]:
        """It breaks."""
        if broken.__name__:
            raise ZeroDivisionError("one over nothing")
        yield Flag(("study",), "")

    rules = [*STUDY_RULES, Rule("TST001", RULES["TIM001"].severity, broken)]
    monkeypatch.setattr("protocols.check.engine.STUDY_RULES", tuple(rules))
    report = lint(EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    assert [finding.code for finding in report.findings] == ["INT001", "TIM004"]
    assert report.findings[0].message == "rule TST001 failed: ZeroDivisionError: one over nothing"
    assert report.crashed


def test_a_finding_about_the_file_as_a_whole_is_its_rules_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(_: object) -> Iterator[Flag]:
        """It finds something that no key stands for."""
        yield Flag((), "the file as a whole")

    monkeypatch.setattr(
        "protocols.check.engine.STUDY_RULES", (Rule("TST001", RULES["TIM001"].severity, whole),)
    )
    assert [finding.code for finding in lint(EXAMPLE).findings] == ["TST001"]
    assert not lint(EXAMPLE).crashed


def test_a_record_is_not_asked_for_what_it_does_not_report() -> None:
    assert codes(SMALLEST) == ["KEY011"]
    assert codes(SMALLEST.replace("[arms.a]", 'kind = "record"\n[arms.a]')) == []


def test_a_shared_fault_is_named_once_and_an_arms_own_fault_in_the_arm() -> None:
    shared = EXAMPLE.replace("pulse_width_us = 250", "pulse_width_us = 0.25")
    assert [finding.path for finding in lint(shared).findings] == ["stimulation.pulse_width_us"]
    own = EXAMPLE.replace('sites = ["helix"]', 'sites = ["helix"]\npulse_width_us = 0.25')
    assert [finding.path for finding in lint(own).findings] == ["arms.sham.stimulation.pulse_width_us"]


def test_a_waiver_of_something_undecided_takes_it_out_of_the_note() -> None:
    waiver = '[[waivers]]\nrule = "DSN006"\nreason = "acute study"\nexpires = 2027-01-01\n'
    (before,) = lint(SMALLEST).findings
    found = {finding.code: finding for finding in lint(SMALLEST + waiver, config=TODAY).findings}
    assert "follow-up" in before.message
    assert "follow-up" not in found["KEY011"].message
    assert found["DSN006"].waiver is not None


@given(st.permutations(EXAMPLE.split("\n\n")[1:]))
def test_the_order_of_tables_changes_no_finding(parts: list[str]) -> None:
    head = EXAMPLE.split("\n\n", maxsplit=1)[0]
    faulty = [
        part.replace("total_sessions = 12", "total_sessions = 14").replace('["helix"]', '["concha"]')
        for part in parts
    ]
    report = lint("\n\n".join([head, *faulty]) + "\n")
    assert sorted((finding.code, finding.path, finding.message) for finding in report.findings) == sorted(
        (finding.code, finding.path, finding.message)
        for finding in lint(
            EXAMPLE.replace("total_sessions = 12", "total_sessions = 14").replace('["helix"]', '["concha"]')
        ).findings
    )


@given(st.text(max_size=300))
def test_no_text_makes_lint_raise(text: str) -> None:
    assume(not text.endswith(".toml"))  # that is the path of a file, and refused as one
    report = lint(text)
    assert not report.crashed
    assert report.findings


@given(st.integers(min_value=0, max_value=len(EXAMPLE)))
def test_a_truncated_file_gives_findings_or_is_whole(length: int) -> None:
    assert not lint(EXAMPLE[:length]).crashed


def test_nothing_of_a_file_is_kept_once_it_is_checked() -> None:
    """Nothing that a check makes holds itself: it would stay until Python goes through all there is."""
    for profile in PROFILES:
        lint(EXAMPLE, config=Config(profile=profile))
    gc.collect()
    gc.disable()
    try:
        for profile in PROFILES:
            lint(EXAMPLE, config=Config(profile=profile))
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_load_gives_the_study_or_says_why_not() -> None:
    study = load(EXAMPLE)
    assert study.arms["sham"].stimulation.frequency_hz == 1
    assert study.arms["sham"].stimulation.sites == ("helix",)
    with pytest.raises(InvalidProtocolError, match=r"3:1: KEY001 study has no key titel") as caught:
        load(SMALLEST.replace("title", "titel"))
    assert [finding.code for finding in caught.value.report.findings] == ["KEY011", "KEY001"]


def test_the_library_offers_what_it_documents() -> None:
    assert set(protocols.__all__) <= set(dir(protocols))
    for name in protocols.__all__:
        assert getattr(protocols, name) is not None
    with pytest.raises(AttributeError):
        _ = protocols.nothing
    assert presets()["straube-2015"].arms["hz_25"].schedule.weeks == 12


def test_every_source_of_every_rule_is_a_known_work() -> None:
    for rule in RULES.values():
        for source in rule.sources:
            assert reference(source.key).kind, rule.code
    for work in references():
        assert work.kind in {
            "standard",
            "manual",
            "review",
            "trial",
            "dataset",
            "guideline",
            "registry",
            "judgement",
        }
        assert work.read, work.key


def test_reports_and_findings_cannot_be_changed() -> None:
    report = lint(SMALLEST)
    for thing in (report, report.findings[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.path = "x"  # type: ignore[misc]


def test_public_functions_say_what_they_do() -> None:
    for name in protocols.__all__:
        thing = getattr(protocols, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert inspect.getdoc(thing), name


# ---------------------------------------------------------------- where findings point


@pytest.mark.parametrize("head", ["", "#:schema protocol.schema.json\n", "# a comment\n\n#:schema x\n"])
@pytest.mark.parametrize("profile", ["draft", "ethics", "report"])
def test_what_a_file_lacks_is_not_pointed_at_in_a_comment(head: str, profile: str) -> None:
    for file in (
        SMALLEST,
        EXAMPLE,
        'format = 1\nstudy = { title = "x" }\narms = { a = { role = "active" } }\n',
    ):
        own = head + file.removeprefix("#:schema ../schemas/protocol.schema.json\n")
        report = lint(own, config=Config(profile=profile))
        lines = own.split("\n")
        for finding in report.findings:
            marked = lines[finding.place.line - 1]
            assert marked.strip()
            assert not marked.startswith("#")
            if finding.path.split(".")[0] not in own:
                assert marked.startswith(("[study]", "study ="))


@pytest.mark.parametrize(
    ("file", "lacking", "marked"),
    [
        ('# x\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n', "format", "[study]"),
        ('# x\nstudy.title = "x"\n[arms.a]\nrole = "active"\n', "format", 'study.title = "x"'),
        ('# x\nformat = 1\n[arms.a]\nrole = "active"\n', "study", "[arms.a]"),
        ('# x\nformat = 1\n[study]\ntitle = "x"\n', "arms", "[study]"),
        ('# x\nformat = 1\n[study]\ntitle = "x"\n[arms.a]\n', "arms.a.role", "[arms.a]"),
        ("# x\nformat = 1\n", "study", "format = 1"),
        ("", "format", ""),
    ],
)
def test_a_missing_key_is_marked_where_it_belongs(file: str, lacking: str, marked: str) -> None:
    (found,) = [one for one in lint(file).findings if one.code == "KEY002" and one.path == lacking]
    assert file.split("\n")[found.place.line - 1] == marked


def test_a_list_that_lacks_an_item_is_marked_at_its_key() -> None:
    file = SMALLEST + '[eligibility]\nexclusion = [\n  "pregnancy",\n  "epilepsy",\n]\n'
    (found,) = [one for one in lint(file).findings if one.code == "SAF003"]
    assert (found.place.line, found.place.column, found.place.end_line, found.place.end_column) == (
        7,
        1,
        7,
        10,
    )


def test_a_work_is_named_once_with_every_place_in_it() -> None:
    sources = [
        cite("zhang-2026", "§3"),
        cite("farmer-2021", "item F1"),
        cite("zhang-2026", "§6.1"),
        cite("zhang-2026", "§3"),
    ]
    review, farmer = by_work(sources)
    assert review.endswith("(review), §3, §6.1")
    assert farmer.endswith(", item F1")
    (in_words,) = by_work([cite("zhang-2026", "§3: of shams"), cite("zhang-2026", "§6.1")])
    assert in_words.endswith(", §3: of shams; §6.1")
    (tables,) = by_work([cite("zhang-2026", "Table 1, §4"), cite("zhang-2026", "§4"), cite("zhang-2026")])
    assert tables.endswith(", Table 1, §4")
