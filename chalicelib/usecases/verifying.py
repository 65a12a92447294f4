"""Verification: is the history of a case whole and unaltered, from its first fact to what is stored now?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.chain import Flaw, check_chain, sha256
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.registers import version_hash

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many chains and facts it walked, and the first flaw, if any."""

    chains: int
    facts: int
    flaw: Flaw | None


def verify(stores: Stores, actor: Actor, case_id: str) -> Verified:
    """Walk every chain of a case: its own, its sub-services', its Requests', and the register record it wrote.

    Raises NotFound or Forbidden.
    """
    file = stores.cases.file(case_id)
    case = file.case
    require(actor, Verb.VERIFY_CASE, Subject(case.department, applicant=case.person))
    requests = [one for one in stores.cases.requests(case.application) if one.case == case_id]
    chains: dict[str, list[Commit]] = {}
    for thing in (*requests, *file.sub_services.values(), case):
        commits = list(stores.commits.chain(thing.aggregate))
        chains[thing.aggregate] = commits
        flaw = check_chain(thing.aggregate, [_plain(commit) for commit in commits], thing.version, thing.chain)
        if flaw is not None:
            return _verified(chains, flaw)
    flaw = (
        _witnesses(chains) or _present(chains) or _content(stores, chains[case.aggregate], case.application)
    ) or _record(stores, chains[case.aggregate])
    return _verified(chains, flaw)


def _verified(chains: dict[str, list[Commit]], flaw: Flaw | None) -> Verified:
    return Verified(len(chains), sum(len(commit.facts) for chain in chains.values() for commit in chain), flaw)


def _plain(commit: Commit) -> dict[str, Any]:
    plain = dataclasses.asdict(commit)
    return plain | {"facts": list(commit.facts)}


def _witnesses(chains: dict[str, list[Commit]]) -> Flaw | None:
    """Find a commit that used an outcome which its chain doesn't know any more."""
    for aggregate, commits in chains.items():
        for commit in commits:
            for witness, head in commit.witness.items():
                if head not in {one.hash for one in chains.get(witness, ())}:
                    return Flaw(witness, len(chains.get(witness, ())), f"is not what {aggregate}@{commit.seq} used")
    return None


def _present(chains: dict[str, list[Commit]]) -> Flaw | None:
    """Find a chain that the case speaks of and that isn't there."""
    for commits in chains.values():
        for commit in commits:
            for fact in commit.facts:
                if fact["fact"] == "SubServicesChosen":
                    for name in fact["sub_services"]:
                        aggregate = f"SUB#{commit.context.get('case')}#{name}"
                        if not chains.get(aggregate):
                            return Flaw(aggregate, 1, "was removed")
    return None


def _content(stores: Stores, commits: list[Commit], application_id: str) -> Flaw | None:
    """Compare what the applicant submitted with the hash in the first fact."""
    application = stores.cases.application(application_id)
    filed = next((fact for fact in commits[0].facts if fact["fact"] == "ApplicationFiled"), None) if commits else None
    if filed is None or filed["content"] != sha256(application.sealed):
        return Flaw(f"APP#{application_id}", 1, "is not the content that was filed")
    return None


def _record(stores: Stores, commits: list[Commit]) -> Flaw | None:
    """Compare the register record with the hash in the fact that wrote it."""
    for commit in commits:
        for fact in commit.facts:
            if fact["fact"] == "RecordWritten":
                where = f"REG#{fact['register']}#{fact['record']}"
                versions = {one.version: one for one in stores.registers.versions(fact["register"], fact["record"])}
                version = versions.get(fact["version"])
                if version is None:
                    return Flaw(where, fact["version"], "was removed")
                if version_hash(version) != fact["hash"]:
                    return Flaw(where, fact["version"], "was altered")
    return None
