"""Build the page as a folder of static files, with the whole engine in it: `make page`.

    python tools/page.py [FOLDER]

The page itself (`src/protocols/page/static`) is made with Node from `page/`; Pyodide comes with the packages there; the
wheels are those of `page/wheels.txt`, each by its hash. The same sources and locks make the same bytes.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = ROOT / "src" / "protocols"
STATIC: Final = SOURCE / "page" / "static"
WHEELS: Final = ROOT / ".venv" / "page-wheels"
PYODIDE: Final = ROOT / "page" / "node_modules" / "pyodide"
OF_PYODIDE: Final = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
PLATFORMS: Final = ("pyemscripten_2026_0_wasm32", "manylinux2014_x86_64")
"""Where wheels are taken from; the second for markupsafe alone, of which the page gets the part in Python."""
LEFT_OUT: Final = ("cli", "editor", "page/static")
"""What of the package the page has no use for."""
UNUSED: Final = ("/", ".pyi", ".c", "-linux-gnu.so", "py.typed")
"""What of the wheels it has no use for."""
PATH: Final = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def main(folder: Path) -> None:
    """Build the page into a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder)
    (folder / "pyodide").mkdir()
    for name in OF_PYODIDE:
        shutil.copyfile(PYODIDE / name, folder / "pyodide" / name)
    (folder / "engine.zip").write_bytes(compiled(engine()))
    listed = {path.relative_to(folder).as_posix(): _hash(path.read_bytes()) for path in _files(folder)}
    version = _hash(json.dumps(listed, sort_keys=True).encode())[:16]
    # A browser looks for a new version in these bytes alone.
    with (folder / "sw.js").open("a", encoding="utf-8") as worker:
        worker.write(f"// {version}\n")
    listed["sw.js"] = _hash((folder / "sw.js").read_bytes())
    told = {"version": version, "files": listed}
    (folder / "files.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in _files(folder))
    print(f"{folder}: {len(listed) + 1} files, {size / 1e6:.1f} MB, version {version}")


def engine() -> bytes:
    """Return the package and the wheels it needs as one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted({**dict(_of_wheels()), **dict(_of_package())}.items()):
            archive.writestr(zipfile.ZipInfo(name, OLDEST), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def compiled(archive: bytes) -> bytes:
    """Return the archive with its modules compiled by the Python of the page, in Node."""
    with tempfile.TemporaryDirectory() as folder:
        before, behind = Path(folder, "engine.zip"), Path(folder, "compiled.zip")
        before.write_bytes(archive)
        node = shutil.which("node", path=PATH)
        if node is None:
            raise SystemExit("Node is needed to build the page")
        subprocess.run([node, "compile.mjs", str(before), str(behind)], cwd=ROOT / "page", check=True)
        return behind.read_bytes()


def _of_package() -> Iterator[tuple[str, bytes]]:
    for path in _files(SOURCE):
        name = path.relative_to(SOURCE).as_posix()
        if "__pycache__" not in name and not name.startswith(LEFT_OUT):
            yield f"protocols/{name}", path.read_bytes()
    for folder in ("presets", "schemas"):
        for path in _files(ROOT / folder):
            yield f"protocols/{folder}/{path.relative_to(ROOT / folder).as_posix()}", path.read_bytes()


def _of_wheels() -> Iterator[tuple[str, bytes]]:
    for wheel in _wheels():
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if not name.endswith(UNUSED):
                    yield name, archive.read(name)


def _wheels() -> list[Path]:
    """Return the wheels that are locked; those that are not there yet are fetched, and held to their hashes."""
    lock = ROOT / "page" / "wheels.txt"
    stamp = WHEELS / _hash(lock.read_bytes())
    if not stamp.is_file():
        shutil.rmtree(WHEELS, ignore_errors=True)
        platforms = [word for one in PLATFORMS for word in ("--platform", one)]
        python = ["--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--abi", "none"]
        wanted = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", str(lock)]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(WHEELS)]
        subprocess.run([*pip, *python, *platforms, *wanted], check=True)
        stamp.touch()
    return sorted(WHEELS.glob("*.whl"))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "page")
