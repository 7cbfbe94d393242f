"""Plots of what benchmarks measured, for people who would rather look than read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: a name for the legend, and its points."""

    name: str
    across: Sequence[float]
    up: Sequence[float]


def plot(
    file: Path,
    *,
    title: str,
    across: str,
    panels: Mapping[str, Sequence[Line]],
    is_logarithmic: bool = False,
) -> None:
    """Write a PNG with one panel below the other, each named by its unit. `is_logarithmic` is the axis across."""
    figure = Figure(figsize=(9, 3.2 * len(panels)), layout="constrained")
    figure.suptitle(title)
    for number, (unit, lines) in enumerate(panels.items(), start=1):
        axes = figure.add_subplot(len(panels), 1, number)
        for line in lines:
            axes.plot(line.across, line.up, label=line.name)
        axes.set_ylabel(unit)
        axes.set_xlabel(across)
        axes.set_ylim(bottom=0)
        if is_logarithmic:
            axes.set_xscale("log")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(loc="best", fontsize="small")
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file, dpi=110)
