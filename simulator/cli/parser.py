"""Reading arguments: mistakes are refused in one line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from simulator.cli.saying import Refusal


class Parser(argparse.ArgumentParser):
    """A parser that neither prints nor leaves where something is wrong."""

    def error(self, message: str) -> NoReturn:
        """Refuse, with a hint at the help."""
        command = self.prog.partition(" ")[2]
        raise Refusal(f"{command + ': ' if command else ''}{message}; see {self.prog} --help")
