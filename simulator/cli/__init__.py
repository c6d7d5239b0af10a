"""The command line: the window, and everything that needs no screen (product.md 5).

Exit status 0: done; 1: `check` found problems; 2: an error, said in one line each on stderr; 130: stopped by Ctrl-C.
A command first reads and checks everything, then opens its outputs, computes, and only then puts results in place,
each file in one step: when something is wrong, nothing has been written.
"""

from simulator.cli.program import COMMANDS, main

__all__ = ["COMMANDS", "main"]
