"""`tavns edit`: a protocol in the browser, saved into its file."""

import os
import sys
import threading
import webbrowser
from pathlib import Path

import click

from protocols.check.configuration.reading import OWN, SHARED
from protocols.cli.commands import Argument, Command, WholeNumber
from protocols.cli.options import FILE
from protocols.cli.terminal import fail, say_beside
from protocols.formats.style import visible
from protocols.lib.errors import reason
from protocols.lib.files import other_names
from protocols.lib.names import is_toml
from protocols.page.files import OpenFile, UnusableFileError

NEEDED = ("starlette", "uvicorn", "anyio", "h11")
"""What the extra brings."""


@click.command(cls=Command)
@click.argument(
    "file",
    cls=Argument,
    type=FILE,
    metavar="FILE",
    help="A protocol; one that is not there is made by the first save.",
)
@click.option(
    "--port",
    type=WholeNumber(0, 65535),
    metavar="N",
    default=0,
    help="Where to listen on this machine; 0: where it is free.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser; print the address alone.")
def command(file: str, port: int, no_browser: bool) -> None:
    """Draw up a protocol in the browser, saved into its file.

    What you save goes into the file at once, whole or not at all. Where somebody else has
    changed the file meanwhile, nothing is overwritten: the page asks. Only this machine can
    reach the page, and only with the address that is printed; nothing leaves the machine.

    \b
      tavns edit study.tavns.toml
      tavns edit study.tavns.toml --no-browser --port 8000

    Ctrl-C in the terminal stops it. It needs the extra [web]:

    \b
      pip install 'tavns-protocols[web]'

    \b
    Exit code 0: stopped by Ctrl-C. 2: wrong use, or a file that cannot be opened.
    """
    path = Path(file)
    _can_be_opened(path)
    try:
        from protocols.page.server import is_built  # noqa: PLC0415 - needs the extra, which may not be there
        from protocols.page.serving import listening, serve  # noqa: PLC0415 - needs the extra, too
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in NEEDED:
            raise
        fail("the page needs more: pip install 'tavns-protocols[web]'")
    if not is_built():
        fail("the page is not part of this installation: make page builds it in a checkout")
    try:
        opened = OpenFile(path)
        opened.state()
    except UnusableFileError as error:
        fail(str(error))
    try:
        at = listening(port)
    except OSError as error:
        fail(f"cannot listen on port {port}: {reason(error)}; name another with --port, or none")
    _warn(opened)

    def begin(address: str) -> None:
        sys.stdout.write(
            f"{visible(file)} is open at\n  {address}\nOnly this machine can reach it. Ctrl-C here stops it.\n"
        )
        sys.stdout.flush()
        if not no_browser and _has_browser():
            # It may wait for the browser, and the browser for the page.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(opened, at, begin)
    click.echo("\ntavns: stopped; the file holds what was saved last")


def _can_be_opened(path: Path) -> None:
    if str(path) == "-":
        fail("standard input cannot be saved into; name a file, such as study.tavns.toml")
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that is too long, and that is no folder
        fail(f"{path} is a folder; name a file, such as {path / 'study.tavns.toml'}")
    if path.name.lower() in (OWN, SHARED):
        fail(f"{path.name} is the name of a configuration, and no protocol")
    if os.path.lexists(path):
        return
    if not is_toml(path.name):
        fail(f"a protocol is a .toml file, so that tavns check finds it: {path.with_suffix('.toml')}")
    if not os.path.isdir(path.parent):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        fail(f"there is no folder {path.parent}")


def _warn(opened: OpenFile) -> None:
    """Say beforehand what a save would meet."""
    try:
        others, writable = other_names(opened.path), opened.path.stat().st_mode & 0o222
    except FileNotFoundError:
        return
    if not writable:
        say_beside(visible(f"tavns: {opened.shown} may only be read: nothing can be saved into it"))
    if others:
        names = "another name" if others == 1 else f"{others} other names"
        say_beside(
            visible(
                f"tavns: {opened.shown} has {names} (hard links), which will keep the text of before a save"
            )
        )


def _has_browser() -> bool:
    """Say whether there is a browser with a window: one of the terminal would take this terminal."""
    if sys.platform in ("win32", "darwin") or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
