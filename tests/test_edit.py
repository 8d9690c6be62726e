"""`tavns edit` as people start it: what it prints, who reaches it, what it refuses, and how it ends."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra [web]")

from protocols.cli import edit
from protocols.page import server
from protocols.page.serving import listening
from served import page

pytestmark = [
    pytest.mark.installed,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are others there"),
]
EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
START = """
import sys
from pathlib import Path
from protocols.page import bodies, server, serving
server.STATIC = Path(sys.argv.pop(1))
bodies.PATIENCE = serving.PATIENCE = float(sys.argv.pop(1))
serving.IDLE = 1
from protocols.cli import main
main()
"""
"""The command with a page of the tests, and with a patience of theirs."""

SLOW = START.replace(
    "from protocols.cli",
    "import time\nfrom protocols.page import own\nown.content = lambda *_: time.sleep(600)\nfrom protocols.cli",
)
"""The same with a report that never gets done."""


class Running(NamedTuple):
    """A server that runs, and how to ask it."""

    process: subprocess.Popen[str]
    port: int
    token: str

    def ask(self, method: str, target: str, **value: Any) -> tuple[int, Any]:
        """Ask as the page does; return the status and the value."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = json.dumps(value).encode() if value else None
            headers = {"X-Tavns-Token": self.token, "Content-Type": "application/json"}
            connection.request(method, target, sent, headers)
            answer = connection.getresponse()
            told = answer.read()
            return answer.status, json.loads(told) if told.startswith(b"{") else told
        finally:
            connection.close()

    def raw(self) -> socket.socket:
        """Return a connection on which nothing was said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; return the exit code, and what was said since the address."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def editing(
    tmp_path: Path, *words: str, patience: float = 60, env: dict[str, str] | None = None, code: str = START
) -> Iterator[Running]:
    """Start the command on words, in the folder of the test, and wait for the address."""
    static = tmp_path / "static" if (tmp_path / "static").exists() else page(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(static), str(patience), "edit", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(3)]
            found = re.fullmatch(r"  http://127\.0\.0\.1:(\d+)/\?token=([\w-]{43})\n", said[1])
            assert found, (said, process.stderr and process.stderr.read())
            assert said[0].endswith(" is open at\n")
            assert said[2] == "Only this machine can reach it. Ctrl-C here stops it.\n"
            yield Running(process, int(found[1]), found[2])
        finally:
            process.kill()


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_a_protocol_is_opened_saved_and_left_by_ctrl_c(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser") as running:
        status, told = running.ask("GET", f"/?token={running.token}")
        assert (status, running.token.encode() in told) == (200, True)
        read = running.ask("GET", "/file")[1]
        new = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
        assert running.ask("PUT", "/file", text=new, base=read["version"])[0] == 200
        status, found = running.ask("POST", "/call", name="findings", arguments={"text": new})
        assert [one["code"] for one in found["value"]["findings"]] == ["TIM004"]
        assert running.end() == (0, "\ntavns: stopped; the file holds what was saved last\n", "")
    assert study.read_text(encoding="utf-8") == new


def test_a_protocol_that_is_not_there_is_made_by_the_first_save(tmp_path: Path) -> None:
    with editing(tmp_path, "new.tavns.toml", "--no-browser") as running:
        read = running.ask("GET", "/file")[1]
        assert not (tmp_path / "new.tavns.toml").exists()
        assert running.ask("PUT", "/file", text=EXAMPLE, base=read["version"])[0] == 200
    assert (tmp_path / "new.tavns.toml").read_text(encoding="utf-8") == EXAMPLE


def test_it_ends_though_a_page_waits_for_changes(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser") as running:
        version = running.ask("GET", "/file")[1]["version"]
        waiting = threading.Thread(target=running.ask, args=("GET", f"/changes?version={version}"))
        waiting.start()
        time.sleep(0.3)
        assert running.end()[0] == 0
        waiting.join(timeout=60)


def test_it_ends_as_told_from_outside(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser") as running:
        code, _, said = running.end(signal.SIGTERM)
        assert (code, said) == (128 + 15, "")


def test_a_save_that_is_under_way_when_it_ends_is_whole(study: Path) -> None:
    texts = [EXAMPLE, *(f"# {n}\n{EXAMPLE * 20}" for n in range(200))]
    with editing(study.parent, "study.toml", "--no-browser") as running:

        def save() -> None:
            base = running.ask("GET", "/file")[1]["version"]
            for text in texts[1:]:
                base = running.ask("PUT", "/file", text=text, base=base)[1]["version"]

        def until_it_ends() -> None:
            with suppress(OSError, http.client.HTTPException):
                save()

        saving = threading.Thread(target=until_it_ends)
        saving.start()
        time.sleep(0.3)
        assert running.end()[0] == 0
        saving.join(timeout=60)
    assert study.read_text(encoding="utf-8") in texts
    assert sorted(one.name for one in study.parent.iterdir()) == ["static", "study.toml"]


def test_a_report_that_takes_long_keeps_nobody_from_saving_or_leaving(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser", code=SLOW) as running:

        def ask() -> None:
            with suppress(OSError, http.client.HTTPException):
                running.ask("POST", "/report", text=EXAMPLE, form="pdf")

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)
        base = running.ask("GET", "/file")[1]["version"]
        assert running.ask("PUT", "/file", text="# saved\n", base=base)[0] == 200
        assert running.end() == (0, "\ntavns: stopped; the file holds what was saved last\n", "")
        asking.join(timeout=60)
    assert study.read_text(encoding="utf-8") == "# saved\n"


def test_an_answer_is_sent_without_waiting_for_the_one_before_to_be_acknowledged() -> None:
    with listening(0) as at:
        # asyncio sets TCP_NODELAY where it knows that this is TCP, and only there; without it each answer takes 40 ms.
        assert at.proto == socket.IPPROTO_TCP
        assert at.getsockname()[0] == "127.0.0.1"


def test_the_browser_is_opened_at_the_address(study: Path) -> None:
    seen, browser = study.parent / "seen", study.parent / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{seen}.new" && mv "{seen}.new" "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    with editing(study.parent, "study.toml", env={"BROWSER": str(browser)}) as running:
        until = time.monotonic() + 30
        while not seen.exists() and time.monotonic() < until:
            time.sleep(0.05)
        expected = f"http://127.0.0.1:{running.port}/?token={running.token}\n"
        assert seen.read_text(encoding="utf-8") == expected


def test_no_browser_is_opened_where_there_is_no_window(study: Path) -> None:
    trap = study.parent / "bin"
    trap.mkdir()
    for name in ("www-browser", "lynx", "w3m", "links", "elinks"):  # they would take the terminal
        (trap / name).write_text(f'#!/bin/sh\ntouch "{study.parent}/opened"\n', encoding="utf-8")
        (trap / name).chmod(0o755)
    windowless = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "", "PATH": f"{trap}:{os.environ['PATH']}"}
    with editing(study.parent, "study.toml", env=windowless) as running:
        assert running.ask("GET", "/file")[0] == 200
    assert not (study.parent / "opened").exists()


def test_it_is_reached_on_this_machine_alone(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser") as running:
        for address in ("127.0.0.2", "::1", *{one[4][0] for one in _own_addresses()}):
            with pytest.raises(OSError, match=r"."):
                socket.create_connection((address, running.port), timeout=10)


def _own_addresses() -> list[Any]:
    with suppress(OSError):
        return [one for one in socket.getaddrinfo(socket.gethostname(), None) if one[4][0] != "127.0.0.1"]
    return []


def test_who_says_nothing_or_half_of_something_is_not_waited_for(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser", patience=0.5) as running:
        head = f"Host: 127.0.0.1:{running.port}\r\nX-Tavns-Token: {running.token}\r\n"
        begin = f"PUT /file HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
        half = f"GET /file HTTP/1.1\r\n{head}"
        for sent, answers in [("", 0), (half, 0), (f"{half}\r\n{half}", 1), (begin, 1)]:
            with running.raw() as one:
                one.sendall(sent.encode())
                came = b"".join(iter(lambda: one.recv(65536), b""))
            assert came.count(b"HTTP/1.1 ") == answers
            assert (b"408 " in came) == (sent == begin)
        with running.raw() as one:  # a drop now and then is no request either
            with suppress(OSError):
                for letter in half:
                    one.sendall(letter.encode())
                    time.sleep(0.02)
            with suppress(ConnectionResetError):
                assert one.recv(65536) == b""
        assert running.ask("GET", "/file")[0] == 200
    assert study.read_text(encoding="utf-8") == EXAMPLE


def test_what_is_not_as_a_browser_sends_it_is_refused(study: Path) -> None:
    with editing(study.parent, "study.toml", "--no-browser") as running:
        host, token = f"Host: 127.0.0.1:{running.port}\r\n", f"X-Tavns-Token: {running.token}\r\n"
        large = "Content-Type: application/json\r\nContent-Length: 5000001\r\n\r\n"
        chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunks = "186a0\r\n" + " " * 100_000 + "\r\n"
        asked = {
            f"GET /file HTTP/1.1\r\n{host}Host: evil.example\r\n{token}\r\n": (400, 421),
            f"GET /file HTTP/1.1\r\nHost: evil.example\r\n{token}\r\n": (421,),
            f"GET /file HTTP/1.0\r\n{token}\r\n": (421,),
            f"GET http://evil.example/file HTTP/1.1\r\n{host}\r\n": (403, 404),
            f"GET /../../../etc/passwd HTTP/1.1\r\n{host}{token}\r\n": (404,),
            f"GET /file HTTP/1.1\r\n{host}{token}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n": (200,),
            f"OPTIONS /file HTTP/1.1\r\n{host}Origin: https://evil.example\r\n\r\n": (403,),
            f"PUT /file HTTP/1.1\r\n{host}{token}{large}": (413,),
            f"PUT /file HTTP/1.1\r\n{host}{token}{chunked}{chunks * 51}": (413,),
            "\x16\x03\x01": (400,),
        }
        for sent, expected in asked.items():
            with running.raw() as one:
                with suppress(OSError):
                    one.sendall(sent.encode())
                    if expected == (400,):
                        one.sendall(b"\r\n\r\n")
                came = one.recv(65536).decode()
            assert int(came.split(" ")[1]) in expected, (sent[:200], came)
            assert "access-control" not in came.lower()
        assert running.end()[2] == ""
    assert study.read_text(encoding="utf-8") == EXAMPLE


Refused = Callable[..., str]


@pytest.fixture
def refused(study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Call the command where it does not come to serve, and return the sentence with which it leaves."""
    monkeypatch.chdir(study.parent)
    monkeypatch.setattr(server, "STATIC", page(study.parent))

    def leave(file: str, port: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            edit.command.main([file, f"--port={port}", "--no-browser"])
        said = capsys.readouterr()
        assert (left.value.code, said.out) == (2, "")
        return said.err

    return leave


def test_what_cannot_be_opened_is_said_in_a_sentence(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'title = "Z\xfcrich"\n')
    (tmp_path / "large.toml").write_bytes(b"#" * ((1 << 20) + 1))
    (tmp_path / "out.toml").symlink_to("/etc/hostname")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    said = {
        ".": "tavns: . is a folder; name a file, such as study.tavns.toml\n",
        "-": "tavns: standard input cannot be saved into; name a file, such as study.tavns.toml\n",
        "tavns.toml": "tavns: tavns.toml is the name of a configuration, and no protocol\n",
        "study.txt": "tavns: a protocol is a .toml file, so that tavns check finds it: study.toml\n",
        "nowhere/study.toml": "tavns: there is no folder nowhere\n",
        "large.toml": "tavns: large.toml has more than 1048576 bytes, which no protocol has\n",
        "out.toml": "tavns: out.toml is a link to /etc/hostname; name the file itself\n",
        "loop.toml": "tavns: cannot read loop.toml: too many levels of symbolic links\n",
        "pipe.toml": "tavns: cannot read pipe.toml: it is no file\n",
        "latin.toml": "tavns: latin.toml: line 1 holds the byte 0xFC, which is not UTF-8; the byte is "
        '"ü" in Windows-1252 (Latin-1): save the file as UTF-8 instead\n',
        f"{'x' * 300}.toml": f"tavns: cannot read {'x' * 300}.toml: file name too long\n",
    }
    assert {word: refused(word) for word in said} == said


def test_a_port_that_is_taken_is_said(refused: Refused) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused("study.toml", port) == (
            f"tavns: cannot listen on port {port}: address already in use; name another with --port, or none\n"
        )


@pytest.mark.parametrize("lacking", ["starlette", "uvicorn"])
def test_without_the_extra_it_is_named(study: Path, lacking: str) -> None:
    code = f"import sys\nsys.modules[{lacking!r}] = None\nfrom protocols.cli import main\nmain()"
    words = [sys.executable, "-c", code, "edit", str(study)]
    run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout, run.stderr) == (
        2, "", "tavns: the page needs more: pip install 'tavns-protocols[web]'\n",
    )  # fmt: skip


def test_without_the_built_page_it_is_said(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "static" / "index.html").unlink()
    assert refused("study.toml") == (
        "tavns: the page is not part of this installation: make page builds it in a checkout\n"
    )


def test_what_a_save_would_meet_is_said_before(study: Path) -> None:
    (study.parent / "twin.toml").hardlink_to(study)
    study.chmod(0o444)
    with editing(study.parent, "study.toml", "--no-browser") as running:
        assert running.end()[2] == (
            "tavns: study.toml may only be read: nothing can be saved into it\n"
            "tavns: study.toml has another name (hard links), which will keep the text of before a save\n"
        )
