"""Check every definition under schemas/, prove the tables, run the worked examples, print each service's branches.

Usage: python -m infra.commands.check_catalogue [--schemas DIR] [--on 2026-12-01]

Exits with 1 and a line for each finding (file, JSON Pointer, reason) where something is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis import Analysis, analyse
from chalicelib.domain.analysis.summaries import ServiceSummary, summarise
from chalicelib.domain.analysis.variants import SituationSummary, summarise_situation
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.definitions import Bundle
from infra.commands.publish import SCHEMAS, read_documents


def main() -> int:
    """Checks and prints; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemas", type=Path, default=SCHEMAS, help="the folder of definitions")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the first day; today unless told")
    given = parser.parse_args()
    started = time.perf_counter()
    try:
        documents = read_documents(given.schemas)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    analysis = analyse(documents, DefinitionChecks(), given.on)
    return report(analysis, len(documents), time.perf_counter() - started)


def report(analysis: Analysis, files: int, seconds: float) -> int:
    """Prints findings, or each service in figures; gives the exit status."""
    if analysis.bundle is None:
        for finding in analysis.findings:
            print(finding)
        print(f"{len(analysis.findings)} finding(s) in {files} files")
        return 1
    bundle = Bundle.parse(sha256(canonical(analysis.bundle)), analysis.bundle)
    for id in bundle.service_ids:
        for line in lines(summarise(bundle.service(id))):
            print(line)
    for id in bundle.situation_ids:
        for line in situation_lines(summarise_situation(bundle, id)):
            print(line)
    print(f"{files} files in order, {seconds:.1f} s; bundle {bundle.hash[:12]}")
    return 0


def lines(summary: ServiceSummary) -> list[str]:
    """One service as a table of its sub-services."""
    decided = "automatic unless a row asks for a person" if summary.automatic else "decided by a person"
    return [
        f"{summary.id}: {summary.title}; {decided}",
        f"  {summary.questions} questions on {summary.pages} pages, {summary.requests} Requests, "
        f"{summary.grounds} grounds, {summary.examples} worked examples",
        f"  {summary.documents} documents, {summary.checks} checks of the intake checklist",
        f"  {summary.branches} branches, {summary.automatic_branches} automatic",
        "  sub-service            inputs options  pass refuse expert",
        *(
            f"  {one.id:<22} {one.inputs:>6} {one.options:>7} {one.passing:>5} {one.refusing:>6} {one.to_expert:>6}"
            f"  {'automatic' if one.automatic else 'a person'}{', only where it applies' if one.conditional else ''}"
            for one in summary.sub_services
        ),
        "",
    ]


def situation_lines(summary: SituationSummary) -> list[str]:
    """One life situation in figures: what is asked at all, and what its plan saves."""
    return [
        f"{summary.id}: {summary.title}; {summary.services} services, {summary.milestones} milestones",
        f"  {summary.questions} questions at filing and {summary.later} later, against {summary.separate} in separate"
        f" applications: {summary.fewer:.0%} fewer",
        f"  {summary.documents} documents attached once, against {summary.separate_documents}",
        f"  {summary.one_by_one} working days one by one, {summary.side_by_side} by the plan, without milestones",
        f"  critical path: {' → '.join(summary.critical)}",
        *(
            f"  a register could answer {name!r} of {service}: {request}{path}"
            for service, name, request, path in summary.known
        ),
        "",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
