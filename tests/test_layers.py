"""A module imports only from its own layer and from those below it; and the check imports nothing it does not use."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import protocols
from protocols import authoring
from protocols.lib.resources import VERSION

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
    "notebook",
    "authoring",
    "interview",
    "editor",
    "page",
    "cli",
)
LEVEL = {name: level for level, name in enumerate(LAYERS)}


# What a check has no use for.
UNUSED = {
    "pydantic",
    "importlib.metadata",
    "rich",
    "typer",
    "shellingham",
    "jsonschema",
    "jinja2",
    "asyncio",
    "multiprocessing",
    "tomli_w",
    "pathspec",
    "referencing",
    "pygls",
    "lsprotocol",
    "prompt_toolkit",
    "protocols.interview",
    "protocols.cli.completion",
    "click.shell_completion",
    "protocols.formats.grid",
    "protocols.check.fixes",
}


def test_every_module_has_a_layer() -> None:
    modules = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert modules - {"__init__", "__main__"} <= set(LEVEL)


def test_the_table_of_the_house_has_these_layers() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", guide, re.MULTILINE)
    told = [(name, int(level)) for level, names in rows for name in re.findall(r"`(\w+)/?`", names)]
    assert len(told) == len(LEVEL)
    assert dict(told) == LEVEL


def imported() -> Iterator[tuple[Path, str]]:
    """Yield each file of the package, and each module or package of ours that it imports, by its whole name."""
    modules = {
        ".".join(("protocols", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for path in SOURCE.rglob("*.py")
    }
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path.relative_to(SOURCE), one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: imports are by whole names"
                for one in node.names:
                    whole = f"{node.module}.{one.name}"
                    yield path.relative_to(SOURCE), whole if whole in modules else node.module or ""


def test_modules_import_from_below() -> None:
    upwards = []
    for path, module in imported():
        here = path.parts[0].removesuffix(".py")
        if not module.startswith("protocols.") or here not in LEVEL:
            continue
        there = module.split(".")[1]
        if LEVEL[there] > LEVEL[here]:
            upwards.append(f"{path} imports {module}")
    assert upwards == []


def test_nothing_outside_the_rules_imports_a_family() -> None:
    reached = [
        f"{path} imports {module}"
        for path, module in imported()
        if module.startswith("protocols.rules.") and path.parts[0] != "rules"
    ]
    assert reached == []


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
    assert run.returncode == 0, run.stderr
    assert set(run.stderr.split()) & UNUSED == set()


def test_a_program_that_authors_imports_no_more_than_a_check() -> None:
    code = "import sys, protocols.authoring as a; a.check('x = 1'); a.at('x = 1', 0); a.meaning('study'); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    unused = UNUSED | {
        "click",
        "protocols.methods",
        "protocols.drawing",
        "protocols.overview",
        "protocols.draft",
    }
    assert set(run.stdout.split()) & unused == set()


@pytest.mark.parametrize("package", [protocols, authoring])
def test_every_public_name_is_there(package: ModuleType) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        package.nonsense  # noqa: B018 - it is asked for


def test_the_package_tells_its_version() -> None:
    assert protocols.__version__ == VERSION
