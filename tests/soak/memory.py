"""What the process holds: resident memory, objects by kind, and how they grow."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import linecache
import os
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import median

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFontDatabase, QPixmapCache
from shiboken6 import isValid

from simulator.paths import assets

_FONT = next((assets() / "fonts").glob("*.otf"))
_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident_mb() -> float:
    """Memory of this process in MB, after what is free was given back."""
    give_back()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 2**20


class _Mallinfo(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


def in_use() -> tuple[float, int]:
    """MB that the C library has handed out, 0 where it does not say; and Python's small blocks.

    Without the gaps between them, which count as memory of the process: what only these grow by is no leak.
    """
    with contextlib.suppress(OSError, AttributeError):  # glibc 2.33 and later
        ask = ctypes.CDLL("libc.so.6").mallinfo2
        ask.restype = _Mallinfo
        found = ask()
        return (found.uordblks + found.hblkhd) / 2**20, sys.getallocatedblocks()
    return 0.0, sys.getallocatedblocks()


def highest_mb() -> float:
    """Memory of this process in MB at its highest moment since `forget_highest`; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def forget_highest() -> None:
    """The highest moment is still to come."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def give_back() -> None:
    """Collect what nobody holds, and give free memory back to the system."""
    linecache.clearcache()  # sources that the watcher read
    deliver_deletions()
    gc.collect()
    deliver_deletions()
    with contextlib.suppress(OSError, AttributeError):  # another C library; then what it keeps counts
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def forget_caches() -> None:
    """Empty what ends with a program: its caches that have a limit, and those of Qt: pictures, shapes of letters."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "simulator":
            for thing in list(vars(module).values()):
                limit = getattr(thing, "cache_parameters", None)
                if limit is not None and limit()["maxsize"] is not None:
                    thing.cache_clear()
    QPixmapCache.clear()
    QFontDatabase.removeApplicationFont(QFontDatabase.addApplicationFont(str(_FONT)))  # other fonts, other shapes
    re.purge()


def deliver_deletions() -> None:
    """`deleteLater` waits for a main loop; here it does not."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def objects() -> Counter[str]:
    """How many objects there are of each class of the program and of Qt."""
    give_back()
    kinds: Counter[str] = Counter()
    for thing in gc.get_objects():
        kind = type(thing)
        if issubclass(kind, QObject) and not isValid(thing):
            continue  # what Python remembers of something that is gone
        if issubclass(kind, QObject) or str(kind.__module__).partition(".")[0] == "simulator":
            kinds[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return kinds


def slope(times: list[float], values: list[float]) -> float:
    """Median of the slopes between all pairs of points (Theil and Sen): single leaps do not bend it."""
    pairs = [
        (values[later] - values[earlier]) / (times[later] - times[earlier])
        for earlier in range(len(times))
        for later in range(earlier + 1, len(times))
        if times[later] > times[earlier]
    ]
    return median(pairs) if pairs else 0.0
