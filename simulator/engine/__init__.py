"""The effective model of IDA: pure functions on numpy arrays, no screen, no files."""
