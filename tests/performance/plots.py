"""Plots of what benchmarks measured, for people who would rather look than read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: a name for the legend, and its points."""

    name: str
    across: Sequence[float]
    up: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves of one kind, and what their axes are called."""

    up: str
    across: str
    lines: Sequence[Line]
    is_logarithmic: bool = False
    """The axis across."""


def plot(file: Path, *, title: str, panels: Sequence[Panel]) -> None:
    """Write a PNG with one panel below the other."""
    figure = Figure(figsize=(9, 3.2 * len(panels)), layout="constrained")
    figure.suptitle(title)
    for number, panel in enumerate(panels, start=1):
        axes = figure.add_subplot(len(panels), 1, number)
        for line in panel.lines:
            axes.plot(line.across, line.up, label=line.name)
        axes.set_ylabel(panel.up)
        axes.set_xlabel(panel.across)
        axes.set_ylim(bottom=0)
        if panel.is_logarithmic:
            axes.set_xscale("log")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(loc="best", fontsize="small")
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file, dpi=110)
