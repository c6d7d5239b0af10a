"""With this folder on PYTHONPATH, Python and every Python it starts behave as if Qt were not installed.

Python imports a module of this name when it starts. Nothing is faked: the finder that looks into
site-packages is made blind to these packages. Imports fail and look-ups return None, as without them.
"""

import sys
from importlib.machinery import ModuleSpec, PathFinder

HIDDEN = {"PySide6", "shiboken6", "pyqtgraph", "pytestqt"}


class PathFinderWithoutQt(PathFinder):
    """The usual finder, blind to Qt and to what is built on it."""

    @classmethod
    def find_spec(cls, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The spec of the module, or None where the module is hidden or absent."""
        if fullname.partition(".")[0] in HIDDEN:
            return None
        return super().find_spec(fullname, path, target)  # type: ignore[arg-type]


sys.meta_path[:] = [PathFinderWithoutQt if finder is PathFinder else finder for finder in sys.meta_path]
