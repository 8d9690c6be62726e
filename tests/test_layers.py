"""A module imports only from its own layer and from those below it; and the check imports nothing it does not use."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import protocols

SOURCE = Path(protocols.__file__).parent
LAYERS = (
    "lib",
    "document",
    "model",
    "findings",
    "evidence",
    "standards",
    "policies",
    "dose",
    "rules",
    "check",
    "schema",
    "draft",
    "methods",
    "overview",
    "changes",
    "drawing",
    "formats",
    "dossier",
    "cli",
)
LEVEL = {name: level for level, name in enumerate(LAYERS)}


def test_every_module_has_a_layer() -> None:
    modules = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert modules - {"__init__", "__main__"} <= set(LEVEL)


def test_the_table_of_the_house_has_these_layers() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", guide, re.MULTILINE)
    told = [(name, int(level)) for level, names in rows for name in re.findall(r"`(\w+)/?`", names)]
    assert len(told) == len(LEVEL)
    assert dict(told) == LEVEL


def test_modules_import_from_below() -> None:
    upwards = []
    for path in SOURCE.rglob("*.py"):
        here = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith("protocols.")
                and here in LEVEL
            ):
                there = (node.module or "").split(".")[1]
                if LEVEL[there] > LEVEL[here]:
                    upwards.append(f"{path.relative_to(SOURCE)} imports protocols.{there}")
    assert upwards == []


def test_check_imports_nothing_it_does_not_use(tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text(
        'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[arms.a]\nrole = "active"\n',
        encoding="utf-8",
    )
    code = "import sys\nfrom protocols.cli import main\ntry:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", code, "check", str(study)], capture_output=True, text=True, check=False
    )
    # pydantic itself imports importlib.metadata, whether it looks for plugins or not.
    unused = {
        "rich",
        "jsonschema",
        "jinja2",
        "asyncio",
        "multiprocessing",
        "tomli_w",
        "pathspec",
        "referencing",
        "protocols.check.fixes",
    }
    assert run.returncode == 0, run.stderr
    assert set(run.stderr.split()) & unused == set()
