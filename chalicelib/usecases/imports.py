"""Imports: a file of records enters a register whole or not at all.

Every line is checked first; then the register is marked as being imported, so that nobody reads half
of the file; then records are written in parts, each a transaction that can be repeated. What is
interrupted, the sweep resumes from the file that was kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain import imports
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Bundle, Register
from chalicelib.domain.errors import FieldError, NotFound, RecordNotUnique, StaleVersion, TransientError
from chalicelib.domain.imports import Import, Line, Report, import_id, refusal, refuse
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.registers import Draft, RecordVersion, natural_number
from chalicelib.usecases import catalogue
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

Known = Mapping[str, RecordVersion] | None
THREADS = 8
MOST_ACTIONS = 60
LEASE_SECONDS = 120


def start(stores: Stores, actor: Actor, register: str, content: bytes, kind: str) -> Import:
    """Import a file (bytes, media type) into a register; the file that was imported last is not imported again.

    Raises:
        NotFound: no such register.
        Forbidden: the actor is no registrar of its department.
        InvalidImport: lines are refused, and nothing was imported.
        StaleVersion: another import of the register is under way.
    """
    now = stores.now()
    bundle = catalogue.current(stores, now)
    definition = bundle.register(register)
    require(actor, Verb.IMPORT_REGISTER, Subject(department=definition.department))
    name = hashlib.sha256(content).hexdigest()
    state = stores.registers.state(register)
    last = stores.imports.get(register, state.last_import) if state.last_import else None
    if last is not None and last.content == name:
        return last
    identity = import_id(register, name, state.last_import)
    begun = Import(
        register=register,
        id=identity,
        content=name,
        kind=kind,
        bundle=bundle.hash,
        by=actor.id or actor.kind,
        at=stamp(now),
        lease=stamp(now + timedelta(seconds=LEASE_SECONDS)),
    )
    if state.importing not in (None, identity):
        raise StaleVersion("another import is under way", register=register)
    drafts, known = _checked(stores, bundle, definition, begun, content)
    stores.import_sources.keep(register, identity, content, kind)
    try:
        stores.imports.begin(begun)
    except StaleVersion:
        if state.importing != identity:
            raise StaleVersion("another import is under way", register=register) from None
    return _carry_out(stores, definition, begun, drafts, known)


def read(stores: Stores, actor: Actor, register: str, identity: str) -> Import:
    """Give an import with its report, if it has finished. Raises NotFound or Forbidden."""
    definition = catalogue.current(stores, stores.now()).register(register)
    require(actor, Verb.READ_IMPORT, Subject(department=definition.department))
    found = stores.imports.get(register, identity)
    if found is None:
        raise NotFound(identity, kind="import", id=identity)
    return found


def resume(stores: Stores) -> int:
    """Carry on every import that nobody works on any more; give how many were finished. The sweep calls it."""
    now = stores.now()
    until = stamp(now + timedelta(seconds=LEASE_SECONDS))
    resumed = 0
    for register, identity, lease in stores.imports.running():
        if lease >= stamp(now) or not stores.imports.take(register, identity, lease, until):
            continue
        begun = stores.imports.get(register, identity)
        if begun is None or begun.done:
            continue
        definition = catalogue.by_hash(stores, begun.bundle).register(register)
        lines, _ = imports.parse(stores.import_sources.read(register, identity), begun.kind, definition.record)
        with suppress(TransientError):  # the next sweep goes on
            _carry_out(stores, definition, begun, _drafts(stores, definition, begun, lines))
            resumed += 1
    return resumed


def _checked(
    stores: Stores, bundle: Bundle, definition: Register, begun: Import, content: bytes
) -> tuple[list[Draft], dict[str, RecordVersion]]:
    """Check every line; give what is to be written, and what that follows. Raises InvalidImport."""
    lines, wrong = imports.parse(content, begun.kind, definition.record)
    schema_key = f"{bundle.hash}/registers/{definition.id}"
    for line in lines:
        for error in stores.check(definition.record, line.content, key=schema_key):
            wrong.append(
                FieldError(f"/{line.number}{error.pointer}", error.reason, {**error.params, "line": line.number})
            )
    refuse(wrong)
    drafts = _drafts(stores, definition, begun, lines)
    refuse(imports.doubles(zip(lines, [draft.number for draft in drafts], strict=True)))
    known = stores.registers.current(definition, drafts, during=begun.id)
    full = stores.registers.refused(definition, drafts, known, at=begun.at, on=_day(stores))
    refuse(_not_unique(draft, full[draft.number]) for draft in drafts if draft.number in full)
    return drafts, known


def _drafts(stores: Stores, definition: Register, begun: Import, lines: Sequence[Line]) -> list[Draft]:
    digest = stores.registers.digest
    return [
        Draft(
            natural_number(definition, line.content, digest) or digest(f"import|{begun.id}|{line.number}"),
            line.content,
            {"import": begun.id, "line": line.number},
        )
        for line in lines
    ]


def _not_unique(draft: Draft, fields: Sequence[str]) -> FieldError:
    return refusal(draft.basis["line"], "not-unique", f"/{fields[0]}" if fields else "", fields=list(fields))


def _carry_out(
    stores: Stores, definition: Register, begun: Import, drafts: Sequence[Draft], known: Known = None
) -> Import:
    """Write what isn't written yet, keep the report, and let the register answer again."""

    def write(part: Sequence[Draft]) -> Report | None:
        try:
            return _write(stores, definition, begun, part, known)
        except RecordNotUnique:
            return None  # perhaps a place that a later part of the file gives up

    parts = list(_parts(definition, drafts))
    with ThreadPoolExecutor(THREADS) as threads:
        reports = list(threads.map(write, parts))
    whole = Report()
    for part, report in zip(parts, reports, strict=True):
        for one in [report] if report else [_write_one(stores, definition, begun, draft) for draft in part]:
            whole = whole.and_also(one)
    done = replace(begun, report=whole, finished_at=stamp(stores.now()))
    stores.imports.finish(done)
    return stores.imports.get(begun.register, begun.id) or done


def _write_one(stores: Stores, definition: Register, begun: Import, draft: Draft) -> Report:
    """Write one record in the order of the file; a place that was taken since the check is reported."""
    try:
        return _write(stores, definition, begun, [draft])
    except RecordNotUnique as error:
        return Report(lines=1, refused=(_not_unique(draft, error.fields),))


def _write(stores: Stores, definition: Register, begun: Import, drafts: Sequence[Draft], known: Known = None) -> Report:
    """Write records in one transaction, or in more when they don't fit; `known` is tried first, then read anew."""
    first = [known]

    def attempt() -> Any:
        prepared = stores.registers.prepare_all(
            definition,
            drafts,
            at=stamp(stores.now()),
            on=_day(stores),
            during=begun.id,
            known=first.pop() if first else None,
        )
        if len(prepared.actions) > MOST_ACTIONS:
            return None
        stores.registers.write(prepared)
        return prepared

    prepared = persistently(stores, attempt)
    if prepared is None:
        middle = len(drafts) // 2
        report = _write(stores, definition, begun, drafts[:middle], known)
        return report.and_also(_write(stores, definition, begun, drafts[middle:], known))
    # What this import wrote before it was interrupted counts as what it did.
    mine = [version for version in prepared.unchanged if version.basis.get("import") == begun.id]
    written = [*prepared.versions, *mine]
    added = sum(version.version == 1 for version in written)
    return Report(len(drafts), added, len(written) - added, len(prepared.unchanged) - len(mine))


def _parts(definition: Register, drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """Cut the file so that the parts of a file of new records just fit into transactions."""
    fields = [name for name in definition.search if definition.number != (name,)]
    limits = [rule for rule in definition.unique if rule.fields != definition.number]
    size = max(1, MOST_ACTIONS // (3 + len(fields) + len(limits)))
    for start_ in range(0, len(drafts), size):
        yield drafts[start_ : start_ + size]


def _day(stores: Stores) -> date:
    return local_day(stores.now(), stores.municipality.zone)
