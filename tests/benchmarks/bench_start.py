"""From a fresh interpreter to the first paint: the program's window beside a bare QMainWindow, interleaved.

Run it on an installed wheel (its own sources are compiled there): python tests/benchmarks/bench_start.py PYTHON
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

ROUNDS = 13

BARE = """
import os, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

FULL = """
import os
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
from simulator.ui import start
from simulator.ui import main_window
def end(self):
    os._exit(0)  # called right after the first paint, before the charts are made
main_window.MainWindow.finish = end
start.open_window(None)
"""


def once(python: str, code: str) -> float:
    import time

    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = time.perf_counter()
    subprocess.run([python, "-c", code], env=environment, check=True, cwd="/", stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    cases = {"bare QMainWindow": BARE, "full window": FULL}
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, code in cases.items():
            times[name].append(once(python, code))
    medians = {name: 1000 * statistics.median(values) for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name:18s} {value:7.1f} ms")
    print(f"ratio              {medians['full window'] / medians['bare QMainWindow']:7.2f}")


if __name__ == "__main__":
    main()
