"""What the window works with: one state, one store, one session. QtCore and QtGui only."""

from simulator.app import overrides

overrides.guard()
