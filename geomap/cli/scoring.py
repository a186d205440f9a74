"""The verb that compares two readings of the same documents."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli.shared import output_option, put, say

if TYPE_CHECKING:
    from geomap.score import Measure

__all__ = ["score"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", type=_FILE, metavar="GOLD.jsonl")
@click.argument("predicted", type=_FILE, metavar="PRED.jsonl")
@output_option(default="-", show_default=True)
@click.option(
    "--format", "name", type=click.Choice(("table", "json")), default="table", show_default=True
)
@click.pass_context
def score(ctx: click.Context, *, gold: Path, predicted: Path, output: str, name: str) -> None:
    """Compare PRED with GOLD: precision, recall, F1, distances of places.

    Both are files as `geomap extract --format jsonl` writes them; documents are told apart by id.
    """
    from geomap.codec import encode
    from geomap.score import read_said
    from geomap.score import score as measure

    true = read_said(gold.read_bytes(), name=str(gold))
    told = read_said(predicted.read_bytes(), name=str(predicted))
    measures = measure(true, told)
    known = {said.id for said in true}
    missing = len(known - {said.id for said in told})
    extra = sum(said.id not in known for said in told)
    if missing or extra:
        words = f"{missing} of {len(true)} documents are missing, {extra} are not in the gold"
        say(ctx, f"note: {predicted}: {words}")
    put(output, encode(measures).decode() + "\n" if name == "json" else _table(measures))


def _table(measures: tuple["Measure", ...]) -> str:
    head = f"{'':18}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>8}{'told':>7}{'gold':>7}"
    lines = [head]
    for m in measures:
        shares = f"{_share(m.precision):>10}{_share(m.recall):>8}{_share(m.f1):>7}"
        lines.append(f"{m.name:18}{shares}{m.right:>8}{m.predicted:>7}{m.gold:>7}")
        if m.median_error_m is not None and m.mean_error_m is not None:
            far = f"{m.median_error_m / 1000:.1f} km in the median, {m.mean_error_m / 1000:.1f} km"
            lines.append(f"{'':18}  places lie {far} in the mean from the gold's")
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
