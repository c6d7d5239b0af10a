"""Where the files that are shipped beside the code lie: in a checkout and in an installed wheel.

A checkout keeps them at its top; a wheel carries them inside the package (scripts/wheel_data.py).
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_data"


def _shipped(folder: str) -> Path:
    """The folder of that name, in the wheel if this is one, else in the checkout."""
    return (_IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent) / folder


def assets() -> Path:
    """The folder of fonts, icons, themes and translations."""
    return _shipped("assets")


def scenarios() -> Path:
    """The folder of the bundled scenarios, one folder per slug."""
    return _shipped("scenarios")
