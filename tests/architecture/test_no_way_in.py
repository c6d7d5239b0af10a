"""Nothing in the program runs text as code, starts other programs or reaches out; the few exceptions say why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = sorted([ROOT / "main.py", *(ROOT / "simulator").rglob("*.py")])

MODULES = {
    "pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "code", "codeop", "runpy", "pty",
    "subprocess", "socket", "socketserver", "ssl", "urllib", "http", "ftplib", "smtplib", "telnetlib", "webbrowser",
    "requests", "asyncio", "ctypes", "cffi", "zipfile", "tarfile", "xmlrpc", "distributed", "dask",
    "multiprocessing", "importlib",
}  # fmt: skip
"""What could run code, start programs, reach a network, or unpack archives."""

NAMES = {
    "eval", "exec", "compile", "__import__", "breakpoint", "QDesktopServices", "QProcess", "QNetworkAccessManager",
    "QTcpSocket", "QLocalServer", "QLocalSocket", "QPluginLoader", "QLibrary", "QUiLoader", "QQmlEngine",
    "QQmlComponent", "QWebEngineView", "QJSEngine", "QTextBrowser", "addApplicationFontFromData",
}  # fmt: skip
"""What could do the same by a name."""

ATTRIBUTES = {
    ("os", "system"), ("os", "popen"), ("os", "startfile"), ("os", "fork"), ("os", "execv"), ("os", "execvp"),
    ("os", "spawnv"), ("os", "posix_spawn"), ("np", "load"), ("numpy", "load"), ("np", "fromfile"),
    ("shutil", "unpack_archive"), ("sys", "setprofile"),
}  # fmt: skip

EXCEPTIONS = {
    ("simulator/engine/workers.py", "multiprocessing"): "own processes for long sweeps; they are sent own records",
    ("simulator/engine/workers.py", "importlib"): "the name distributed, spelt out, and only for --cluster ADDRESS",
    ("simulator/app/helper.py", "multiprocessing"): "an own process for work beside the window",
    (
        "simulator/app/helper.py",
        "pickle",
    ): "the name of an error, to tell that work cannot be sent; nothing is unpickled",
    ("simulator/app/housekeeping.py", "ctypes"): "a number for the C library: which blocks it gives back",
    ("simulator/app/overrides.py", "ctypes"): "a reference more to a list of the program's own functions",
    ("simulator/app/training_process.py", "multiprocessing"): "the pipe to an own process that trains",
    ("simulator/app/training_course.py", "multiprocessing"): "that process",
    ("simulator/cli/program.py", "importlib"): "modules of simulator.cli, by names in a table",
    ("simulator/ui/later.py", "importlib"): "modules of the program and numpy, by names in a table",
    ("simulator/ui/accessible/factory.py", "importlib"): "classes of simulator.ui, by names in a table",
}
"""File and word, and why it may stand there. A row that nothing needs any more fails too."""


def found_in(path: Path) -> Iterator[str]:
    """The dangerous words of a file, as often as they stand there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names if name.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = (node.module or "").partition(".")[0]
            if module in MODULES:
                yield module
            yield from (name.name for name in node.names if name.name in NAMES or name.name.startswith("QNetwork"))
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield node.id
        elif isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in ATTRIBUTES:
                yield f"{node.value.id}.{node.attr}"
            elif node.attr in NAMES - {"exec", "compile"}:
                yield node.attr
        elif isinstance(node, ast.keyword) and node.arg in ("shell", "allow_pickle"):
            yield node.arg


def test_the_program_holds_nothing_dangerous_but_what_is_listed() -> None:
    found = {(path.relative_to(ROOT).as_posix(), word) for path in PROGRAM for word in found_in(path)}
    assert found - set(EXCEPTIONS) == set()


def test_every_exception_is_needed() -> None:
    found = {(path.relative_to(ROOT).as_posix(), word) for path in PROGRAM for word in found_in(path)}
    assert set(EXCEPTIONS) - found == set()


@pytest.mark.parametrize(
    "text",
    ["eval('1')", "exec('1')", "import pickle", "from pickle import loads", "import os\nos.system('x')",
     "from PySide6.QtGui import QDesktopServices", "import urllib.request",
     "from PySide6.QtNetwork import QNetworkReply",
     "import numpy as np\nnp.load('x')", "__import__('os')", "def f():\n    import socket", "run('id', shell=True)",
     "x = __builtins__.eval", "import asyncio"],
)  # fmt: skip
def test_the_search_finds(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(text, "utf-8")
    assert list(found_in(tmp_path / "x.py"))


def test_what_only_looks_dangerous_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("import re\nre.compile('x')\napplication.exec()\nfrom a.socket import b\n", "utf-8")
    assert not list(found_in(tmp_path / "x.py"))
