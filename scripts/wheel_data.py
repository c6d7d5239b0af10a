"""Puts the folders at the top of the checkout that the program reads into the wheel, as simulator/_data/.

An editable install leaves them where they are: there simulator/paths.py finds the originals.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("assets", "scenarios")


class WheelData(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook, called before a wheel is written."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders unless this is an editable install."""
        if version == "standard":
            build_data["force_include"] |= {folder: f"simulator/_data/{folder}" for folder in SHIPPED}
