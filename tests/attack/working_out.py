"""What can be worked out: of which small groups of people the answers are determined by everything that is released.

Two ways, both complete. *By subtraction*: a group whose indicator is a sum of differences of released groups is known
whatever was answered (linear algebra). *By bounds*: no count is below nothing or above the group, so that released
counts may pin others down although no difference gives them (linear programming; counts are whole, so bounds are
rounded inwards). A group whose people all answered alike is listed apart where only bounds pin it down: "all ten
recommend" tells of each of them, in any report whatever.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.linalg import qr
from scipy.optimize import linprog

from tests.attack.people import MEMBERS
from tests.attack.released import Asked, Known, Mask

Matrix = npt.NDArray[np.float64]
SMALL = 9
"""How 1–9 people answered is protected."""
CLOSE = 1e-6
IDLE_DRAWS = 3
"""So many draws that settle nothing, and the open groups are looked at one by one."""


@dataclass(frozen=True)
class Puzzle:
    """Per person the number of the cell of those alike in every attribute, and the number of the class answered."""

    cell: npt.NDArray[np.int64]
    answer: npt.NDArray[np.int64]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Some of the people, and what they have in common."""

    of: Mask
    called: str

    @property
    def people(self) -> int:
        return int(self.of.sum())


@dataclass
class Found:
    """What the attack worked out, as sentences."""

    groups: int = 0
    equations: int = 0
    by_subtraction: list[str] = field(default_factory=list)
    by_bounds: list[str] = field(default_factory=list)
    all_alike: list[str] = field(default_factory=list)

    @property
    def leaks(self) -> list[str]:
        return [*self.by_subtraction, *self.by_bounds]


def puzzle(asked: Asked) -> Puzzle:
    """What is unknown of a bank: within a cell of every attribute that can be asked for, nobody can be told apart."""
    when = "day" if asked.asking.with_freer else "month"
    alike = asked.people[["unit", "chain", when, *MEMBERS]].astype({"chain": str})
    return Puzzle(alike.groupby(list(alike.columns), sort=False).ngroup().to_numpy(), asked.truth, asked.classes)


def small_groups(asked: Asked, dimensions: int = 2) -> list[Group]:
    """Every unit × period × members of up to so many dimensions that holds 1–9 people; same people, one group."""
    found: dict[bytes, Group] = {}
    by_members = [
        _alike(asked.people, names) for many in range(dimensions + 1) for names in itertools.combinations(MEMBERS, many)
    ]
    for unit, period in itertools.product(asked.units, asked.periods):
        here = asked.group(unit, period)
        for kind, names in by_members:
            counts = np.bincount(kind[here], minlength=len(names))
            for at in np.flatnonzero((counts >= 1) & (counts <= SMALL)):
                of = here & (kind == at)
                found.setdefault(np.packbits(of).tobytes(), Group(of, f"{unit} {period} {names[at]}".strip()))
    return list(found.values())


def _alike(people: pd.DataFrame, names: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Per person the number of the members they have in these dimensions, and what each number is called."""
    together = people[list(names)].agg(" ".join, axis=1) if names else pd.Series("", index=people.index)
    kind, called = pd.factorize(together)
    return kind, list(called)


def work_out(puzzle: Puzzle, known: Sequence[Known], groups: Sequence[Group], seed: int = 1) -> Found:
    """Tries every group. Other answers that fit all that is released settle many groups at once: whichever they give
    another count, is not determined. Draws that pull at all open groups together go first, then one after another."""
    found = Found(groups=len(groups), equations=len(known))
    if not groups:
        return found
    system = _System(puzzle, known)
    wanted = np.array([system.cells(group.of) for group in groups])
    truth = wanted @ system.truth
    subtracted = system.spans(wanted)
    found.by_subtraction = [_said(groups[at], truth[at], puzzle) for at in np.flatnonzero(subtracted)]
    open_ = ~subtracted
    chance = np.random.default_rng(seed)

    def looked_at(cost: Matrix) -> int:
        before = int(open_.sum())
        differs = np.abs(wanted[open_] @ system.solution(cost) - truth[open_]) >= 1 - CLOSE
        open_[np.flatnonzero(open_)[differs.any(axis=1)]] = False
        return before - int(open_.sum())

    idle = 0
    while open_.any() and idle < IDLE_DRAWS:
        pull = chance.normal(size=(int(open_.sum()), system.classes))
        idle = 0 if looked_at(wanted[open_].T @ pull) else idle + 1
    for at in np.flatnonzero(open_):
        for kind, sign in itertools.product(range(system.classes), (1.0, -1.0)):
            if open_[at]:
                cost = np.zeros_like(system.truth)
                cost[:, kind] = sign * wanted[at]
                looked_at(cost)
        if open_[at]:
            is_alike = int((truth[at] > CLOSE).sum()) == 1
            (found.all_alike if is_alike else found.by_bounds).append(_said(groups[at], truth[at], puzzle))
    return found


def _said(group: Group, truth: Matrix, puzzle: Puzzle) -> str:
    counts = ", ".join(f"{round(count)} {name}" for count, name in zip(truth, puzzle.classes, strict=True))
    return f"{group.called}: {group.people} people, {counts}"


class _System:
    """The equations over cells: people who are alike in every attribute count together, per class of answer."""

    def __init__(self, puzzle: Puzzle, known: Sequence[Known]) -> None:
        self.cell = puzzle.cell
        self.many = np.bincount(self.cell).astype(float)
        self.classes = len(puzzle.classes)
        self.truth = np.zeros((len(self.many), self.classes))
        np.add.at(self.truth, (self.cell, puzzle.answer), 1.0)
        exact = [one for one in known if one.is_exact]
        rows = np.array([self.cells(one.of) for one in exact]).reshape(-1, len(self.many))
        counts = np.array([one.low for one in exact], dtype=float).reshape(-1, self.classes)
        self.rows, self.counts, self.basis = _independent(rows, counts)
        loose = [one for one in known if not one.is_exact]
        self.loose = np.array([self.cells(one.of) for one in loose]).reshape(-1, len(self.many))
        self.low = np.array([one.low for one in loose], dtype=float).reshape(-1, self.classes)
        self.high = np.array([one.high for one in loose], dtype=float).reshape(-1, self.classes)

    def cells(self, of: Mask) -> Matrix:
        """A group of people as cells. Nobody can be told apart within a cell, so a group holds all of it or nothing."""
        inside = np.bincount(self.cell[of], minlength=len(self.many))
        if not np.isin(inside[inside > 0] - self.many[inside > 0], 0.0).all():
            raise AssertionError("a group that parts people who are alike")
        return (inside > 0).astype(float)

    def spans(self, wanted: Matrix) -> npt.NDArray[np.bool_]:
        """Which groups are sums and differences of released ones."""
        rest = wanted - (wanted @ self.basis) @ self.basis.T
        return np.asarray(np.abs(rest).max(axis=1) < CLOSE)

    def solution(self, cost: Matrix) -> Matrix:
        """Some answers that everything released allows: cells × classes."""
        # the last class is what is left over, so that one number per cell and class but the last is sought
        free = self.classes - 1
        prices = (cost[:, :free] - cost[:, free:]).T.ravel()
        cells = len(self.many)
        equal = sparse.block_diag([sparse.csr_array(self.rows)] * free, format="csr") if len(self.rows) else None
        at_most = [sparse.hstack([sparse.eye_array(cells)] * free)]
        limits = [self.many]
        if len(self.loose):
            wide = sparse.csr_array(self.loose)
            each = sparse.block_diag([wide] * free, format="csr")
            at_most += [each, -each, sparse.hstack([wide] * free), -sparse.hstack([wide] * free)]
            held = self.loose @ self.many
            limits += [self.high[:, :free].T.ravel(), -self.low[:, :free].T.ravel()]
            limits += [held - self.low[:, free], -(held - self.high[:, free])]
        solved = linprog(
            prices,
            A_ub=sparse.vstack(at_most, format="csr"),
            b_ub=np.concatenate(limits),
            A_eq=equal,
            b_eq=self.counts[:, :free].T.ravel() if equal is not None else None,
            bounds=np.column_stack([np.zeros(cells * free), np.tile(self.many, free)]),
            method="highs",
        )
        if solved.status != 0:
            raise AssertionError(f"what is released contradicts itself: {solved.message}")
        found = solved.x.reshape(free, cells).T
        return np.column_stack([found, self.many - found.sum(axis=1)])


def _independent(rows: Matrix, counts: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Rows none of which follows from others, their counts, and an orthonormal basis of what they span."""
    if not len(rows):
        return rows, counts, np.zeros((rows.shape[1], 0))
    basis, triangle, order = qr(rows.T, mode="economic", pivoting=True)
    sizes = np.abs(np.diag(triangle))
    rank = int((sizes > CLOSE * max(1.0, sizes[0])).sum())
    kept = np.sort(order[:rank])
    return rows[kept], counts[kept], basis[:, :rank]
