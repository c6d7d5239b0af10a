"""Opens every bundled scenario and lesson, and hostile ones, under Python's audit hooks.

`python -m tests.reliability.watched FOLDER` says what was touched that may not be: a socket, another program, a file
outside the checkout, Python's own folders and FOLDER, code from text. The status is then 1.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.startfile",
    "ftplib.", "http.", "urllib.", "smtplib.", "webbrowser.", "ctypes.dlopen", "pickle.", "marshal.",
)  # fmt: skip
"""Events that may not happen once the program is there."""

READ_ANYWHERE = ("/proc/self", "/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo", "/etc/mime.types")


def main(folder: Path) -> int:
    """The command."""
    for name in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "HOME",
        "APPDATA",
        "LOCALAPPDATA",
    ):
        os.environ[name] = str(folder)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    allowed = [str(ROOT), str(folder), *{os.path.realpath(path) for path in sysconfig.get_paths().values()}, sys.prefix]
    allowed += [sys.base_prefix, *READ_ANYWHERE]
    touched: list[str] = []
    is_watching = False

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if not is_watching:
            return
        if event == "marshal.loads" and sys._getframe(1).f_code.co_filename.startswith("<frozen importlib"):
            return  # a module of a file whose opening was looked at
        if event.startswith(PREFIXES):
            touched.append(f"{event} {arguments!r}"[:300])
        elif event in ("open", "os.listdir", "os.scandir", "os.rename", "os.remove", "os.mkdir", "os.symlink"):
            path = arguments[0]
            if isinstance(path, bytes):
                path = os.fsdecode(path)
            if isinstance(path, str) and not os.path.realpath(path).startswith(tuple(allowed)):
                touched.append(f"{event} {arguments!r}"[:300])
        elif event in ("exec", "compile") and sys._getframe(1).f_code.co_filename.startswith(str(ROOT / "simulator")):
            touched.append(f"code from text {arguments!r}"[:300])

    from PySide6.QtCore import QCoreApplication

    from simulator.app.recovery import recovery_folder
    from simulator.app.session import Session
    from simulator.app.settings import Settings, default_path
    from simulator.scenario import codec, library
    from simulator.ui.main_window import MainWindow
    from simulator.ui.start import make_application

    make_application("light")
    window = MainWindow(Session(codec.read(library.find(library.DEFAULT))), Settings(default_path()), None,
                        folder / "history.jsonl", recovery_folder())  # fmt: skip
    window.show()
    window.finish()
    QCoreApplication.processEvents()
    sys.addaudithook(watch)
    is_watching = True
    for slug in library.slugs():
        window.files.open_now(slug)
        window.lessons.lesson()
        if left := steps_left(window):
            touched.append(f"the lesson {slug} stopped {left} steps before its end")
        window.session.lesson.close()
        QCoreApplication.processEvents()
    for name, text in HOSTILE.items():
        path = folder / name
        path.write_text(text, "utf-8")
        window.files.open_now(str(path))
        QCoreApplication.processEvents()
        for dialog in window.findChildren(QDialog):
            dialog.reject()
    is_watching = False
    touched += [f"{name} was imported" for name in ("distributed", "PySide6.QtNetwork") if name in sys.modules]
    window.session.store.mark_saved()
    window.close()
    for line in dict.fromkeys(touched):
        print(line)
    print(f"{len(touched)} things were touched that may not be" if touched else "nothing else was touched")
    return int(bool(touched))


def steps_left(window: MainWindow) -> int:
    """Play the present lesson: predict, run to the end, say what was seen; how many steps could not be opened."""
    from PySide6.QtCore import QCoreApplication

    play, player = window.session.lesson, window.session.player
    while True:
        step = play.step
        if step.kind == "predict":
            if "draw" in step.fields:
                play.draw(dict.fromkeys(range(1, player.last + 1), 0.5))
            if step.bets:
                play.bet(step.bets[0], 70)
            play.lock()
        elif step.kind == "run":
            player.to_end()  # to its turning point, if it has one
            if play.waits:
                play.play_on()
                player.to_end()
        elif step.kind == "see":
            play.say(step.fields["answer"])
        QCoreApplication.processEvents()
        if not play.can_go_on:
            return len(play.lesson.steps) - 1 - play.progress.step if play.lesson else 0
        play.forward()
        QCoreApplication.processEvents()


_HEAD = 'format = 1\ntitle = "x"\n'
HOSTILE = {
    "code.toml": _HEAD
    + 'notes = "__import__(\'os\').system(\'id\')"\n[parameters]\nrun.rounds = "__import__(\'os\')"\n',
    "include.toml": _HEAD + 'include = "/etc/passwd"\n[parameters]\n',
    "path.toml": _HEAD + '[parameters]\n[view]\ncharts = ["../../etc/passwd"]\n',
    "address.toml": _HEAD + 'notes = "http://127.0.0.1:9/x"\n[parameters]\n[experiment]\ncluster = "tcp://127.0.0.1:8786"\n',
    "markup.toml": 'format = 1\ntitle = "<img src=\'http://127.0.0.1:9/x.png\'>"\nnotes = "![x](file:///etc/passwd)"\n'
    "[parameters]\n",
    "newer.toml": 'format = 99\ntitle = "x"\nrun = "id"\n[parameters]\n',
}  # fmt: skip
"""Files that ask for more than a file may."""

if __name__ == "__main__":
    from PySide6.QtWidgets import QDialog

    sys.exit(main(Path(sys.argv[1])))
