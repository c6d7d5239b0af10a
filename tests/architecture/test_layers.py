"""Imports point down (the contracts are in pyproject.toml), and what import-linter cannot express."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIMULATOR = ROOT / "simulator"
NEEDS_SCREEN = ("PySide6", "shiboken6", "pyqtgraph", "simulator.ui", "simulator.app")
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(getattr(package, "__path__", []), sys.argv[1] + "."):
    importlib.import_module(found.name)
print(*sys.modules)
"""


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that is imported anywhere below."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def inside_functions(tree: ast.AST) -> set[int]:
    """The lines that run only when a function is called, or only for a type checker."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        ):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_every_contract_on_imports_is_kept() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed beside this Python"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted((SIMULATOR / "app").rglob("*.py")), ids=lambda path: path.stem)
def test_app_uses_no_qt_module_but_core_and_gui(path: Path) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for line, name in imports(ast.parse(path.read_text("utf-8")))
        if within(name, ("PySide6",)) and not within(name, ("PySide6.QtCore", "PySide6.QtGui"))
    ]
    assert wrong == []


def test_the_command_line_imports_the_interface_inside_functions_only() -> None:
    found = 0
    for path in sorted((SIMULATOR / "cli").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        lazily = inside_functions(tree)
        needing_a_screen = {line: name for line, name in imports(tree) if within(name, NEEDS_SCREEN)}
        assert {line: name for line, name in needing_a_screen.items() if line not in lazily} == {}, path.name
        found += len(needing_a_screen)
    assert found, "the window is opened from here"


@pytest.mark.parametrize("module", ["simulator.engine", "simulator.scenario", "simulator.cli"])
def test_importing_the_science_loads_no_qt_even_where_it_is_installed(module: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert module.partition(".")[0] in loaded
    assert loaded.isdisjoint({"PySide6", "shiboken6", "pyqtgraph"})
