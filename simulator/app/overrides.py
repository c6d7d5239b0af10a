"""Errors in overridden methods of Qt's classes, on Python 3.11.

There Python hands on an error of its own C code (1 / 0, math.log(-1)) as a class and a bare text until somebody
catches it. PySide 6.11 takes that text for an exception and ends the process, where the override was called by Qt and
Qt by Python (`show`, `resize`, `grab`, …). Whoever catches an error and raises it again makes an exception of it; from
3.12 on there is nothing else. tests/app/test_overrides_of_qt.py shows what would happen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

_HOOK = "__init_subclass__"


def guard() -> None:
    """From now on, every override in a new class hands on whole exceptions only."""
    if sys.version_info < (3, 12) and _HOOK not in vars(Shiboken.Object):
        setattr(Shiboken.Object, _HOOK, classmethod(_wrap_overrides))


def _wrap_overrides(cls: type) -> None:
    of_qt = [base for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
    mixed_in = [base for base in cls.__mro__ if base is not object and not issubclass(base, Shiboken.Object)]
    for owner in (cls, *mixed_in):
        for name, own in list(vars(owner).items()):
            is_new = isinstance(own, FunctionType) and not name.startswith("_") and not hasattr(own, "__wrapped__")
            if is_new and any(name in vars(base) for base in of_qt):
                setattr(owner, name, _whole(own))


def _whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def override(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except Exception:
            raise

    return override
