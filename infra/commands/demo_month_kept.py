"""What a month remembers on disk, so that whoever stops it may go on: the day, papers sent, applications filed."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Filed:
    """An application that was taken: its number, its tracking secret, its case."""

    number: str
    secret: str
    case: str


@dataclass
class Kept:
    """The memory of one month. A line is written before the next step is taken, a torn last line is no line."""

    path: Path
    first: date | None = None
    """The first working day, on the local stack's clock."""
    before: int = 0
    """How many applications the statistics had counted on that day before the month began."""
    day: int = 0
    """The working day that is being lived, counted from 0."""
    papers: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    filed: dict[int, Filed] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Read what an earlier start has kept; nothing where it is the first."""
        kept = cls(path)
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            try:
                kept._take(json.loads(line))
            except ValueError:  # the last line, torn by a kill
                continue
        return kept

    def begin(self, first: date, before: int) -> None:
        """The month begins on this day, on which so many applications were filed already."""
        self._keep({"first": first.isoformat(), "before": before})

    def over(self, day: int) -> None:
        """A day is over."""
        self._keep({"day": day + 1})

    def sent(self, number: int, papers: dict[str, list[str]]) -> None:
        """The papers of an application are in storage; its body names them, so a repetition must name the same."""
        self._keep({"papers": papers, "of": number})

    def taken(self, number: int, answer: dict[str, Any]) -> Filed:
        """An application was taken; gives it."""
        case = f"{answer['application']}-1"
        self._keep({"number": answer["number"], "secret": answer["secret"], "case": case, "of": number})
        return self.filed[number]

    def _keep(self, line: dict[str, Any]) -> None:
        with self._lock, self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
            self._take(line)

    def _take(self, line: dict[str, Any]) -> None:
        if "first" in line:
            self.first, self.before = date.fromisoformat(line["first"]), line["before"]
        elif "day" in line:
            self.day = line["day"]
        elif "papers" in line:
            self.papers[line["of"]] = line["papers"]
        else:
            self.filed[line["of"]] = Filed(line["number"], line["secret"], line["case"])
