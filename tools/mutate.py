"""Change each rule a little and see whether a page notices: comparisons, numbers, conditions.

    python tools/mutate.py              every family
    python tools/mutate.py timing sham  only these modules of src/protocols/rules

A mutant is one change: `<` for `<=`, a number one step up or down, a condition turned round, `and` for `or`. It is
caught when the output of a page of the module's family differs, or an entry of "not evaluated" does. Prints those that
live, and the share that was caught. Each mutant runs in a process of its own (Linux and macOS).
"""

import ast
import copy
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
RULES = ROOT / "src" / "protocols" / "rules"
sys.path.insert(0, str(ROOT / "tests"))
os.environ["TAVNS_BASE"] = str(ROOT / "tests" / "base")  # what the pages are counted in
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def families(name: str, asked: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the families whose pages show what a module does: those of its rules, else of the modules that import it."""
    text = (RULES / f"{name}.py").read_text(encoding="utf-8")
    own = set(re.findall(r'^@rule\(\s*"([A-Z]{3})\d{3}"', text, re.MULTILINE))
    if name == "reporting":
        own = {"REP"}  # made from the checklists
    if not own:
        users = (
            {
                path.stem
                for path in RULES.glob("*.py")
                if re.search(
                    rf"^from protocols\.rules\.{name} import", path.read_text(encoding="utf-8"), re.MULTILINE
                )
            }
            - asked
            - {"__init__"}
        )
        own = {family for user in users for family in families(user, asked | {name})}
    return tuple(sorted(own))


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Yield each mutant of a module with a word on what was changed."""
    for number, node in enumerate(ast.walk(tree)):
        for change in range(_changes(node)):
            other = copy.deepcopy(tree)
            target = next(one for index, one in enumerate(ast.walk(other)) if index == number)
            word = _change(target, change)
            yield f"line {getattr(node, 'lineno', 0)}: {word}", ast.fix_missing_locations(other)


def _changes(node: ast.AST) -> int:
    if isinstance(node, ast.Compare):
        return len(node.ops)
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        return 2
    return int(isinstance(node, ast.BoolOp | ast.If | ast.IfExp))


def _change(node: ast.AST, which: int) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        number = node.value
        node.value = number + (1 if which else -1)
        return f"{number} -> {node.value}"
    before = ast.unparse(node.test if isinstance(node, ast.If | ast.IfExp) else node)
    if isinstance(node, ast.Compare):
        node.ops[which] = SWAPS[type(node.ops[which])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    return f"{before} -> {ast.unparse(node.test if isinstance(node, ast.If | ast.IfExp) else node)}"


def caught(name: str, tree: ast.Module, wanted: Sequence[tuple[Any, str, str]]) -> bool:
    """Run the pages of a family against a mutant, in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(_differs(name, tree, wanted))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _differs(name: str, tree: ast.Module, wanted: Sequence[tuple[Any, str, str]]) -> int:
    """Put the mutant in the place of its module, import the rule book anew, and compare."""
    import pages  # noqa: PLC0415 - after the mutant is in place

    try:
        for module in [one for one in sys.modules if one.startswith(("protocols.rules", "protocols.check"))]:
            del sys.modules[module]
        mutant = ModuleType(f"protocols.rules.{name}")
        mutant.__file__ = str(RULES / f"{name}.py")
        sys.modules[mutant.__name__] = mutant
        exec(compile(tree, mutant.__file__, "exec"), mutant.__dict__)  # noqa: S102 - our own code, changed
        from protocols.check.engine import lint  # noqa: PLC0415

        vars(pages)["lint"] = lint
        return int(any(_seen(pages, case) != (text, lacking) for case, text, lacking in wanted))
    except Exception:  # noqa: BLE001 - a mutant that cannot run is noticed
        return 1


def _seen(pages: ModuleType, case: Any) -> tuple[str, str]:
    return pages.output(case), str(pages.check(case).not_evaluated)


def main() -> int:
    """Mutate the modules named, or all."""
    import pages  # noqa: PLC0415 - the tests' folder is put on the path above

    names = sys.argv[1:] or sorted(path.stem for path in RULES.glob("*.py") if families(path.stem))
    total = alive = 0
    for name in names:
        wanted = [
            (case, *_seen(pages, case)) for code, case in pages.all_cases() if code.startswith(families(name))
        ]
        tree = ast.parse((RULES / f"{name}.py").read_text(encoding="utf-8"))
        for word, mutant in mutants(tree):
            total += 1
            if not caught(name, mutant, wanted):
                alive += 1
                print(f"{name} {word}")
    print(f"{total - alive} of {total} mutants caught ({100 * (total - alive) / max(total, 1):.1f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
