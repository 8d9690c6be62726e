"""The outputs, each read back by something that is not ours: a schema, a reader of JUnit, a parser of JSON."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from protocols import Config, Report, lint
from protocols.findings.report import DISCLAIMER
from protocols.formats import FORMATS, render
from protocols.formats.outputs import UnwritableError, Wanted, written
from protocols.formats.places import in_project, uri
from protocols.formats.style import Style
from protocols.rules import RULES

ROOT = Path(__file__).parent.parent
TAVNS = Path(sys.executable).parent / "tavns"
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
TODAY = Config(date(2026, 11, 23))
WAIVER = (
    '\n[[waivers]]\nrule = "TIM004"\nreason = "two sessions | of <b>training</b>"\n'
    'approved_by = "ethics board"\nexpires = 2027-01-01\n'
)
HOSTILE = "<script>x</script> %0A::error::y ]]> `z` ](javascript:1) | \\u001b[31m \\u0000 \\ufffe 🧠 = 1"

WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
TEXTS = {
    "clean": EXAMPLE,
    "an error": WRONG,
    "a warning and a note": EXAMPLE.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]'),
    "waived": WRONG + WAIVER,
    "of another form": EXAMPLE.replace("frequency_hz = 1\n", "freqency_hz = 1\n"),
    "no TOML": EXAMPLE.replace('side = "left"', 'side = "left'),
    "hostile": EXAMPLE.replace("\nfrequency_hz = 1\n", f'\n"{HOSTILE.replace(chr(34), "")}" = 1\n').replace(
        'sites = ["cymba_conchae"]', 'sites = ["🧠"]  # µ'
    ),
}
GONE = Report("gone: 50 %,\n.toml", "", (), trouble="cannot read gone: no such file")


def reports(*names: str) -> list[Report]:
    return [lint(TEXTS[name], f"studies/{name}.toml", TODAY) for name in names]


SEVERAL = {
    "nothing": [],
    "trouble": [GONE],
    "all": [*reports(*TEXTS), GONE],
    **{name: reports(name) for name in TEXTS},
}
each = pytest.mark.parametrize("name", SEVERAL)


def findings(name: str) -> list[tuple[str, str]]:
    return [(report.path, finding.code) for report in SEVERAL[name] for finding in report.findings]


def open_ones(name: str) -> list[tuple[str, str]]:
    return [(report.path, finding.code) for report in SEVERAL[name] for finding in report.open]


def test_the_cases_hold_what_they_say() -> None:
    severities = {finding.severity for report in SEVERAL["all"] for finding in report.findings}
    assert severities == {"error", "warning", "note"}
    assert any(finding.waiver for finding in SEVERAL["waived"][0].findings)
    assert findings("clean") == []
    assert {code for _, code in findings("hostile")} == {"KEY001", "KEY005"}


@pytest.mark.parametrize("form", FORMATS)
@each
def test_no_sign_in_a_protocol_steers_what_shows_it(form: str, name: str) -> None:
    text = render(form, SEVERAL[name])
    assert "\x1b" not in text
    assert "\0" not in text


# ---------------------------------------------------------------- json and jsonl


@each
def test_json_holds_every_finding(name: str) -> None:
    whole = json.loads(render("json", SEVERAL[name]))
    assert list(whole) == ["format", "tool", "files", "summary", "troubles", "disclaimer"]
    read = [(file["path"], one["code"]) for file in whole["files"] for one in file["findings"]]
    assert read == findings(name)
    assert [one["message"] for one in whole["troubles"]] == [
        one.trouble for one in SEVERAL[name] if one.trouble
    ]


@each
def test_json_written_file_by_file_is_json_as_it_is_written_at_once(name: str) -> None:
    text = render("json", SEVERAL[name])
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


@each
def test_json_lines_describe_themselves(name: str) -> None:
    records = [json.loads(line) for line in render("jsonl", SEVERAL[name]).split("\n")[:-1]]
    assert all(one["format"] == 1 and one["tool"]["name"] == "tavns-protocols" for one in records)
    assert [(one["file"], one["code"]) for one in records if one["kind"] == "finding"] == findings(name)
    assert all(one["profile"] == "draft" for one in records if one["kind"] in ("finding", "file"))
    assert len([one for one in records if one["kind"] == "file"]) == len(
        [one for one in SEVERAL[name] if not one.trouble]
    )
    assert [one["kind"] for one in records].count("summary") == 1
    assert records[-1]["kind"] == "summary"
    assert records[-1]["disclaimer"] == DISCLAIMER


# ---------------------------------------------------------------- sarif


@cache
def sarif_schema() -> Draft4Validator:
    path = ROOT / "tests" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return Draft4Validator(
        json.loads(path.read_text(encoding="utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER
    )


def sarif(name: str) -> dict[str, Any]:
    whole = json.loads(render("sarif", SEVERAL[name]))
    (run,) = whole["runs"]
    found: dict[str, Any] = run
    return found


@each
def test_sarif_is_valid(name: str) -> None:
    sarif_schema().validate(json.loads(render("sarif", SEVERAL[name])))


def test_the_schema_of_sarif_refuses_what_is_wrong() -> None:
    whole = json.loads(render("sarif", SEVERAL["an error"]))
    whole["runs"][0]["results"][0]["level"] = "fatal"
    assert not sarif_schema().is_valid(whole)


@each
def test_sarif_holds_every_finding_with_its_rule_and_its_file(name: str) -> None:
    run = sarif(name)
    rules, files = run["tool"]["driver"]["rules"], run["artifacts"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert [one["ruleId"] for one in run["results"]] == [code for _, code in findings(name)]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        where = one["locations"][0]["physicalLocation"]["artifactLocation"]
        assert files[where["index"]]["location"]["uri"] == where["uri"]
    assert run["invocations"][0]["executionSuccessful"] == (not any(one.trouble for one in SEVERAL[name]))
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_points_to_the_place_and_to_the_key_and_says_the_sources() -> None:
    one = next(one for one in sarif("a warning and a note")["results"] if one["ruleId"] == "SHM002")
    location = one["locations"][0]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "arms.sham.stimulation.sites[0]"
    line = TEXTS["a warning and a note"].split("\n").index("[arms.sham.stimulation]") + 2
    region = location["physicalLocation"]["region"]
    assert region == {"startLine": line, "startColumn": 10, "endLine": line, "endColumn": 25}
    assert one["relatedLocations"][0]["message"]["text"] == "sites of tavns"
    assert one["properties"]["sources"] == [{"key": "zhang-2026", "pinpoint": "§3", "kind": "review"}]


def test_sarif_says_of_each_result_whether_it_is_waived() -> None:
    said = [bool(one["suppressions"]) for one in sarif("all")["results"]]
    waived = [finding.waiver is not None for report in SEVERAL["all"] for finding in report.findings]
    assert said == waived
    assert {True, False} == set(said)


def test_sarif_says_what_could_not_be_checked_and_where() -> None:
    ((notification,),) = (one["toolExecutionNotifications"] for one in sarif("trouble")["invocations"])
    assert notification["message"]["text"] == GONE.trouble
    where = notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where == "gone%3A%2050%20%25%2C%0A.toml"


def test_sarif_names_the_schema_of_the_standard_and_explains_each_rule() -> None:
    whole = json.loads(render("sarif", []))
    assert whole["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    for rule in whole["runs"][0]["tool"]["driver"]["rules"]:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}: {rule['name']}\n")
        assert RULES[rule["id"]].fix[1:] in rule["help"]["text"]
        assert "helpUri" not in rule


def test_a_waiver_is_a_suppression_with_its_reason() -> None:
    (suppression,) = sarif("waived")["results"][0]["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "two sessions | of <b>training</b>"
    assert suppression["properties"] == {"approved_by": "ethics board", "expires": "2027-01-01"}


def test_sarif_offers_the_fix_of_a_finding_and_none_where_there_is_none() -> None:
    (result,) = sarif("of another form")["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    line = TEXTS["of another form"].split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "freqency_hz"
    assert replacement["insertedContent"]["text"] == "frequency_hz"
    assert [one for one in sarif("an error")["results"] if "fixes" in one] == []


@pytest.mark.parametrize(("form", "key"), [("sarif", "partialFingerprints"), ("gitlab", "fingerprint")])
def test_a_finding_is_the_same_when_lines_move(form: str, key: str) -> None:
    def names(text: str) -> list[object]:
        whole = json.loads(render(form, [lint(text, "study.toml", TODAY)]))
        return [one[key] for one in (whole["runs"][0]["results"] if form == "sarif" else whole)]

    text = TEXTS["a warning and a note"].replace("total_sessions = 12", "total_sessions = 14")
    assert sorted(map(str, names(text))) == sorted(map(str, names("# one more line\n\n" + text)))
    assert len({str(name) for name in names(text)}) == len(names(text)) > 1


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_file_name_is_a_reference(name: str) -> None:
    said = uri(name)
    assert re.fullmatch(r"(?:file://(?=/))?(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})*", said)
    assert unquote(said.removeprefix("file://")) == name


def test_a_file_is_called_by_its_place_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "sub")
    monkeypatch.delenv("CI_PROJECT_DIR", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    outside = (tmp_path / "x.toml").as_posix()
    whole = str(tmp_path / "project" / "sub" / "x.toml")
    for path, said in (("./x.toml", "x.toml"), (whole, "x.toml"), (outside, outside), ("<stdin>", "<stdin>")):
        assert in_project(path) == said
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "project"))
    for path, said in (
        ("./x.toml", "sub/x.toml"),
        (whole, "sub/x.toml"),
        ("../y.toml", "y.toml"),
        (outside, outside),
    ):
        assert in_project(path) == said
    report = lint(WRONG, "x.toml", TODAY)
    assert render("github", [report]).startswith("::error file=sub/x.toml,")
    assert json.loads(render("gitlab", [report]))[0]["location"]["path"] == "sub/x.toml"
    (run,) = json.loads(render("sarif", [report]))["runs"]
    assert run["artifacts"][0]["location"]["uri"] == "sub/x.toml"
    assert uri(outside).startswith("file:///")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "another"))  # a container calls it otherwise
    assert in_project("./x.toml") == "x.toml"


# ---------------------------------------------------------------- github and gitlab

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescaped(text: str) -> str:
    """Undo what the runner undoes: the escapes of a value, in the order in which it undoes them."""
    for sign, escape in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        text = text.replace(escape, sign)
    return text


def commands(name: str) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in render("github", SEVERAL[name]).split("\n"):
        if line.startswith("::"):
            command = COMMAND.fullmatch(line)
            assert command, line
            properties = dict(pair.split("=", 1) for pair in command[2].split(","))
            found.append(
                (command[1], {key: unescaped(value) for key, value in properties.items()}, command[3])
            )
    return found


@each
def test_github_gets_a_command_a_finding_errors_first(name: str) -> None:
    read = commands(name)
    kinds = [kind for kind, _, _ in read]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    titles = sorted(properties["title"].split()[0] for _, properties, _ in read)
    troubles = ["not"] * sum(bool(report.trouble) for report in SEVERAL[name])
    assert titles == sorted([*(code for _, code in open_ones(name)), *troubles])


def test_github_gets_the_place_and_what_to_do() -> None:
    ((kind, properties, message),) = commands("an error")
    assert kind == "error"
    assert properties == {
        "file": "studies/an error.toml",
        "line": "53",
        "endLine": "53",
        "col": "18",
        "endColumn": "20",
        "title": "TIM004 sessions-do-not-add-up",
    }
    assert unescaped(message).split("\n")[1] == (
        "What to do: correct the factor that is wrong, or leave total_sessions out"
    )


@each
def test_gitlab_gets_what_its_report_needs(name: str) -> None:
    entries = json.loads(render("gitlab", SEVERAL[name]))
    for one in entries:
        assert set(one) >= {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"]["lines"]["begin"] >= 1
    assert len({one["fingerprint"] for one in entries}) == len(entries)
    codes = [one["check_name"] for one in entries if one["check_name"] != "not-checked"]
    assert codes == [code for _, code in open_ones(name)]


# ---------------------------------------------------------------- junit


def junit(several: list[Report]) -> JUnitXml:
    return JUnitXml.fromstring(render("junit", several).encode("utf-8"))


@each
def test_junit_has_a_suite_a_file_and_a_case_a_rule(name: str) -> None:
    suites = list(junit(SEVERAL[name]))
    assert len(suites) == len(SEVERAL[name])
    for suite, report in zip(suites, SEVERAL[name], strict=True):
        cases = list(suite)
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(case.result[0], Failure) for case in cases if case.result)
        assert suite.skipped == sum(isinstance(case.result[0], Skipped) for case in cases if case.result)
        if report.trouble:
            assert isinstance(cases[0].result[0], Error)
            assert (suite.errors, len(cases)) == (1, 1)
        else:
            assert len(cases) == len(RULES) - 1  # INT001 is no check of the protocol


def test_a_clean_run_shows_what_was_run_and_what_was_not() -> None:
    (suite,) = junit(SEVERAL["clean"])
    skipped = {case.name.split()[0] for case in suite if case.result}
    assert skipped == {one.code for one in SEVERAL["clean"][0].not_evaluated}
    assert suite.failures == 0


def outcomes(report: Report) -> dict[str, str]:
    return {
        case.name.split()[0]: type(case.result[0]).__name__
        for case in next(iter(junit([report])))
        if case.result
    }


def test_what_fails_a_check_is_a_failure_and_what_is_lesser_is_output() -> None:
    text = TEXTS["a warning and a note"]
    (suite,) = junit([lint(text, "study.toml", TODAY)])
    (told,) = [case.system_out for case in suite if case.name.startswith("SHM002")]
    assert "study.toml:68:10: warning arms.sham.stimulation.sites[0]" in told
    assert suite.failures == 0
    strict = Config(TODAY.today, fail_on=RULES["SHM002"].severity)
    assert outcomes(lint(text, "study.toml", strict))["SHM002"] == "Failure"
    assert outcomes(SEVERAL["waived"][0])["TIM004"] == "Skipped"


def test_of_a_file_of_another_form_the_rules_on_content_are_skipped() -> None:
    said = outcomes(SEVERAL["of another form"][0])
    assert said["KEY001"] == "Failure"
    assert said["TIM001"] == "Skipped"
    assert "KEY002" not in said


@given(st.text(max_size=60))
def test_junit_is_xml_whatever_a_protocol_says(text: str) -> None:
    told = json.dumps(text).replace("\\ud8", "\\u00").replace("\\ud9", "\\u00").replace("\\udc", "\\u00")
    several = [lint(f"format = 1\n{told} = {told}\n", text, TODAY)]
    assert len(list(junit(several))) == 1


# ---------------------------------------------------------------- markdown and text


@each
def test_markdown_says_every_finding_with_what_to_do(name: str) -> None:
    text = render("markdown", SEVERAL[name])
    assert len(re.findall(r"^- \*\*", text, re.MULTILINE)) == len(findings(name)) + sum(
        bool(report.trouble) for report in SEVERAL[name]
    )
    assert DISCLAIMER in text
    assert "<script" not in text
    assert "<b>" not in text
    assert "](javascript" not in text.replace("\\]", "")


def shown(text: str) -> str:
    """Return what a reader sees of Markdown, through a reader of the dialect that platforms take."""
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h1", "h2", "p", "ul", "li", "strong", "em", "br"}, tags
    return unescape(re.sub(r"<br>\n?", "\n", re.sub(r"<(?!br)[^>]*>", "", html)))


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n")))
@example("<script>x</script>")
@example("| `z` ](javascript:1) ![x](y) ~~a~~ **b** __c__ &amp; &#64; \\")
@example("a\n# b\n\n- c\n> d\n1. e\n---")
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    report = SEVERAL["an error"][0]
    told = replace(report.findings[0], message=f"[{text}]", help=f"[{text}]")
    read = shown(render("markdown", [replace(report, path=text.replace("\n", ""), findings=(told,))]))
    assert read.count(f"[{text}]") == 2


def test_markdown_names_the_files_in_which_no_rule_fired() -> None:
    clean = SEVERAL["clean"][0]
    assert "\nNo rule fired in studies/clean.toml.\n" in render("markdown", [clean, *SEVERAL["an error"]])
    assert render("markdown", [clean] * 30).count("studies/clean.toml") == 20
    assert " and 10 more.\n" in render("markdown", [clean] * 30)


def test_markdown_keeps_the_lines_of_what_to_do() -> None:
    read = shown(render("markdown", [lint("format = 1\n[study]\ntitle = 'x'\n", "study.toml")]))
    assert 'What to do: write: [arms.tavns]\nrole = "active"\n' in read


def test_markdown_says_who_approved_a_waiver() -> None:
    assert (
        r"- Waived: two sessions \| of &lt;b&gt;training&lt;/b&gt;; approved by ethics board; until 2027-01-01"
        in (render("markdown", SEVERAL["waived"]))
    )


def test_every_output_names_the_configuration() -> None:
    report = lint(EXAMPLE, "study.toml", Config(TODAY.today, "ethics", file="house/tavns.toml"))
    for form in FORMATS:
        text = render(form, [report])
        assert "house/tavns.toml" in text, form
        assert "ethics" in text, form


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "gitlab"])
def test_every_output_says_what_it_is_good_for(form: str) -> None:
    assert DISCLAIMER in " ".join(render(form, SEVERAL["clean"]).split())


@pytest.mark.parametrize("form", FORMATS)
def test_no_output_in_a_file_passes_over_what_could_not_be_checked(form: str) -> None:
    for several in ([GONE], SEVERAL["all"]):
        assert GONE.trouble in render(form, several, Style(alone=True))


def test_the_counts_say_that_something_was_not_checked() -> None:
    assert "; 1 not checked\n" in render("text", [*SEVERAL["clean"], GONE])


# ---------------------------------------------------------------- the command


def tavns(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    whole = {**os.environ, "COLUMNS": "80", **env}
    return subprocess.run(
        [str(TAVNS), *arguments],
        capture_output=True,
        cwd=folder,
        env=whole,
        check=False,
        timeout=60,
        text=True,
    )


def test_one_run_writes_several_reports(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "checks.xml").write_text(render("json", SEVERAL["an error"]), encoding="utf-8")
    files = {form: tmp_path / f"report.{form}" for form in FORMATS if form != "junit"}
    files["junit"] = tmp_path / "checks.xml"
    several = [word for form, path in files.items() for word in ("--output", f"{form}={path.name}")]
    run = tavns(tmp_path, "check", "study.toml", *several)
    assert (run.returncode, run.stderr) == (1, "")
    report = lint(WRONG, "study.toml")
    assert run.stdout == render("text", [report])
    for form, path in files.items():
        assert path.read_text(encoding="utf-8") == render(form, [report]), form
    assert {path.name for path in tmp_path.iterdir()} == {
        "study.toml",
        *(path.name for path in files.values()),
    }


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("sarif", "'sarif' is not FORMAT=FILE, such as sarif=findings.sarif"),
        ("srif=x", f"'srif' is none of {', '.join(FORMATS)}"),
        ("json=nowhere/x", "there is no folder nowhere for nowhere/x"),
        ("json=folder", "cannot write folder: it is there and no file"),
        ("json=/dev/null", "cannot write /dev/null: it is there and no file"),
        ("json=-", "json=- names no file; what goes to standard output is said with --format json"),
        ("json=no.TOML", "no.TOML is or may be a protocol; write the report into another file"),
        ("json=no.toml", "no.toml is or may be a protocol; write the report into another file"),
        (f"json={'long' * 99}", "cannot write longlong"),
    ],
)
def test_an_output_that_cannot_be_is_said_before_anything_is_checked(
    tmp_path: Path, word: str, said: str
) -> None:
    (tmp_path / "folder").mkdir()
    run = tavns(tmp_path, "check", ".", "--output", word)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in " ".join(run.stderr.split())


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_standard_output_is_utf_8_wherever_it_goes(tmp_path: Path, form: str) -> None:
    (tmp_path / "study.toml").write_text(TEXTS["hostile"], encoding="utf-8")
    words = [str(TAVNS), "check", "study.toml", "--format", form]
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    run = subprocess.run(words, capture_output=True, cwd=tmp_path, env=env, check=False, timeout=60)
    assert run.stdout.decode("utf-8") == render(form, [lint(TEXTS["hostile"], "study.toml")])


def test_two_outputs_into_one_file_are_refused(tmp_path: Path) -> None:
    run = tavns(tmp_path, "check", "--output", "json=x", "--output", "sarif=./x")
    assert run.returncode == 2
    assert "./x is named twice" in run.stderr or "x is named twice" in run.stderr


def test_a_report_is_never_written_over_a_protocol(tmp_path: Path) -> None:
    for name in ("study.toml", "protocol.txt"):
        (tmp_path / name).write_text(WRONG, encoding="utf-8")
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to(name)
        for file in (name, f"./{name}", "link"):
            run = tavns(tmp_path, "check", name, "--output", f"json={file}")
            assert (run.returncode, run.stdout) == (2, "")
            assert "may be a protocol" in run.stderr
            assert (tmp_path / name).read_text(encoding="utf-8") == WRONG


def test_a_disk_that_is_full_is_said_in_one_sentence_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in paths:
        path.write_text("old tavns", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    with (
        pytest.raises(UnwritableError, match=r"^cannot write .*a\.json: no space left on device$"),
        written([Wanted("json", path) for path in paths], Style()),
    ):
        pass
    assert sorted(tmp_path.iterdir()) == paths
    assert {path.read_text(encoding="utf-8") for path in paths} == {"old tavns"}


def test_a_summary_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    words = ("check", "study.toml", "--format", "github", "--output", "json=report.json")
    run = tavns(tmp_path, *words, GITHUB_STEP_SUMMARY="nowhere/summary.md")
    assert run.returncode == 2
    assert run.stderr == "tavns: cannot write nowhere/summary.md: no such file or directory\n"
    assert (tmp_path / "report.json").is_file()


def test_github_gets_a_summary_of_the_job(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(WRONG, encoding="utf-8")
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    run = tavns(tmp_path, "check", "study.toml", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert run.stdout.startswith("::error file=study.toml,line=53")
    assert summary.read_text(encoding="utf-8").startswith("# Before\n# taVNS protocols\n")
    tavns(tmp_path, "check", "study.toml", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8").count("# taVNS protocols") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_the_old_report(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    os.mkfifo(tmp_path / "never.toml")  # a file whose end never comes
    report = tmp_path / "report.json"
    report.write_text(old := render("json", []), encoding="utf-8")
    with subprocess.Popen(
        [str(TAVNS), "check", "study.toml", "never.toml", "--output", "json=report.json"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as run:
        until = time.monotonic() + 30
        while not list(tmp_path.glob(".report.json.*")) and time.monotonic() < until:
            time.sleep(0.02)
        run.send_signal(number)
        _, said = run.communicate(timeout=30)
    assert run.returncode != 0
    assert b"Traceback" not in said
    assert report.read_text(encoding="utf-8") == old
    left = list(tmp_path.glob(".report.json.*"))
    assert len(left) == (1 if number is signal.SIGKILL else 0)


def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [str(TAVNS), "check", "study.toml"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert (run.returncode, run.stderr) == (2, "tavns: cannot write: no space left on device\n")


def test_every_output_has_its_row_on_the_page() -> None:
    page = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    table = page[: page.index("**What is in a report**")]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(FORMATS)
