"""Starts the program: the process environment first, then the command line.

`python main.py`, `python -m simulator` and the installed `ida-simulator` all come here.
"""

import os
import sys
from typing import NoReturn

# Both are read once, when numpy and Qt are loaded, so they are set before anything else is imported.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # on matrices as small as ours a second thread costs more than it brings
    "QT_NO_GUI_THREADPOOL": "1",  # the same holds for blending translucent bands
}
_NEEDED = {"networkx", "numpy"}  # without these not even the command line works


def main() -> NoReturn:
    """Run the program on the arguments of this process and leave with its exit status."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        from simulator.cli import main as run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _NEEDED:
            raise
        print(
            f"{error.name} is not installed for this Python ({sys.executable}). "
            "In the project's folder run: make run, or: python -m pip install -e .",
            file=sys.stderr,
        )
        sys.exit(2)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
