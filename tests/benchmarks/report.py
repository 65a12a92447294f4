"""How figures are printed: what was measured, the figure, the bound or comparison, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects figures and says at the end whether all bounds hold."""

    missed: list[str] = field(default_factory=list)

    def section(self, title: str) -> None:
        print(f"\n{title}", flush=True)

    def figure(
        self, name: str, value: float, unit: str, *, most: float | None = None, least: float | None = None
    ) -> None:
        """Print one figure; `most` and `least` are the bounds that the project set itself."""
        bound, holds = "", True
        if most is not None:
            bound, holds = f"at most {most:g} {unit}", value <= most
        if least is not None:
            bound, holds = f"at least {least:g} {unit}", value >= least
        mark = " " if holds else "!"
        print(f" {mark} {name:<58} {value:>12.5g} {unit:<8} {bound}", flush=True)
        if not holds:
            self.missed.append(name)

    def note(self, text: str) -> None:
        print(f"   {text}", flush=True)
