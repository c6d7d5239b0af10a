"""A scenario as a short code: which bundled scenario it comes from, what was changed, and a check.

A code has at most 20 characters of 31 that are hard to confuse (no 0, 1, I, L, O), and 31 is prime. Read from the left:

    what was changed (1 to 14 characters) · digest (4) · check (2)

**What was changed** is one whole number in base 31: the place of the bundled scenario, then each changed value as the
place of its stop (`stops.py`), each digit in the base that it needs.

**The digest** is of everything that the bundled scenario and the restored one hold, but for their notes. A release in
which either has become another refuses the code, but for one chance in 31⁴ = 923,521.

**The check** makes two sums vanish modulo 31. Let c₁ … cₙ be the characters as numbers 0 … 30, counted from the right,
n ≤ 20. Then Σ cᵢ ≡ 0 and Σ i·cᵢ ≡ 0.

- One wrong character: it changes the first sum by e ≢ 0. Refused, whichever character and wherever.
- Two wrong characters at i ≠ j, by e and f: both sums vanish only if e + f ≡ 0 and i·e + j·f ≡ 0, so (i − j)·e ≡ 0. But
  0 < |i − j| < 31 and 31 is prime, so e ≡ 0. Refused. Two characters that have changed places are a case of this.

That is a Reed–Solomon code of distance 3. Anything else that is wrong (characters lost or added, three and more wrong)
is refused but for one chance in 31⁶, some 900 million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.engine.overrides import Overrides, possible
from simulator.engine.parameters import TABLE, Parameters, Value
from simulator.learner.settings import SETTINGS, Learned, is_switch
from simulator.scenario import codec, library
from simulator.scenario.schema import SHARED, Compare, Scenario
from simulator.scenario.stops import stops
from simulator.scenario.values import ROWS, shown

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGEST = 20
SHORTEST = 7
GROUP = 4
"""Characters that stand together where people read a code."""

_PRIME = len(ALPHABET)
_DIGEST, _CHECK = 4, 2
_DIGESTS: int = _PRIME**_DIGEST
_NUMBERS = {sign: number for number, sign in enumerate(ALPHABET)}
_NUMBERS |= {sign.lower(): number for sign, number in _NUMBERS.items()}
_BETWEEN = " -\t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u202f\u2212"
"""What may stand between the groups of a code, as mail programs and people write it."""
_TYPED_LIMIT = 200
_BASES = 64
"""Bundled scenarios that there can be before codes need another layout."""
_MOST = 12
"""One more than the changes of one kind that a code can hold: eleven never fit into 14 characters."""
_SEED_BITS = 64

Why = Literal[
    "empty", "long", "short", "sign", "check", "version", "newer", "foreign", "notes", "words", "view", "experiment",
    "between", "much",
]  # fmt: skip
SENTENCES: Mapping[Why, str] = {
    "empty": "There is no code here.",
    "long": "This is too long: a code has at most {most} characters.",
    "short": "This is too short: a code has at least {least} characters.",
    "sign": "The character {sign} is in no code: they have neither 0, 1, I, L nor O, and no other signs.",
    "check": "At least one character of this code is wrong or missing; please compare it once more.",
    "version": "This code was made by another version of the program, with other scenarios; ask for the file.",
    "newer": "The file was made by a newer version of the program; only that one can make a code of it.",
    "foreign": "A code says what was changed in a bundled scenario, and this scenario is not one of them.",
    "notes": "Its notes were changed, and a code has no room for texts.",
    "words": "The words of its questions were changed, and a code has no room for texts.",
    "view": "Other charts or controls were put on screen, and a code only says which values were changed.",
    "experiment": "The ranges of its map were changed, and a code only says which values were changed.",
    "between": "{name} is {value}, which lies between two steps of its slider; a code only knows the steps.",
    "much": "Too much was changed for a code of at most {most} characters.",
}
"""Why there is no code of a scenario, or no scenario of a code: one sentence each, to be translated."""
_KEPT: tuple[Why, ...] = ("notes", "words", "view", "experiment")
"""What a restored scenario has from its bundled one."""


class CodeError(ValueError):
    """Why there is no code, or no scenario: `sentence` with its named `values`, to be filled after translation."""

    def __init__(self, why: Why, **values: str) -> None:
        self.why, self.sentence = why, SENTENCES[why]
        self.values = {"most": str(LONGEST), "least": str(SHORTEST), **values}
        super().__init__(self.sentence.format(**self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a code restores: a scenario, and the bundled one that it comes from."""

    slug: str
    scenario: Scenario


def encode(scenario: Scenario) -> str:
    """The code of a scenario. Raises CodeError, which says why there is none."""
    if scenario.read_only:
        raise CodeError("newer")
    slugs = library.slugs()[:_BASES]
    place, base = next(
        ((place, base) for place, base in enumerate(map(_base, slugs)) if base.title == scenario.title), (0, None)
    )
    if base is None:
        raise CodeError("foreign")
    for what in _KEPT:
        if getattr(scenario, what) != getattr(base, what):
            raise CodeError(what)
    payload = _packed([(place, _BASES), *_told(base, scenario)])
    digest = _digest(slugs[place], base, scenario)
    signs = [*_in_base_31(payload, 1), *_in_base_31(digest, _DIGEST)]
    if len(signs) + _CHECK > LONGEST:
        raise CodeError("much")
    return "".join(ALPHABET[number] for number in _checked(signs))


def decode(text: str) -> Shared:
    """The scenario of a code as people type it: case, and what stands between groups, do not matter.

    Raises CodeError for any other text; takes the time of one hash and one small file at most.
    """
    numbers = _read(text)
    payload = _from_base_31(numbers[: -_DIGEST - _CHECK])
    if numbers[0] == 0 and len(numbers) > SHORTEST:
        raise CodeError("check")  # it is written without zeros in front
    unpacker = _Unpacker(payload)
    slugs = library.slugs()[:_BASES]
    try:
        slug = slugs[unpacker.take(_BASES)]
        base = _base(slug)
        scenario = _restored(base, unpacker)
    except (LookupError, ValueError):
        raise CodeError("version") from None
    if unpacker.left or _from_base_31(numbers[-_DIGEST - _CHECK : -_CHECK]) != _digest(slug, base, scenario):
        raise CodeError("version")
    return Shared(slug=slug, scenario=scenario)


def find(name: str) -> Shared | None:
    """The scenario of a name that is no file's, if the name is a code; None if it does not look like one.

    Raises CodeError for what can only be meant as a code, and is a wrong one: it holds a figure.
    """
    if not looks_like_one(name):
        return None
    try:
        return decode(name)
    except CodeError:
        if any(sign in "23456789" for sign in name):
            raise
        return None


def grouped(code: str) -> str:
    """A code as people read it: in groups, with spaces."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def looks_like_one(text: str) -> bool:
    """Whether a text can be a code by its signs and length; whether it is one says `decode`."""
    signs = [sign for sign in text[:_TYPED_LIMIT] if sign not in _BETWEEN]
    return SHORTEST <= len(signs) <= LONGEST and all(sign in _NUMBERS for sign in signs)


# Signs and numbers.


def _read(text: str) -> list[int]:
    """The numbers of a typed code whose check is right."""
    signs = [sign for sign in text[:_TYPED_LIMIT] if sign not in _BETWEEN]
    if not signs:
        raise CodeError("empty")
    if foreign := next((sign for sign in signs if sign not in _NUMBERS), None):
        raise CodeError("sign", sign=shown(foreign))
    if len(signs) > LONGEST or len(text) > _TYPED_LIMIT:
        raise CodeError("long")
    if len(signs) < SHORTEST:
        raise CodeError("short")
    numbers = [_NUMBERS[sign] for sign in signs]
    if any(_sums(numbers)):
        raise CodeError("check")
    return numbers


def _sums(numbers: Sequence[int]) -> tuple[int, int]:
    """The two sums of the check: of the numbers, and of the numbers times their places from the right."""
    plain, weighted = 0, 0
    for place, number in enumerate(reversed(numbers), start=1):
        plain += number
        weighted += place * number
    return plain % _PRIME, weighted % _PRIME


def _checked(numbers: Sequence[int]) -> list[int]:
    """The numbers with the two behind them that make both sums vanish."""
    plain, weighted = _sums([*numbers, 0, 0])
    second = (plain - weighted) % _PRIME  # the check characters a, b at places 2, 1: a + b = −plain, 2a + b = −weighted
    return [*numbers, second, (-plain - second) % _PRIME]


def _in_base_31(value: int, width: int) -> list[int]:
    digits: list[int] = []
    while value or len(digits) < width:
        value, digit = divmod(value, _PRIME)
        digits.append(digit)
    return digits[::-1]


def _from_base_31(digits: Iterable[int]) -> int:
    value = 0
    for digit in digits:
        value = value * _PRIME + digit
    return value


def _digest(slug: str, base: Scenario, scenario: Scenario) -> int:
    """A digest of all that two scenarios hold: whatever is added to the records later changes it, too."""
    told = repr((slug, replace(base, notes=""), replace(scenario, notes="")))
    hashed = int.from_bytes(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest(), "big")
    return hashed % _DIGESTS


def _base(slug: str) -> Scenario:
    return codec.read(library.path_of(slug))


# What was changed, as digits that each have a base of their own; the first is the least significant one.

_Digit = tuple[int, int]
_A_KEYS = (*TABLE, *SETTINGS)
_B_KEYS = tuple(id_ for id_ in TABLE if id_ not in SHARED)
_OVERRIDE_KEYS = tuple((id_, kind) for id_ in TABLE for kind in possible(id_))
_AS_BEFORE, _NONE, _GIVEN = range(3)


def _packed(digits: Sequence[_Digit]) -> int:
    value = 0
    for digit, radix in reversed(digits):
        value = value * radix + digit
    return value


class _Unpacker:
    """Takes the digits out again; what is asked for decides what comes next."""

    def __init__(self, value: int) -> None:
        self.left = value

    def take(self, radix: int) -> int:
        """The next digit."""
        self.left, digit = divmod(self.left, radix)
        return digit


def _told(base: Scenario, scenario: Scenario) -> Iterator[_Digit]:
    """What was changed. Raises CodeError."""
    same = scenario.overrides == base.overrides
    b = scenario.compare
    compared = _AS_BEFORE if b == base.compare else _NONE if b is None else _GIVEN
    yield int(not same), 2
    yield compared, 3
    before = {**base.parameters.values(), **base.learned.values()}
    yield from _changes(_A_KEYS, before, {**scenario.parameters.values(), **scenario.learned.values()})
    if not same:
        yield from _overrides(scenario.overrides)
    if compared == _GIVEN and b is not None:
        yield from _changes(_B_KEYS, before, b.parameters.values())
        yield from _overrides(b.overrides)


def _restored(base: Scenario, unpacker: _Unpacker) -> Scenario:
    """The base with what was changed. Raises LookupError or ValueError for what no encoder has written."""
    overridden, compared = unpacker.take(2), unpacker.take(3)
    changes = _changes_in(_A_KEYS, unpacker)
    scenario = replace(
        base,
        parameters=base.parameters.with_({id_: value for id_, value in changes.items() if id_ in TABLE}),
        learned=_learned(base.learned, {id_: value for id_, value in changes.items() if id_ in SETTINGS}),
    )
    if overridden:
        scenario = replace(scenario, overrides=_overrides_in(unpacker))
    if compared == _GIVEN:
        parameters = _unshared(base.parameters).with_(_changes_in(_B_KEYS, unpacker))
        return replace(scenario, compare=Compare(parameters=parameters, overrides=_overrides_in(unpacker)))
    return replace(scenario, compare=None) if compared == _NONE else scenario


def _learned(base: Learned, changes: Mapping[str, Value]) -> Learned:
    return Learned.of({**base.values(), **changes}) if changes else base


def _unshared(parameters: Parameters) -> Parameters:
    return parameters.with_({id_: TABLE[id_].default for id_ in SHARED})


def _ascending(places: Sequence[int], count: int) -> Iterator[_Digit]:
    """Places in ascending order: how many, then each counted from the one before."""
    if len(places) >= _MOST:
        raise CodeError("much")
    yield len(places), _MOST
    start = 0
    for place in places:
        yield place - start, count - start
        start = place + 1


def _ascending_in(count: int, unpacker: _Unpacker) -> Iterator[int]:
    start = 0
    for _ in range(unpacker.take(_MOST)):
        if start >= count:
            raise ValueError("more places than there are")
        place = start + unpacker.take(count - start)
        yield place
        start = place + 1


def _changes(keys: Sequence[str], before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[_Digit]:
    changed = [place for place, id_ in enumerate(keys) if before[id_] != after[id_]]
    yield from _ascending(changed, len(keys))
    for place in changed:
        yield from _value_digits(keys[place], after[keys[place]])


def _changes_in(keys: Sequence[str], unpacker: _Unpacker) -> dict[str, Value]:
    changed = [keys[place] for place in _ascending_in(len(keys), unpacker)]
    return {id_: _value_in(id_, unpacker) for id_ in changed}


def _offered(id_: str) -> tuple[Value, ...]:
    """The values that a row can be set to by its control; empty for one with a field alone, such as the seed."""
    row = ROWS[id_]
    if is_switch(row):
        return (False, True)
    return row.choices or stops(row)


def _value_digits(id_: str, value: Value) -> Iterator[_Digit]:
    offered = _offered(id_)
    if not offered:
        bits = int(value).bit_length()
        yield bits, _SEED_BITS
        if bits > 1:
            yield int(value) - (1 << (bits - 1)), 1 << (bits - 1)
    elif value in offered:
        yield offered.index(value), len(offered)
    else:
        raise CodeError("between", name=id_, value=str(value))


def _value_in(id_: str, unpacker: _Unpacker) -> Value:
    offered = _offered(id_)
    if offered:
        return offered[unpacker.take(len(offered))]
    bits = unpacker.take(_SEED_BITS)
    return bits if bits < 2 else (1 << (bits - 1)) + unpacker.take(1 << (bits - 1))


def _overrides(overrides: Overrides) -> Iterator[_Digit]:
    pairs = set(overrides)
    return _ascending([place for place, pair in enumerate(_OVERRIDE_KEYS) if pair in pairs], len(_OVERRIDE_KEYS))


def _overrides_in(unpacker: _Unpacker) -> Overrides:
    pairs = [_OVERRIDE_KEYS[place] for place in _ascending_in(len(_OVERRIDE_KEYS), unpacker)]
    return Overrides(tuple(pairs))
