"""Damaged files: bytes turned over, cut, repeated and swapped; lines and values replaced by what nobody expects."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, -(2**63), 10**30, 1e308, -1e308, 5e-324, float("nan"), float("inf"), "", " ",
    "x" * 5000, "\u202e", "\ud800", "../../etc/passwd", "file:///etc/passwd", [], {}, [[]], [None] * 50, {"": ""},
    {"format": 2}, "1e400", "\x00", "=1+1", "<b>", "%s%n{0}",
)  # fmt: skip
ODD_WORDS = (
    b"nan", b"-inf", b"1e400", b"9" * 400, b"0x" + b"f" * 300, b"[[[[", b"{a={a={a=", b'"""', b"'''", b'"\\ud800"',
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x85", "\u2028".encode(), "\u202e".encode(), b"2026-13-45",
    b"09:99", b"a.b.c.d = 1", b"format = 2", b"format = 99999999999999999999", b"[overrides]", b"[compare]",
    b"[[parameters]]", b"[experiment]", b'over = ["overseer.quality=0:1:1000000"]',
    b'over = ["run.rounds=1:60:60:log"]', b"[words]", b"sum = [999, 999]", b"[a](sim:set?run.rounds=60)",
    b"[a](sim:why?round=99&depth=99)", b"[a](sim:round?number=1)", b"[a](file:///etc/passwd)",
    b"![a](http://127.0.0.1/x.png)", b"<img src=x>", b"[a]: http://x", b"[a](\\\\host\\share)",
    b"[a](data:text/html,x)", b"## hook | x", b"## claim | x", b"holds: misalignment[last] > 0",
    b"goal: max(horizon) >= 99", b"off: amplify.capture=0", b"set: run.rounds=60, task.max_depth=20", b"pause: 60",
    b"draw: misalignment", b"bets: a / b", b"# ", b"((((((((((((((((", b"9**9**9", b"- " * 200, b"> " * 200,
    b"*" * 500, b"[" * 500, b"_" * 500,
)  # fmt: skip


def bytes_mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with one to four faults as a disk, a wire or a cat on the keys would make them."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(8)
        if kind == 0 and found:
            found[at % len(found)] ^= 1 << chance.randrange(8)
        elif kind == 1 and found:
            found[at % len(found)] = chance.randrange(256)
        elif kind == 2:
            del found[at:]
        elif kind == 3:
            del found[at : at + chance.randint(1, 40)]
        elif kind == 4:
            found[at:at] = found[at : at + chance.randint(1, 200)] * chance.randint(1, 20)
        elif kind == 5:
            found[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
        elif kind == 6:
            found[at:at] = chance.choice(ODD_WORDS)
        else:
            there = chance.randrange(len(found) + 1)
            found[at : at + 8], found[there : there + 8] = found[there : there + 8], found[at : at + 8]
    return bytes(found)


def lines_mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with lines left out, doubled, swapped, or with other values behind their = or colon."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        at, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(6)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(there, lines[at])
        elif kind == 2:
            lines[at], lines[there] = lines[there], lines[at]
        elif kind == 3:
            lines.insert(at, chance.choice(ODD_WORDS))
        elif kind == 4:
            sign = b"=" if b"=" in lines[at] else b":"
            head, found, _ = lines[at].partition(sign)
            lines[at] = head + found + b" " + chance.choice(ODD_WORDS)
        else:
            sign = b"=" if b"=" in lines[at] else b":"
            lines[at] = lines[at].partition(sign)[0] + b"".join(lines[there].partition(sign)[1:])
    return b"\n".join(lines)


def tree_mutated(data: bytes, chance: random.Random) -> bytes:
    """A JSON file, or one of JSON lines, with values of another kind at one to three places."""
    lines = data.splitlines() if b"\n{" in data else [data]
    at = chance.randrange(len(lines))
    try:
        tree = json.loads(lines[at])
    except ValueError:
        return bytes_mutated(data, chance)
    for _ in range(chance.randint(1, 3)):
        tree = _odd_somewhere(tree, chance)
    lines[at] = json.dumps(tree, ensure_ascii=chance.random() < 0.9).encode("utf-8", "surrogatepass")
    if chance.random() < 0.03:
        lines[at] = b"[" * 100_000
    return b"\n".join(lines)


def _odd_somewhere(tree: Any, chance: random.Random) -> Any:
    """The tree with one value replaced, left out or moved, at a place that is drawn on the way down."""
    if isinstance(tree, dict) and tree and chance.random() < 0.9:
        key = chance.choice(list(tree))
        kind = chance.randrange(8)
        if kind == 0:
            return {name: value for name, value in tree.items() if name != key}
        if kind == 1:
            return {**tree, str(chance.choice(ODD_VALUES)): tree[key]}
        return {**tree, key: _odd_somewhere(tree[key], chance)}
    if isinstance(tree, list) and tree and chance.random() < 0.9:
        at = chance.randrange(len(tree))
        kind = chance.randrange(8)
        if kind == 0:
            return tree[:at] + tree[at + 1 :]
        if kind == 1:
            return tree[:at] + [tree[at]] * chance.randint(2, 200) + tree[at:]
        return [*tree[:at], _odd_somewhere(tree[at], chance), *tree[at + 1 :]]
    return chance.choice(ODD_VALUES)


MUTATORS: dict[str, tuple[Callable[[bytes, random.Random], bytes], ...]] = {
    "lines": (bytes_mutated, lines_mutated, lines_mutated),
    "json": (bytes_mutated, tree_mutated, tree_mutated),
}
"""The ways in which files of a kind are damaged."""
