"""What PySide 6.11 gets wrong about errors in overridden methods of Qt's classes.

Where Python called Qt, which called the method, an error is kept until Qt returns to Python (from `show`, `resize`,
`grab`, …), and three things go wrong:

- The next override that is looked up for the first time gives back a reference that it never took. Its class has the
  only one: it is freed, and called again later.
- That override is never called again for its object, and the error may be lost.
- On Python 3.11 an error of Python's own C code (1 / 0, math.log(-1)) is a class and a bare text until somebody catches
  it. The text is taken for an exception.

The first and the last end the process. So an error in what handles an event is told where it happens, and Qt goes on
as if it had been handled; an error in another override is caught and raised again, which makes an exception of it; and
every override has references to spare. tests/app/test_overrides_of_qt.py shows what would happen.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

Method = Callable[..., Any]

_HOOK = "__init_subclass__"

_HANDLERS, _ASKED = ("event", "eventFilter", "paint"), ("event", "eventFilter", "viewportEvent", "editorEvent")
"""What handles an event besides what is called so, and what is asked whether it did."""

SPARE = 64
"""An error takes one, if at all."""

_held: dict[Method, list[Method]] = {}


def guard() -> None:
    """From now on, no error in an override of a new class ends the process, and none in handling an event is lost."""
    if _HOOK not in vars(Shiboken.Object):
        setattr(Shiboken.Object, _HOOK, classmethod(_guard_overrides))
        # Not even when Python ends: some may be short of references by then.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(_held))


def _guard_overrides(cls: type) -> None:
    of_qt = [base for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
    mixed_in = [base for base in cls.__mro__ if base is not object and not issubclass(base, Shiboken.Object)]
    for owner in (cls, *mixed_in):
        for name, own in list(vars(owner).items()):
            is_new = isinstance(own, FunctionType) and not name.startswith("_") and own not in _held
            if is_new and any(name in vars(base) for base in of_qt):
                is_handler = name.endswith("Event") or name in _HANDLERS
                override = _telling(own) if is_handler else _whole(own)
                setattr(owner, name, override)
                _held[override] = [override] * SPARE


def _telling(handler: Method) -> Method:
    """Nobody waits for what handles an event, nor for its errors."""

    @wraps(handler)
    def override(*arguments: Any, **named: Any) -> Any:
        try:
            return handler(*arguments, **named)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            return False if handler.__name__ in _ASKED else None

    return override


def _whole(method: Method) -> Method:
    @wraps(method)
    def override(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except Exception:
            raise

    return override
