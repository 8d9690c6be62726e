"""The server of the page: what it answers to whom, and that it answers nobody else."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the server needs the extra [web]")

from starlette.types import ASGIApp

from protocols.page import bodies, server
from protocols.page.files import ABSENT, OpenFile, version_of
from protocols.page.origins import HEADERS
from protocols.page.own import Own
from protocols.policies import limit
from served import HOST, JSON, PORT, TOKEN, WITH_TOKEN, Answer, Header, ask, opened, send

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
CALL = json.dumps({"name": "steps", "arguments": {}}).encode()
SAVE = json.dumps({"text": "lost = true\n", "base": version_of(EXAMPLE.encode())}).encode()
ASKED = [("GET", f"/?token={TOKEN}", b""), ("POST", "/call", CALL), ("GET", "/file", b""), ("PUT", "/file", SAVE),
         ("GET", "/changes?version=x", b""), ("POST", "/report", b'{"text": "", "form": "html"}'),
         ("GET", "/assets/page.js", b"")]  # fmt: skip
"""Each thing that may be asked."""


@pytest.fixture
def study(tmp_path: Path) -> tuple[ASGIApp, Path]:
    return opened(tmp_path, EXAMPLE)


def as_it_was(path: Path) -> bool:
    return path.read_bytes() == EXAMPLE.encode() and [*path.parent.iterdir()] == [path]


def guarded(answer: Answer) -> bool:
    return all(answer.headers[name.lower()] == value for name, value in HEADERS.items()) and not any(
        name.startswith("access-control") for name in answer.headers
    )


def test_the_page_learns_the_token_and_asks_with_it(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    answer = ask(asked, "GET", f"/?token={TOKEN}", headers=[HOST])
    assert answer.status == 200
    assert f'<meta name="tavns-server" content="{TOKEN}">' in answer.body.decode()
    assert guarded(answer)
    read = ask(asked, "GET", "/file").json
    assert read == {"name": "study.toml", "text": EXAMPLE, "version": version_of(EXAMPLE.encode())}
    assert read["version"] == version_of(path.read_bytes())


@pytest.mark.parametrize(("method", "target", "sent"), ASKED)
@pytest.mark.parametrize(
    "hosts",
    [(), ("evil.example",), (f"evil.example:{PORT}",), ("127.0.0.1",), (f"127.0.0.1:{PORT + 1}",), (f"[::1]:{PORT}",),
     (f"127.0.0.1:{PORT}@evil.example",), (f"127.0.0.1.evil.example:{PORT}",), (f"127.0.0.1:{PORT}", "evil.example")],
)  # fmt: skip
def test_a_foreign_host_is_refused(
    study: tuple[ASGIApp, Path], method: str, target: str, sent: bytes, hosts: tuple[str, ...]
) -> None:
    headers = [*(("Host", host) for host in hosts), WITH_TOKEN, JSON]
    answer = ask(study[0], method, target, headers=headers, parts=[sent])
    assert answer.status == 421
    assert TOKEN not in answer.body.decode()
    assert guarded(answer)
    assert as_it_was(study[1])


@pytest.mark.parametrize(("method", "target", "sent"), ASKED)
@pytest.mark.parametrize(
    "foreign",
    [("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", f"http://127.0.0.1:{PORT + 1}"),
     ("Origin", f"https://127.0.0.1:{PORT}"), ("Origin", f"http://localhost:{PORT}"), ("Origin", ""),
     ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")],
)  # fmt: skip
def test_a_foreign_page_is_refused_even_with_the_token(
    study: tuple[ASGIApp, Path], method: str, target: str, sent: bytes, foreign: Header
) -> None:
    answer = ask(study[0], method, target, headers=[HOST, WITH_TOKEN, JSON, foreign], parts=[sent])
    assert answer.status == 403
    assert answer.json == {"error": "another page may ask nothing here"}
    assert guarded(answer)
    assert as_it_was(study[1])


def test_the_own_page_is_heard_and_a_link_to_it_followed(study: tuple[ASGIApp, Path]) -> None:
    own = [HOST, WITH_TOKEN, JSON, ("Origin", f"http://127.0.0.1:{PORT}"), ("Sec-Fetch-Site", "same-origin")]
    assert ask(study[0], "POST", "/call", headers=own, parts=[CALL]).status == 200
    other = [("Host", f"localhost:{PORT}"), WITH_TOKEN, JSON, ("Origin", f"http://localhost:{PORT}")]
    assert ask(study[0], "POST", "/call", headers=other, parts=[CALL]).status == 200
    link = [HOST, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]
    assert ask(study[0], "GET", f"/?token={TOKEN}", headers=link).status == 200
    framed = [HOST, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")]
    assert ask(study[0], "GET", f"/?token={TOKEN}", headers=framed).status == 403


@pytest.mark.parametrize(("method", "target", "sent"), ASKED[1:-1])
@pytest.mark.parametrize("given", [[], [("X-Tavns-Token", "")], [("X-Tavns-Token", TOKEN[:-1])], [("X-Tavns-Token", "µ")],
                                   [("X-Tavns-Token", TOKEN.upper())], [("Cookie", f"token={TOKEN}")],
                                   [WITH_TOKEN, ("X-Tavns-Token", "x")]])  # fmt: skip
def test_who_has_not_the_token_is_refused(
    study: tuple[ASGIApp, Path], method: str, target: str, sent: bytes, given: list[Header]
) -> None:
    answer = ask(study[0], method, target, headers=[HOST, JSON, *given], parts=[sent])
    assert answer.status == 403
    assert "the token is missing or wrong" in answer.json["error"]
    assert TOKEN not in answer.body.decode()
    assert as_it_was(study[1])


@pytest.mark.parametrize(
    "target", ["/", "/?token", "/?token=", f"/?TOKEN={TOKEN}", f"/?token={TOKEN}&token=x"]
)
def test_the_page_itself_needs_the_token(study: tuple[ASGIApp, Path], target: str) -> None:
    answer = ask(study[0], "GET", target)
    assert answer.status == 403
    assert b"tavns-server" not in answer.body


def test_a_form_of_another_site_does_nothing(study: tuple[ASGIApp, Path]) -> None:
    # A page can have a browser send this without asking first; it cannot add the token.
    plain = ("Content-Type", "text/plain")
    assert ask(study[0], "POST", "/call", headers=[HOST, plain], parts=[CALL]).status == 403
    assert ask(study[0], "POST", "/call", headers=[HOST, plain, WITH_TOKEN], parts=[CALL]).status == 415
    assert ask(study[0], "PUT", "/file", headers=[HOST, plain, WITH_TOKEN], parts=[SAVE]).status == 415
    assert as_it_was(study[1])


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "PROPFIND"]
)
@pytest.mark.parametrize("target", ["/file", "/assets/page.js", f"/?token={TOKEN}"])
def test_there_are_three_methods(study: tuple[ASGIApp, Path], method: str, target: str) -> None:
    answer = ask(study[0], method, target)
    assert answer.status == 405
    assert guarded(answer)


@pytest.mark.parametrize(
    "target",
    ["/index.html", "/notes.txt", "/assets", "/assets/", "/assets/../index.html", "/../folder/study.toml", "//etc/passwd",
     "/etc/passwd", "/assets/%2e%2e/notes.txt", "/assets/..\\notes.txt", "/study.toml", "/file/", "/file/../../x", "/call"],
)  # fmt: skip
def test_nothing_else_is_given_out(study: tuple[ASGIApp, Path], target: str) -> None:
    answer = ask(study[0], "GET", target)
    assert answer.status in (404, 405)
    assert guarded(answer)
    assert b"nobody's" not in answer.body
    assert b"tavns-server" not in answer.body


def test_the_page_s_files_are_given_out_as_what_they_are(study: tuple[ASGIApp, Path]) -> None:
    answer = ask(study[0], "GET", "/assets/page.js", headers=[HOST])
    assert (answer.status, answer.body.decode()) == (200, "'µ'")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert guarded(answer)


def test_a_page_that_tries_to_be_framed_or_to_reach_out_cannot(study: tuple[ASGIApp, Path]) -> None:
    policy = ask(study[0], "GET", f"/?token={TOKEN}").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    own = re.search(
        r'Content-Security-Policy" content="([^"]+)"',
        (server.STATIC / "index.html").read_text(encoding="utf-8"),
    )
    assert own
    wanted = own[1].replace(" 'wasm-unsafe-eval'", "").split("; ")  # the server is the engine
    assert set(wanted) | {"frame-ancestors 'none'"} == set(policy.split("; "))


@pytest.mark.parametrize("target", ["/call", "/file", "/report"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_large_body_is_cut_off(study: tuple[ASGIApp, Path], target: str, declared: bool) -> None:
    size, part = bodies.LARGEST + 1, b" " * 100_000
    taken = []

    def parts() -> object:
        for _ in range(1000):
            taken.append(1)
            yield part

    length = [("Content-Length", str(size))] if declared else [("Transfer-Encoding", "chunked")]
    method = "PUT" if target == "/file" else "POST"
    answer = ask(study[0], method, target, headers=[HOST, WITH_TOKEN, JSON, *length], parts=parts())  # type: ignore[arg-type]
    assert (answer.status, answer.json) == (413, {"error": "at most 5000000 bytes are taken"})
    assert len(taken) <= (0 if declared else 52)
    assert as_it_was(study[1])


@pytest.mark.parametrize("length", ["-1", "x", "9" * 5000, "1e9", "٣"])
def test_a_length_that_is_none_is_no_way_around(study: tuple[ASGIApp, Path], length: str) -> None:
    headers = [HOST, WITH_TOKEN, JSON, ("Content-Length", length.encode().decode("latin-1"))]
    assert ask(study[0], "PUT", "/file", headers=headers, parts=[SAVE]).status == 413
    assert as_it_was(study[1])


def test_a_slow_sender_is_not_waited_for(
    study: tuple[ASGIApp, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.1)
    answer = ask(study[0], "PUT", "/file", parts=[SAVE[:10], SAVE[10:]], pause=0.08)
    assert (answer.status, answer.json) == (408, {"error": "this did not come whole within 0.1 s"})
    assert as_it_was(study[1])


@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"{}", b'{"text": 1, "base": ""}', b'{"text": "x"}', b"[" * 100_000,
     b'{"text": "\\ud800", "base": "absent"}', b'{"text": "x", "base": NaN}', b'{"text": null, "base": "absent"}'],
)  # fmt: skip
def test_what_is_no_such_object_is_refused_in_a_sentence(study: tuple[ASGIApp, Path], sent: bytes) -> None:
    answer = ask(study[0], "PUT", "/file", parts=[sent])
    assert answer.status == 400
    assert answer.json["error"].startswith("what is sent here is")
    assert as_it_was(study[1])


def test_a_save_is_on_disk_byte_for_byte(tmp_path: Path) -> None:
    text = "\ufeff" + EXAMPLE.replace("\n", "\r\n")
    asked, path = opened(tmp_path, text)
    path.chmod(0o640)
    read = ask(asked, "GET", "/file").json
    assert read["text"] == text
    new = text.replace("total_sessions = 12", "total_sessions = 14")
    saved = send(asked, "PUT", "/file", text=new, base=read["version"])
    assert (saved.status, saved.json) == (200, {"version": version_of(new.encode())})
    assert path.read_bytes() == new.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [*path.parent.iterdir()] == [path]


def test_what_somebody_else_wrote_is_given_back_and_kept(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    base = ask(asked, "GET", "/file").json["version"]
    path.write_text("theirs = 1\n", encoding="utf-8")
    answer = send(asked, "PUT", "/file", text="mine = 1\n", base=base)
    assert answer.status == 409
    assert answer.json == {"text": "theirs = 1\n", "version": version_of(b"theirs = 1\n")}
    assert path.read_text(encoding="utf-8") == "theirs = 1\n"
    assert send(asked, "PUT", "/file", text="both = 2\n", base=answer.json["version"]).status == 200
    assert path.read_text(encoding="utf-8") == "both = 2\n"


def test_of_several_saves_at_once_one_is_made_and_the_others_are_told(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    base = version_of(EXAMPLE.encode())

    async def several() -> list[Answer]:
        sent = [
            asyncio.to_thread(send, asked, "PUT", "/file", text=f"n = {n}\n", base=base) for n in range(8)
        ]
        return await asyncio.gather(*sent)

    answers = asyncio.run(several())
    assert sorted(one.status for one in answers) == [200, *[409] * 7]
    made = path.read_text(encoding="utf-8")
    assert {one.json["text"] for one in answers if one.status == 409} == {made}
    assert [*path.parent.iterdir()] == [path]


def test_a_file_that_is_not_there_is_made_by_the_first_save(tmp_path: Path) -> None:
    asked, path = opened(tmp_path, None)
    assert ask(asked, "GET", "/file").json == {"name": "study.toml", "text": "", "version": ABSENT}
    assert not path.exists()
    assert send(asked, "PUT", "/file", text="", base="x").status == 409
    assert send(asked, "PUT", "/file", text=EXAMPLE, base=ABSENT).status == 200
    assert path.read_text(encoding="utf-8") == EXAMPLE


def test_a_file_that_appeared_meanwhile_is_kept(tmp_path: Path) -> None:
    asked, path = opened(tmp_path, None)
    path.write_text(EXAMPLE, encoding="utf-8")
    answer = send(asked, "PUT", "/file", text="mine = 1\n", base=ABSENT)
    assert (answer.status, answer.json["text"]) == (409, EXAMPLE)
    assert as_it_was(path)


def test_a_file_that_was_removed_is_not_made_again_unasked(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    base = ask(asked, "GET", "/file").json["version"]
    path.unlink()
    answer = send(asked, "PUT", "/file", text=WRONG, base=base)
    assert (answer.status, answer.json) == (409, {"text": "", "version": ABSENT})
    assert not path.exists()
    assert send(asked, "PUT", "/file", text=WRONG, base=ABSENT).status == 200
    assert path.read_text(encoding="utf-8") == WRONG


def test_a_folder_in_its_place_is_said(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    path.unlink()
    path.mkdir()
    for answer in (ask(asked, "GET", "/file"), ask(asked, "PUT", "/file", parts=[SAVE])):
        assert (answer.status, answer.json) == (422, {"error": "cannot read study.toml: it is no file"})
    assert path.is_dir()


def test_what_is_no_utf_8_is_neither_shown_wrong_nor_overwritten(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    path.write_bytes(latin := 'title = "Z\xfcrich"\n'.encode("latin-1"))
    for answer in (ask(asked, "GET", "/file"), ask(asked, "PUT", "/file", parts=[SAVE])):
        assert answer.status == 422
        assert answer.json["error"] == (
            'study.toml: line 1 holds the byte 0xFC, which is not UTF-8; the byte is "ü" in Windows-1252 (Latin-1): '
            "save the file as UTF-8 instead"
        )
    assert path.read_bytes() == latin


def test_a_link_that_comes_in_its_place_is_not_followed(study: tuple[ASGIApp, Path], tmp_path: Path) -> None:
    asked, path = study
    outside = tmp_path / "outside.toml"
    outside.write_text(EXAMPLE, encoding="utf-8")
    path.unlink()
    path.symlink_to(outside)
    for answer in (ask(asked, "GET", "/file"), ask(asked, "PUT", "/file", parts=[SAVE])):
        assert (answer.status, answer.json) == (
            422, {"error": "study.toml has become a link to another file, and is left alone"},
        )  # fmt: skip
    assert outside.read_text(encoding="utf-8") == EXAMPLE
    assert path.is_symlink()


def test_a_file_that_may_only_be_read_is_not_replaced(study: tuple[ASGIApp, Path]) -> None:
    asked, path = study
    path.chmod(0o444)
    answer = ask(asked, "PUT", "/file", parts=[SAVE])
    assert (answer.status, answer.json) == (422, {"error": "cannot write study.toml: it may only be read"})
    assert as_it_was(path)


def test_a_text_too_large_for_a_protocol_is_not_saved(study: tuple[ASGIApp, Path]) -> None:
    answer = send(study[0], "PUT", "/file", text="#" * (1 << 20) + "\n", base=version_of(EXAMPLE.encode()))
    assert answer.status == 422
    assert as_it_was(study[1])


def test_broken_toml_opens_and_is_saved_all_the_same(tmp_path: Path) -> None:
    asked, path = opened(tmp_path, broken := EXAMPLE.replace("[electrode]", "[electrode"))
    read = ask(asked, "GET", "/file").json
    assert read["text"] == broken
    found = send(asked, "POST", "/call", name="findings", arguments={"text": broken}).json["value"][
        "findings"
    ]
    assert found[0]["code"].startswith("TOM")
    assert send(asked, "PUT", "/file", text=broken + "[", base=read["version"]).status == 200
    assert path.read_text(encoding="utf-8") == broken + "["


def test_a_change_on_disk_is_told_and_none_is_not(
    study: tuple[ASGIApp, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WAIT", 0.3)
    asked, path = study
    version = ask(asked, "GET", "/file").json["version"]
    quiet = ask(asked, "GET", f"/changes?version={version}")
    assert (quiet.status, quiet.body) == (204, b"")
    path.write_text(WRONG, encoding="utf-8")
    told = ask(asked, "GET", f"/changes?version={version}")
    assert (told.status, told.json) == (200, {"text": WRONG, "version": version_of(WRONG.encode())})
    path.unlink()
    assert ask(asked, "GET", f"/changes?version={version}").json == {"text": "", "version": ABSENT}
    path.mkdir()
    gone = ask(asked, "GET", f"/changes?version={version}")
    assert (gone.status, gone.json) == (422, {"error": "cannot read study.toml: it is no file"})


def test_many_open_tabs_leave_a_browser_room_for_its_calls(
    study: tuple[ASGIApp, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WAIT", 2)
    monkeypatch.setattr(server, "SHORTLY", 0.1)
    target = f"/changes?version={version_of(EXAMPLE.encode())}"
    ended: list[float] = []

    def poll() -> None:
        begun = time.monotonic()
        assert ask(study[0], "GET", target).status == 204
        ended.append(time.monotonic() - begun)

    tabs = [threading.Thread(target=poll) for _ in range(6)]
    for tab in tabs:
        tab.start()
        time.sleep(0.05)
    for tab in tabs:
        tab.join()
    assert sum(one >= 2 for one in ended) == server.LONG


def test_a_call_that_is_none_or_fails_is_a_sentence(study: tuple[ASGIApp, Path]) -> None:
    for name, arguments in [("nonsense", {}), ("__class__", {}), ("look", {}), ("put", {"text": 1}), ("findings", {"text": "", "profile": "x"})]:  # fmt: skip
        answer = send(study[0], "POST", "/call", name=name, arguments=arguments)
        assert answer.status == 200
        assert set(answer.json) == {"error"}
        assert "Traceback" not in answer.json["error"]


POLICY = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "the board",
    "properties": {"governance": {"required": ["sponsor"]}},
}


def checked(path: Path, *words: str) -> dict[str, object]:
    code = [sys.executable, "-m", "protocols", "check", "--format", "json", path.name, *words]
    run = subprocess.run(code, capture_output=True, check=False, cwd=path.parent, timeout=60)
    (file,) = json.loads(run.stdout)["files"]
    return dict(file)


def without_offsets(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_offsets(one) for key, one in value.items() if key not in ("start", "end")}
    return [without_offsets(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "text",
    [EXAMPLE, WRONG, WRONG.replace("[electrode]", "[electrode"), "\ufeff" + WRONG.replace("\n", "\r\n")],
)
def test_the_findings_are_those_of_the_check_on_that_file_with_its_configuration_and_policies(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    monkeypatch.chdir(tmp_path)
    asked, path = opened(tmp_path, "x = 1\n")
    (folder / "board.json").write_text(json.dumps(POLICY), encoding="utf-8")
    (folder / "tavns.toml").write_text(
        'profile = "ethics"\npolicies = ["board.json"]\nrules = { TIM004 = "warning" }\n', encoding="utf-8"
    )
    answers = [
        send(asked, "POST", "/call", name="findings", arguments={"text": text, **more}).json["value"]
        for more in ({}, {"profile": "draft"})
    ]
    path.write_bytes(text.encode())
    for answer, words in zip(answers, [(), ("--profile", "draft")], strict=True):
        said, expected = without_offsets(answer), checked(path, *words)
        assert isinstance(said, dict)
        said["path"] = expected["path"]
        said["configuration"] = expected["configuration"]
        assert said == expected
    if text == WRONG:
        assert "POL001" in {one["code"] for one in answers[0]["findings"]}


def test_the_findings_on_every_example_and_preset_are_those_of_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    words = [sys.executable, "-m", "protocols", "check", "--format", "json", "examples", "presets"]
    run = subprocess.run(words, capture_output=True, check=False, timeout=120)
    files = json.loads(run.stdout)["files"]
    assert len(files) > 90
    for file in files:
        path = Path(file["path"])
        text = path.read_bytes().decode("utf-8")
        assert without_offsets(Own(OpenFile(path)).findings(text)) == file


def test_a_policy_that_never_comes_to_an_end_is_named_and_the_server_goes_on(
    study: tuple[ASGIApp, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "SECONDS", 0.3)
    folder = study[1].parent
    (folder / "tavns.toml").write_text('policies = ["house.json"]\n', encoding="utf-8")
    endless = {**POLICY, "properties": {"study": {"properties": {"title": {"pattern": "^(a+)+$"}}}}}
    (folder / "house.json").write_text(json.dumps(endless), encoding="utf-8")
    text = EXAMPLE.replace('title = "', f'title = "{"a" * 60}!', 1)
    answer = send(study[0], "POST", "/call", name="findings", arguments={"text": text})
    assert "house.json" in answer.json["error"]
    assert ask(study[0], "GET", "/file").status == 200


def test_a_configuration_that_cannot_be_used_is_a_sentence(study: tuple[ASGIApp, Path]) -> None:
    (study[1].parent / "tavns.toml").write_text("profile = 3\n", encoding="utf-8")
    answer = send(study[0], "POST", "/call", name="findings", arguments={"text": EXAMPLE})
    assert "tavns.toml:1" in answer.json["error"]


def test_a_report_is_given_as_a_file(study: tuple[ASGIApp, Path]) -> None:
    html = send(study[0], "POST", "/report", text=EXAMPLE, form="html", profile="ethics")
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert html.headers["content-disposition"] == "attachment; filename*=UTF-8''study-report.html"
    assert html.body.startswith(b"<!doctype html>")
    called = send(
        study[0], "POST", "/call", name="report", arguments={"text": EXAMPLE, "profile": "ethics"}
    ).json
    assert called["value"] == html.body.decode()
    pytest.importorskip("docx")
    word = send(study[0], "POST", "/report", text=EXAMPLE, form="docx")
    assert word.body.startswith(b"PK")


@pytest.mark.parametrize(
    ("text", "form", "more"),
    [
        ("", "html", {}),
        (EXAMPLE, "exe", {}),
        (EXAMPLE, "html", {"paper": "a0"}),
        (EXAMPLE, "html", {"profile": "x"}),
    ],
)
def test_a_report_that_cannot_be_is_a_sentence(
    study: tuple[ASGIApp, Path], text: str, form: str, more: dict[str, str]
) -> None:
    answer = send(study[0], "POST", "/report", text=text, form=form, **more)
    assert answer.status == 422
    assert answer.json["error"]


def test_a_name_of_a_file_is_no_header_of_ours(tmp_path: Path) -> None:
    asked, _ = opened(tmp_path, EXAMPLE, 'a"; x=\n"µ.toml')
    answer = send(asked, "POST", "/report", text=EXAMPLE, form="md")
    assert answer.status == 200
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''a%22%3B%20x%3D%0A%22%C2%B5.toml-report.md"
    )


def test_a_name_that_is_no_text_is_told_as_well_as_it_can_be(tmp_path: Path) -> None:
    asked, path = opened(tmp_path, EXAMPLE, os.fsdecode(b"\xff.toml"))
    read = ask(asked, "GET", "/file").json
    assert (read["name"], read["text"]) == ("?.toml", EXAMPLE)
    assert (
        send(asked, "POST", "/call", name="findings", arguments={"text": EXAMPLE}).json["value"]["findings"]
        == []
    )
    assert send(asked, "POST", "/report", text=EXAMPLE, form="md").status == 200
    assert send(asked, "PUT", "/file", text=WRONG, base=read["version"]).status == 200
    assert path.read_text(encoding="utf-8") == WRONG


def test_only_this_file_was_ever_written(study: tuple[ASGIApp, Path], tmp_path: Path) -> None:
    asked, path = study
    before = sorted(one for one in tmp_path.rglob("*") if one != path)
    for method, target, sent in ASKED[:-3] + ASKED[-2:]:
        ask(asked, method, target, parts=[sent])
    for name in ("../../x", "/etc/x", os.devnull):
        send(asked, "PUT", "/file", text="x = 1\n", base=version_of(path.read_bytes()), name=name, path=name)
    assert sorted(one for one in tmp_path.rglob("*") if one != path) == before
