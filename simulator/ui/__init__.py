"""The window: everything that needs QtWidgets."""

from simulator.app import overrides

overrides.guard()
