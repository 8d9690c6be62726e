"""A report goes into a new file or over an earlier report, and over nothing else that is there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.formats import FORMATS, render
from protocols.formats.outputs import EDGE, wanted
from protocols.formats.style import Style
from test_cli import SMALLEST, write
from test_outputs import EXAMPLE, SEVERAL, WRONG, tavns
from test_unsearchable import refused, run

PROTOCOL = "is or may be a protocol"
OTHER = "is there and no report of tavns"

KEPT = {
    "notes": ("notes.md", "# my notes\n", OTHER),
    "a schema": ("board.json", '{"$schema": "https://json-schema.org/draft/2020-12/schema"}', OTHER),
    "an empty list in it": ("package.json", '{"name":"x","keywords":[]}', OTHER),
    "two empty lists": ("x.json", "[]\n[]\n", OTHER),
    "it mentions the tool": ("README.md", "# Our study\n\nChecked with tavns.\n", OTHER),
    "it is called as the report": ("README.md", "# taVNS protocols\n\nThese are ours.\n", OTHER),
    "it quotes the report": ("README.md", f"# Our study\n\n{render('markdown', SEVERAL['clean'])}", OTHER),
    "a policy": ("policy.json", '{"title": "Limits for tavns-protocols", "required": ["study"]}', OTHER),
    "a report of another tool": ("r.xml", '<?xml version="1.0"?>\n<testsuites name="a"></testsuites>\n', OTHER),
    "annotations of another tool": ("log", "::error file=a.py,line=1::unused\n", OTHER),
    "entries of another tool": ("q.json", '[\n{"description": "x", "check_name": "y", "severity": "info"}\n]\n', OTHER),
    "a report with something behind it": ("r.json", render("json", SEVERAL["clean"]) + "mine\n", OTHER),
    "a protocol": ("protocol.txt", EXAMPLE, PROTOCOL),
    "the least of a protocol": ("report.json", SMALLEST, PROTOCOL),
    "a protocol with mistakes": ("protocol.txt", SMALLEST.replace('"x"', '"x'), PROTOCOL),
    "a protocol with its report": ("protocol.txt", WRONG + render("text", SEVERAL["an error"]), PROTOCOL),
    "a protocol that mentions the tool": ("protocol.txt", "# for tavns []\n" + SMALLEST, PROTOCOL),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_is_no_report_is_never_replaced(tmp_path: Path, name: str) -> None:
    file, held, why = KEPT[name]
    write(tmp_path, EXAMPLE)
    write(tmp_path, held, file)
    ran = tavns(tmp_path, "check", "study.toml", "--output", f"json={file}")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{file} {why}" in " ".join(ran.stderr.replace("│", "").split())
    assert (tmp_path / file).read_text(encoding="utf-8") == held
    for form in FORMATS:
        with pytest.raises(ValueError, match=why):
            wanted([f"{form}={tmp_path / file}"])


def test_a_protocol_is_kept_whatever_name_leads_to_it(tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "ov/study.toml")
    (tmp_path / "ov" / "report.json").symlink_to("study.toml")
    (tmp_path / "ov" / "new.json").symlink_to("not-yet.toml")
    for name in ("report.json", "new.json"):
        ran = tavns(tmp_path, "check", "ov", "--output", f"json=ov/{name}")
        assert (ran.returncode, ran.stdout) == (2, "")
        assert PROTOCOL in " ".join(ran.stderr.split())
    assert (tmp_path / "ov" / "study.toml").read_text(encoding="utf-8") == EXAMPLE
    assert not (tmp_path / "ov" / "not-yet.toml").exists()


@pytest.mark.parametrize("target", ["report.json", "notes.md", "mine.json", "not-yet.json"])
def test_no_report_is_written_through_a_link(tmp_path: Path, target: str) -> None:
    write(tmp_path, EXAMPLE)
    write(tmp_path, "# mine\n", "notes.md")
    write(tmp_path, old := render("json", SEVERAL["clean"]), "report.json")
    (tmp_path / "mine.json").symlink_to("notes.md")
    (tmp_path / "link.json").symlink_to(target)
    ran = tavns(tmp_path, "check", "study.toml", "--output", "json=link.json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"link.json is a link to {target}; name the file itself" in " ".join(ran.stderr.split())
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == old
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "# mine\n"
    assert not (tmp_path / "not-yet.json").exists()


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "reports").symlink_to("real")
    assert wanted([f"json={tmp_path / 'reports' / 'report.json'}"])


@pytest.mark.parametrize("held", ["", render("json", SEVERAL["clean"]), '{"type": "object"}'])
@pytest.mark.parametrize("option", ["--config", "--policy"])
def test_what_a_check_goes_by_is_kept_whatever_it_holds(tmp_path: Path, option: str, held: str) -> None:
    write(tmp_path, EXAMPLE)
    write(tmp_path, held, "rules.json")
    ran = tavns(tmp_path, "check", "study.toml", option, "./rules.json", "--output", "json=rules.json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "rules.json is what this check goes by" in " ".join(ran.stderr.split())
    assert (tmp_path / "rules.json").read_text(encoding="utf-8") == held


@pytest.mark.parametrize("name", ["tavns.toml", "pyproject.toml", "other.TOML"])
def test_no_configuration_is_written_over_or_made(tmp_path: Path, name: str) -> None:
    for held in (None, "", '[tool.x]\nprofile = "draft"\n'):
        if held is not None:
            write(tmp_path, held, name)
        with pytest.raises(ValueError, match=PROTOCOL):
            wanted([f"text={tmp_path / name}"])


LINES = st.text("abc #*[]{}<>:.,'-", min_size=1).filter(str.strip)


@given(st.sampled_from(FORMATS), st.sampled_from(sorted(SEVERAL)), LINES, LINES)
def test_what_somebody_wrote_before_or_behind_a_report_is_kept(
    tmp_path_factory: pytest.TempPathFactory, form: str, name: str, before: str, behind: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "noted"
    report = render(form, SEVERAL[name], Style(alone=True))
    for text in (f"{before}\n{report}", f"{report}{behind}", f"{report}{behind}\n"):
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
        with pytest.raises(ValueError, match=f"{OTHER}|{PROTOCOL}"):
            wanted([f"json={path}"])


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("before", FORMATS)
def test_an_earlier_report_of_any_format_is_replaced(tmp_path: Path, before: str, name: str) -> None:
    path = tmp_path / "report"
    for style in (
        Style(alone=True),
        Style(verbose=True, width=40),
        Style(width=200, verbose=True, alone=True),
    ):
        text = render(before, SEVERAL[name], style)
        for written in (text, text.replace("\n", "\r\n")):
            path.write_bytes(written.encode("utf-8", "backslashreplace"))
            assert [one.path for one in wanted([f"json={path}"])] == [path], text


def test_a_large_report_is_known_by_both_its_ends(tmp_path: Path) -> None:
    many = SEVERAL["an error"] * (3 * EDGE // len(render("json", SEVERAL["an error"])))
    text = render("json", many)
    assert len(text) > 2 * EDGE
    write(tmp_path, text, "report")
    assert wanted([f"json={tmp_path / 'report'}"])
    write(tmp_path, text + "mine", "report")
    with pytest.raises(ValueError, match=OTHER):
        wanted([f"json={tmp_path / 'report'}"])


@refused
def test_what_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    write(tmp_path, "mine", "report").chmod(0)
    one = run(tmp_path, "check", "study.toml", "--output", "json=report")
    assert (one.returncode, one.stdout) == (2, "")
    assert "report is there and cannot be read: permission denied" in " ".join(one.stderr.split())
    assert (tmp_path / "report").read_text(encoding="utf-8") == "mine"
