"""Named random streams: the same name gives the same luck, another name gives other luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.engine.seeds import Purpose, descend, generator, key, uniform


def test_streams_are_the_same_on_every_machine() -> None:
    assert key(1, Purpose.TREE) == 4042681867674859579
    assert descend(key(1, Purpose.TREE), 3) == 3070606357166348162
    assert uniform(key(1, Purpose.TREE), 5) == 0.9035361054087124
    assert generator(1, Purpose.REPLICAS, 0, 4).integers(2**63) == 5769500544547440267


def test_words_are_those_of_splitmix64() -> None:
    """The published first outputs for the state 1234567, of which children take the even ones, slots the odd ones."""
    published = [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip
    assert [descend(1234567, index) for index in range(3)] == published[::2]
    assert [uniform(1234567, slot) for slot in range(2)] == [(word >> 11) / 2**53 for word in published[1::2]]


def test_arrays_of_keys_give_what_single_keys_give() -> None:
    keys = [descend(key(7, Purpose.TREE), index) for index in range(200)]
    many = descend(np.full(200, key(7, Purpose.TREE), np.uint64), np.arange(200, dtype=np.uint64))
    assert many.tolist() == keys
    assert descend(many, 9).tolist() == [descend(k, 9) for k in keys]
    assert uniform(many, 4).tolist() == [uniform(k, 4) for k in keys]
    slots = np.arange(200, dtype=np.uint64)
    assert uniform(many, slots).tolist() == [uniform(k, slot) for k, slot in zip(keys, range(200), strict=True)]


@pytest.mark.parametrize("which", ["siblings", "slots", "seeds", "generations"])
def test_uniform_numbers_are_even_and_neighbors_are_independent(which: str) -> None:
    root = key(3, Purpose.TREE)
    count = 40_000
    indices = np.arange(count, dtype=np.uint64)
    if which == "siblings":
        numbers = uniform(descend(np.full(count, root, np.uint64), indices), 0)
    elif which == "slots":
        numbers = uniform(np.full(count, root, np.uint64), indices)
    elif which == "seeds":
        numbers = np.array([uniform(key(seed, Purpose.TREE), 0) for seed in range(4000)])
    else:
        chain, node = [], root
        for _ in range(10_000):
            node = descend(node, 0)
            chain.append(uniform(node, 0))
        numbers = np.array(chain)
    table, *_ = np.histogram2d(numbers[:-1:2], numbers[1::2], bins=8, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > 1e-6
    assert stats.kstest(numbers, "uniform").pvalue > 1e-6


def test_names_that_differ_anywhere_give_other_luck() -> None:
    names = [
        (1, Purpose.REPLICAS, ()),
        (1, Purpose.REPLICAS, (0,)),
        (1, Purpose.REPLICAS, (0, 0)),
        (1, Purpose.REPLICAS, (0, 1)),
        (1, Purpose.REPLICAS, (1, 0)),
        (1, Purpose.TREE, (0, 1)),
        (2, Purpose.REPLICAS, (0, 1)),
        (2**63 - 1, Purpose.REPLICAS, (0, 1)),
    ]
    firsts = [generator(seed, purpose, *path).integers(2**63) for seed, purpose, path in names]
    assert len(set(firsts)) == len(names)
    again = [generator(seed, purpose, *path).integers(2**63) for seed, purpose, path in names]
    assert again == firsts
