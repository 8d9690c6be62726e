"""The page as it is served to a browser: built once for all tests, from the sources as they are, and served from a folder."""

import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HERE = ROOT / "page"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
NPM = shutil.which("npm", path=PATH)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IS_SET_UP = NPM is not None and (HERE / "node_modules" / "pyodide").is_dir()


def npm(*arguments: str) -> str:
    """Run a script of the page; returns what it says."""
    run = subprocess.run(
        [NPM or "npm", "run", "--silent", *arguments],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": PATH},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def bundled(folder: Path) -> None:
    """Bundle the page anew, into a folder."""
    npm("build", "--", str(folder))


def built() -> Path:
    """Return the folder of the page with the engine, built where the sources are others than those it was built from."""
    digest = hashlib.sha256()
    sources = [
        HERE / "package-lock.json",
        HERE / "wheels.txt",
        HERE / "compile.mjs",
        ROOT / "tools" / "page.py",
    ]
    for folder in (ROOT / "src", ROOT / "presets", ROOT / "schemas"):
        sources += [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    for path in sources:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    made = ROOT / ".venv" / "page-built" / digest.hexdigest()[:16]
    if not made.is_dir():
        for old in made.parent.glob("*") if made.parent.is_dir() else ():
            if not old.name.startswith(made.name):
                shutil.rmtree(old, ignore_errors=True)
        # Another worker may build it at the same time: whoever is first puts it there whole.
        half = made.with_name(f"{made.name}-{os.getpid()}")
        run = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "page.py"), str(half)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        try:
            half.rename(made)
        except OSError:
            shutil.rmtree(half)
    return made


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing of it."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the class has it
        pass


class Server(http.server.ThreadingHTTPServer):
    """A server whose connections end with it."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that left before its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(handler: Any) -> Iterator[str]:
    """Serve with a handler on this machine; yields the address."""
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def folder(path: Path) -> Any:
    """Return the handler that serves a folder."""
    return partial(Quiet, directory=str(path))
