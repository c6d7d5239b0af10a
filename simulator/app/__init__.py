"""What the window works with: one state, one store, one session. QtCore and QtGui only."""

from simulator.app import overrides, unread

unread.leave_unread()
overrides.guard()
