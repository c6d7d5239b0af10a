"""Handout and key of a lesson: one page each, to be printed."""
