"""The order in which listeners are called is nobody's promise: here it can be shuffled.

Called before the program is imported, `watch()` sees every `signal.connect(listener)` of its source (the text is
rewritten while it is imported, files stay as they are). `shuffle()` then takes the listeners of each signal off and
puts them on again in another order. Call it between events only: what is connected during an emission waits.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
import weakref
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from random import Random
from types import CodeType, MethodType, ModuleType
from typing import Any

from shiboken6 import isValid

_HOOK = "_watched_connect"


class _Rewriting(ast.NodeTransformer):
    """`source.signal.connect(listener)` becomes `_watched_connect(source, "signal", listener)`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if not isinstance(called, ast.Attribute) or called.attr != "connect" or len(node.args) != 1 or node.keywords:
            return node
        if not isinstance(called.value, ast.Attribute):
            return node
        signal = called.value
        made = ast.Call(ast.Name(_HOOK, ast.Load()), [signal.value, ast.Constant(signal.attr), node.args[0]], [])
        return ast.copy_location(made, node)


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = _Rewriting().visit(ast.parse(self.get_data(path), path))
        code = compile(ast.fix_missing_locations(tree), path, "exec")
        assert isinstance(code, CodeType)
        return code

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[_HOOK] = _connect
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "simulator":
            return None
        found = PathFinder.find_spec(fullname, path)
        if found is None or not isinstance(found.loader, SourceFileLoader):
            return found
        loader = _Loader(fullname, found.loader.path)
        return importlib.util.spec_from_file_location(
            fullname, found.origin, loader=loader, submodule_search_locations=found.submodule_search_locations
        )


_seen: dict[tuple[int, str], tuple[weakref.ref[Any], list[weakref.ref[Any]]]] = {}


def _connect(source: Any, name: str, listener: Any) -> Any:
    made = getattr(source, name).connect(listener)
    if isinstance(listener, MethodType):  # other listeners keep their places
        try:
            of = weakref.ref(source)
        except TypeError:
            return made
        key = (id(source), name)
        known = _seen.get(key)
        if known is None or known[0]() is not source:
            known = _seen[key] = (of, [])
        known[1].append(weakref.WeakMethod(listener))
    return made


def watch() -> None:
    """From here on; the program must not have been imported yet."""
    assert not any(name.partition(".")[0] == "simulator" for name in sys.modules)
    sys.meta_path.insert(0, _Finder())


def forget() -> None:
    """What listened in a window that is gone: small things in between what stays, which would count as memory."""
    for key, (of, methods) in list(_seen.items()):
        methods[:] = [method for method in methods if method() is not None]
        if of() is None or not methods:
            del _seen[key]


def shuffle(luck: Random) -> int:
    """Another order for the listeners of every signal; how many signals had more than one."""
    shuffled = 0
    for key, (of, methods) in list(_seen.items()):
        source = of()
        living = [method for ref in methods if (method := ref()) is not None and _is_alive(method.__self__)]
        if source is None or not _is_alive(source) or not living:
            del _seen[key]
            continue
        if len(living) > 1:
            signal = getattr(source, key[1])
            # One that was taken off by the program meanwhile stays off.
            on = [method for method in living if _took_off(signal, method)]
            luck.shuffle(on)
            for method in on:
                signal.connect(method)
            methods[:] = [weakref.WeakMethod(method) for method in on]
            shuffled += 1
    return shuffled


def _is_alive(thing: Any) -> bool:
    try:
        return bool(isValid(thing))
    except TypeError:
        return True


def _took_off(signal: Any, method: MethodType) -> bool:
    try:
        return bool(signal.disconnect(method))
    except (RuntimeError, TypeError):
        return False
