"""Decision tables over closed domains: compiled once, evaluated in microseconds, proved before they are published.

A table has typed inputs (``enum``, ``boolean``, ``integer``, ``decimal``, ``date``) and rules. A rule's cell is one of
``{"is": v}``, a bare ``v``, ``{"in": [...]}``, ``{"not_in": [...]}`` (enum and boolean) or ``{"from": a, "to": b}``
(ordered types, both ends included, either may be left out); an input that a rule doesn't name may have any value.
The hit policy is ``unique``: for every possible input exactly one rule applies. ``prove`` decides that exactly, by
splitting each column where some rule's answer changes, and names a concrete input wherever it is not so.

The catch-all (``"otherwise": true``) may only send the question to a person; it takes no part in the proof.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.table_domains import Domain, Interval, OutsideDomain, TableError

__all__ = ["Gap", "NeedsExpert", "OutsideDomain", "Overlap", "Proof", "Row", "Table", "TableError", "compile_table"]

OUTCOMES = ("pass", "refuse", "expert")
PROOF_STATES = 200_000


@dataclass(frozen=True)
class Row:
    """The rule that fired: its outcome (``pass``, ``refuse`` or ``expert``), grounds, output expressions and clause."""

    id: str
    outcome: str
    grounds: tuple[str, ...]
    outputs: Mapping[str, Any]
    clause: str | None
    otherwise: bool = False


@dataclass(frozen=True)
class NeedsExpert:
    """The table can't answer: ``reason`` is a code without personal data, ``input`` the input concerned, if one is.

    Reasons: ``missing`` (no value), ``outside_domain``, ``no_rule``, ``several_rules``.
    """

    reason: str
    input: str | None = None


@dataclass(frozen=True)
class Gap:
    """An input that no explicit rule covers."""

    example: Mapping[str, Any]


@dataclass(frozen=True)
class Overlap:
    """An input to which several explicit rules apply at once."""

    rules: tuple[str, ...]
    example: Mapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """What is wrong with a table: nothing when every field is empty."""

    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    never_fires: tuple[str, ...]
    unused_inputs: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True where the explicit rules are complete, free of overlap, and all of use."""
        return not (self.gaps or self.overlaps or self.never_fires or self.unused_inputs)


@dataclass(frozen=True)
class _Column:
    """One input: where the set of admitting rules changes (``cuts``), and that set as a bit mask on each stretch."""

    domain: Domain
    cuts: list[int]
    masks: list[int]
    by_value: dict[tuple[type, Any], int] | None

    def mask(self, value: Any) -> int:
        if self.by_value is not None:
            try:
                return self.by_value[value.__class__, value]
            except (KeyError, TypeError):
                raise OutsideDomain from None
        return self.masks[bisect_right(self.cuts, self.domain.code(value)) - 1]

    def stretches(self, rules: int) -> Iterator[tuple[int, int]]:
        """Pairs (rules still alive, one value where that is so), each set of rules once."""
        seen: set[int] = set()
        for cut, mask in zip(self.cuts, self.masks, strict=True):
            alive = mask & rules
            if alive not in seen:
                seen.add(alive)
                yield alive, cut


class Table:
    """A compiled decision table; make one with ``compile_table``."""

    def __init__(
        self, domains: Sequence[Domain], rows: Sequence[Row], cells: Sequence[Sequence[list[Interval]]]
    ) -> None:
        self.rows = tuple(row for row in rows if not row.otherwise)
        self.otherwise = next((row for row in rows if row.otherwise), None)
        self.domains = {domain.name: domain for domain in domains}
        self._columns = [_column(domain, [row[j] for row in cells]) for j, domain in enumerate(domains)]
        self._all = (1 << len(self.rows)) - 1

    def evaluate(self, inputs: Mapping[str, Any]) -> Row | NeedsExpert:
        """The one rule that applies to the inputs (name → value), or why a person must answer.

        An input without a value, or with one outside its domain, is never guessed: it goes to a person.
        """
        alive = self._all
        for column in self._columns:
            value = inputs.get(column.domain.name)
            if value is None:
                return NeedsExpert("missing", column.domain.name)
            try:
                alive &= column.mask(value)
            except OutsideDomain:
                return NeedsExpert("outside_domain", column.domain.name)
        if not alive:
            return self.otherwise or NeedsExpert("no_rule")
        if alive & (alive - 1):
            return NeedsExpert("several_rules")
        return self.rows[alive.bit_length() - 1]

    def matching(self, inputs: Mapping[str, Any]) -> tuple[str, ...]:
        """Ids of all explicit rules that apply to complete inputs; raises OutsideDomain for a foreign value."""
        alive = self._all
        for column in self._columns:
            alive &= column.mask(inputs[column.domain.name])
        return tuple(row.id for i, row in enumerate(self.rows) if alive >> i & 1)

    def prove(self, limit: int = 10) -> Proof:
        """Decides whether the explicit rules are complete and free of overlap.

        Walks the columns, keeping the set of rules that are still alive; two partial inputs with the same set behave
        alike from there on, so each pair (column, set) is walked once.

        Args:
            limit: how many gaps and how many overlaps to name at most.
        Returns:
            Examples of gaps and overlaps, rules that can't fire and inputs that no rule uses.
        Raises:
            TableError: the table has more than PROOF_STATES distinguishable situations.
        """
        gaps: list[Gap] = []
        overlaps: dict[int, Overlap] = {}
        fires = 0
        seen: set[tuple[int, int]] = set()
        trail: list[tuple[int, int, tuple[int, ...]]] = [(0, self._all, ())]
        while trail:
            depth, alive, values = trail.pop()
            if not alive or depth == len(self._columns):
                if alive & (alive - 1):
                    overlaps.setdefault(alive, Overlap(self._ids(alive), self._example(values)))
                elif alive:
                    fires |= alive
                elif len(gaps) < limit:
                    gaps.append(Gap(self._example(values)))
                continue
            for left, value in self._columns[depth].stretches(alive):
                if left and (depth + 1, left) in seen:
                    continue
                seen.add((depth + 1, left))
                trail.append((depth + 1, left, (*values, value)))
            if len(seen) > PROOF_STATES:
                raise TableError("the table is too complicated to be proved; split the sub-service")
        return Proof(
            gaps=tuple(gaps),
            overlaps=tuple(list(overlaps.values())[:limit]),
            never_fires=self._ids(self._all & ~fires),
            unused_inputs=tuple(c.domain.name for c in self._columns if all(mask == self._all for mask in c.masks)),
        )

    def _ids(self, rules: int) -> tuple[str, ...]:
        return tuple(row.id for i, row in enumerate(self.rows) if rules >> i & 1)

    def _example(self, values: tuple[int, ...]) -> dict[str, Any]:
        known = [column.domain.show(value) for column, value in zip(self._columns, values, strict=False)]
        rest = [column.domain.show(column.domain.low) for column in self._columns[len(values) :]]
        return dict(zip(self.domains, known + rest, strict=True))


def _column(domain: Domain, cells: Sequence[list[Interval]]) -> _Column:
    edges = {domain.low} | {a for cell in cells for a, _ in cell} | {b + 1 for cell in cells for _, b in cell}
    cuts = sorted(edge for edge in edges if edge <= domain.high)
    masks = [0] * len(cuts)
    for i, cell in enumerate(cells):
        for first, last in cell:
            at = bisect_right(cuts, first) - 1
            while at < len(cuts) and cuts[at] <= last:
                masks[at] |= 1 << i
                at += 1
    by_value = None
    if domain.values is not None:
        by_value = {(v.__class__, v): masks[bisect_right(cuts, i) - 1] for i, v in enumerate(domain.values)}
    return _Column(domain, cuts, masks, by_value)


def compile_table(inputs: Sequence[Mapping[str, Any]], table: Mapping[str, Any]) -> Table:
    """Compiles a sub-service's inputs and table as the catalogue writes them.

    Args:
        inputs: declarations of the inputs, see Domain.
        table: ``{"hit_policy": "unique", "rules": [{"id", "when", "then", "clause"}, …]}``.
    Raises:
        TableError: anything that isn't in the closed language, with its place.
    """
    if table.get("hit_policy", "unique") != "unique":
        raise TableError("the only hit policy is unique", ("table", "hit_policy"))
    domains = []
    for at, declaration in enumerate(inputs):
        try:
            domains.append(Domain(declaration))
        except TableError as problem:
            raise TableError(problem.reason, ("inputs", at, *problem.where)) from None
    names = {domain.name for domain in domains}
    if len(names) != len(domains):
        raise TableError("two inputs have the same name", ("inputs",))
    rows: list[Row] = []
    cells: list[list[list[Interval]]] = []
    for at, rule in enumerate(table["rules"]):
        row, where = _row(rule, at), ("table", "rules", at)
        if row.id in {other.id for other in rows}:
            raise TableError(f"two rules have the id {row.id!r}", (*where, "id"))
        if row.otherwise and any(other.otherwise for other in rows):
            raise TableError("a table has one catch-all at the most", where)
        rows.append(row)
        if not row.otherwise:
            cells.append(_cells(rule, domains, (*where, "when")))
    return Table(domains, rows, cells)


def _cells(rule: Mapping[str, Any], domains: Sequence[Domain], where: tuple[str | int, ...]) -> list[list[Interval]]:
    when = rule.get("when", {})
    for name in when.keys() - {domain.name for domain in domains}:
        raise TableError(f"the rule uses an input {name!r} that isn't declared", (*where, name))
    cells = []
    for domain in domains:
        try:
            everything = [(domain.low, domain.high)]
            cells.append(domain.cell(when[domain.name]) if domain.name in when else everything)
        except TableError as problem:
            raise TableError(f"input {domain.name!r}: {problem.reason}", (*where, domain.name)) from None
    return cells


def _row(rule: Mapping[str, Any], at: int) -> Row:
    then = rule["then"]
    otherwise = rule.get("otherwise", False) is True
    grounds = tuple(then.get("grounds", ()))
    where = ("table", "rules", at, "then")
    if then["outcome"] not in OUTCOMES:
        raise TableError(f"the outcome {then['outcome']!r} is not one of {OUTCOMES}", (*where, "outcome"))
    if otherwise and then["outcome"] != "expert":
        raise TableError("a catch-all may only lead to a person (outcome expert)", (*where, "outcome"))
    if otherwise and rule.get("when"):
        raise TableError("a catch-all has no conditions", ("table", "rules", at, "when"))
    if (then["outcome"] == "refuse") != bool(grounds):
        raise TableError("a refusal names its grounds, and nothing else does", (*where, "grounds"))
    return Row(rule["id"], then["outcome"], grounds, then.get("outputs", {}), rule.get("clause"), otherwise)
