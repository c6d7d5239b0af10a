"""The learned model's training beside its matrix products alone and beside PyTorch, all in one interleaved run.

CPU time of this process, one thread each, medians, so that ratios hold on a busy machine. PyTorch is a peer for this
benchmark only: it is in no list of packages, and without it the cases beside it are skipped (`pip install torch`).
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import statistics
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest

from simulator.learner.network import BATCH, RATE, Network
from simulator.learner.rounds import Setting, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.tasks.permutation_powering import BITS, EXPONENTS

SIZE, WIDTH, STEPS = 32, 128, 400
INPUTS = SIZE + BITS
BLOCK, TURNS = 50, 60
STEP_OVER_PRODUCTS = 2.0
TORCH_OVER_STEP = 1.4
RUNS = 5


def interleaved(cases: Mapping[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """The median CPU time of each case, in seconds; the first turn warms up."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(turns + 1):
        for name, case in cases.items():
            started = time.process_time()
            case()
            if turn:
                times[name].append(time.process_time() - started)
    return {name: statistics.median(values) for name, values in times.items()}


@pytest.fixture(scope="module")
def batch() -> tuple[np.ndarray, np.ndarray]:
    luck = np.random.default_rng(1)
    return (
        luck.standard_normal((BATCH, INPUTS)).astype(np.float32),
        luck.dirichlet(np.ones(SIZE), BATCH).astype(np.float32),
    )


def products(inputs: np.ndarray) -> Callable[[], None]:
    """The eight matrix products of a step, into buffers that are there."""
    luck = np.random.default_rng(2)

    def table(rows: int, columns: int) -> np.ndarray:
        return luck.standard_normal((rows, columns)).astype(np.float32)

    w1, w2, w3 = table(INPUTS, WIDTH), table(WIDTH, WIDTH), table(WIDTH, SIZE)
    g1, g2, g3 = table(INPUTS, WIDTH), table(WIDTH, WIDTH), table(WIDTH, SIZE)
    first, second, back, before = (table(BATCH, WIDTH) for _ in range(4))
    out = table(BATCH, SIZE)

    def step() -> None:
        np.matmul(inputs, w1, out=first)
        np.matmul(first, w2, out=second)
        np.matmul(second, w3, out=out)
        np.matmul(second.T, out, out=g3)
        np.matmul(out, w3.T, out=back)
        np.matmul(first.T, back, out=g2)
        np.matmul(back, w2.T, out=before)
        np.matmul(inputs.T, before, out=g1)
        for buffer in (first, second, back, before, out):  # what is not trained must not run out of range
            buffer[0, 0] = 0.5

    return step


def times(count: int, step: Callable[[], object]) -> Callable[[], None]:
    def several() -> None:
        for _ in range(count):
            step()

    return several


class Peer:
    """The same student in PyTorch, written as usual: a Sequential, cross-entropy against shares, fused Adam."""

    def __init__(self) -> None:
        self.torch = pytest.importorskip("torch", reason="PyTorch, a peer for this benchmark alone, is not installed")
        self.torch.set_num_threads(1)
        self.torch.manual_seed(1)
        nn = self.torch.nn
        self.model = nn.Sequential(
            nn.Linear(INPUTS, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, SIZE)
        )
        self.adam = self.torch.optim.Adam(self.model.parameters(), lr=RATE, fused=True)

    def step(self, inputs: object, targets: object) -> None:
        self.adam.zero_grad()
        loss = self.torch.nn.functional.cross_entropy(self.model(inputs), targets)
        loss.backward()
        self.adam.step()

    def rounds(self, setting: Setting) -> Iterator[float]:
        """Permutation powering, round by round: the share of all questions that are right after each."""
        torch, world = self.torch, setting.world
        head = world.heads[0]
        inputs, right = torch.from_numpy(head.inputs), torch.from_numpy(head.right)
        depth = torch.from_numpy(head.depth)
        truth = torch.from_numpy(head.truth())
        primitive = (depth == 0)[:, None]
        for round_ in range(setting.settings.rounds + 1):
            with torch.no_grad():
                answers = torch.where(primitive, truth, torch.softmax(self.model(inputs), dim=1))
                tables = answers.reshape(EXPONENTS, SIZE, SIZE)
                half = tables[: EXPONENTS // 2]
                whole = torch.empty_like(tables)
                whole[0::2] = half @ half
                whole[1::2] = whole[0::2] @ tables[1]
                whole[:2] = tables[:2]
                taught = whole.reshape(-1, SIZE) ** 2
                taught /= taught.sum(dim=1, keepdim=True)
            rows = torch.nonzero(depth <= round_)[:, 0]
            for _ in range(setting.settings.steps):
                chosen = rows[torch.randint(len(rows), (BATCH,))]
                self.step(inputs[chosen], taught[chosen])
            with torch.no_grad():
                best = self.model(inputs).argmax(dim=1)
            yield float(right[torch.arange(len(best)), best].float().mean())


def test_a_training_step_costs_less_than_twice_its_products(batch: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, targets = batch
    network = Network(INPUTS, WIDTH, SIZE, np.random.default_rng(1))
    cases = {
        "products": times(BLOCK, products(inputs)),
        "step": times(BLOCK, lambda: network.step(inputs, targets)),
    }
    found = interleaved(cases, TURNS)
    ratio = found["step"] / found["products"]
    print(
        f"\nstep {found['step'] / BLOCK * 1e6:.0f} µs, products {found['products'] / BLOCK * 1e6:.0f} µs: {ratio:.2f}"
    )
    assert ratio <= STEP_OVER_PRODUCTS


def test_a_training_step_is_faster_than_in_pytorch(batch: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, targets = batch
    peer = Peer()
    network = Network(INPUTS, WIDTH, SIZE, np.random.default_rng(1))
    other = peer.torch.from_numpy(inputs), peer.torch.from_numpy(targets)
    cases = {
        "step": times(BLOCK, lambda: network.step(inputs, targets)),
        "PyTorch": times(BLOCK, lambda: peer.step(*other)),
    }
    found = interleaved(cases, TURNS)
    ratio = found["PyTorch"] / found["step"]
    print(f"\nstep {found['step'] / BLOCK * 1e6:.0f} µs, PyTorch {found['PyTorch'] / BLOCK * 1e6:.0f} µs: {ratio:.2f}")
    assert ratio >= TORCH_OVER_STEP


def test_a_whole_run_takes_less_than_half_of_the_rounds_in_pytorch() -> None:
    settings = Learned.of({"learned.rounds": 5, "learned.width": WIDTH, "learned.steps": STEPS})

    def mine() -> None:
        *_, last = rounds_of(Setting(settings, 1), witness=False)
        assert last.accuracy >= 0.99, last.accuracy

    def peers() -> None:
        *_, last = Peer().rounds(Setting(settings, 1))
        assert last >= 0.99, last

    found = interleaved({"mine": mine, "PyTorch": peers}, RUNS)
    ratio = found["PyTorch"] / 2 / found["mine"]
    half = found["PyTorch"] / 2
    print(f"\nfull accuracy in {found['mine']:.2f} s; half of the rounds in PyTorch {half:.2f} s: {ratio:.2f}")
    assert ratio > 1
