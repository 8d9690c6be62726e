"""`tavns edit` in a real browser: its own page works under its policy, and a foreign page gets nowhere."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra [web]")

from playwright.sync_api import Browser

from protocols.page import server
from test_browser import CHROMIUM, chromium
from test_edit import EXAMPLE, Running, editing

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
FOREIGN = """async ([port, token]) => {
  const at = `http://127.0.0.1:${port}`, told = {};
  const body = JSON.stringify({text: "lost = 1", base: "absent"});
  const attempt = async (name, path, options) => {
    try {
      const answer = await fetch(at + path, options);
      told[name] = answer.type === "opaque" ? "opaque" : await answer.text();
    } catch (error) { told[name] = "refused"; }
  };
  const headers = {"X-Tavns-Token": token, "Content-Type": "application/json"};
  await attempt("read", "/file");
  await attempt("read with the token", "/file", {headers});
  await attempt("save with the token", "/file", {method: "PUT", headers, body});
  await attempt("post unasked", "/call", {method: "POST", mode: "no-cors", headers: {"Content-Type": "text/plain"}, body});
  await attempt("open the page", `/?token=${token}`, {mode: "no-cors"});
  const frame = document.createElement("iframe");
  frame.src = `${at}/?token=${token}`;
  document.body.append(frame);
  const script = document.createElement("script");
  script.src = `${at}/assets/page.js`;
  told.script = await new Promise((resolve) => {
    script.onload = () => resolve("loaded");
    script.onerror = () => resolve("refused");
    document.body.append(script);
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return told;
}"""
"""What a page of somebody else may try, who even knows port and token."""
OWN = """async ([elsewhere]) => {
  const told = {}, token = document.querySelector("meta[name=tavns-server]").content;
  const tried = (name, promise) => promise.then((value) => (told[name] = value), () => (told[name] = "refused"));
  await tried("file", fetch("file", {headers: {"X-Tavns-Token": token}}).then((answer) => answer.json()));
  await tried("elsewhere", fetch(elsewhere, {mode: "no-cors"}).then(() => "sent"));
  await tried("image", new Promise((resolve, reject) => {
    const image = new Image();
    [image.onload, image.onerror] = [() => resolve("sent"), reject];
    image.src = elsewhere;
  }));
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.head.append(script);
  told.inline = window.ran ? "ran" : "refused";
  return told;
}"""
"""What a hostile text would try that had got into the page itself."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another server, which notes what it is asked."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Noting", (Elsewhere,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://localhost:{other.server_address[1]}/", asked
        other.shutdown()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    with editing(tmp_path, "study.toml", "--no-browser") as one:
        yield one


def test_a_foreign_page_reads_saves_and_frames_nothing(
    browser: Browser, running: Running, elsewhere: tuple[str, list[str]], tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(elsewhere[0])
    told = page.evaluate(FOREIGN, [running.port, running.token])
    assert told.pop("post unasked") in ("opaque", "refused")
    assert told.pop("open the page") in ("opaque", "refused")
    assert set(told.values()) == {"refused"}, told
    assert "tavns-server" not in page.frames[-1].content()
    page.close()
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == EXAMPLE


def test_what_gets_into_the_page_itself_gets_no_further(
    browser: Browser, running: Running, elsewhere: tuple[str, list[str]]
) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{running.port}/?token={running.token}")
    told = page.evaluate(OWN, [elsewhere[0]])
    assert told.pop("file")["text"] == EXAMPLE
    assert set(told.values()) == {"refused"}, told
    page.close()
    assert elsewhere[1] == []


def test_the_page_as_it_is_built_works_under_the_policy_of_the_server(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "static").symlink_to(server.STATIC)
    with editing(tmp_path, "study.toml", "--no-browser") as running:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        hosts = set()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        with page.expect_response(lambda answer: answer.url.endswith("/call") and answer.ok):
            page.goto(f"http://127.0.0.1:{running.port}/?token={running.token}")
        page.wait_for_selector("html[data-ready]")
        with page.expect_response(lambda answer: "/changes?" in answer.url and answer.status == 200):
            (tmp_path / "study.toml").write_text(f"# theirs\n{EXAMPLE}", encoding="utf-8")
        assert said == []
        assert hosts == {f"127.0.0.1:{running.port}"}
        page.close()
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == f"# theirs\n{EXAMPLE}"
