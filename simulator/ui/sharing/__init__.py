"""Sharing a scenario as a short code and a QR picture, and opening one."""
