"""Event tables: each row of a spreadsheet becomes a claim, or is kept out with the reason.

    header -> columns (which column holds what) -> cells of a row -> places, goods, parties -> claim

Columns are found by name, forgiving of case, spaces, punctuation and the words that people
pad headers with; what the header does not say is not guessed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from geomap.records import Document, Mention, Reading, Rejected, When
from geomap.tables.cells import Row, day_comes_first, why_bad
from geomap.tables.columns import Layout, read_layout
from geomap.tables.goods import dots_are_decimal
from geomap.tables.rows import RowReader
from geomap.tables.spots import Spots

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["read_table"]

_PLACE_SLOTS = ("place", "origin", "destination", "via", "launch", "route", "inside", "country",
                "supplier", "recipient")  # fmt: skip


def read_table(
    document: Document,
    gazetteer: "Gazetteer",
    *,
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Reading, list[Rejected]]:
    """Read the rows of an event table; a bad row is kept out whole, with its number and why.

    Parameters
    ----------
    document
        A document with a table.
    gazetteer
        Where names are looked up.
    country
        ISO 3166-1 code of the country that a bare place or side ("south-east") lies in.
    columns
        Columns under other names: the name in the table to what it holds ("hit at": "place").

    Returns
    -------
    tuple
        The document with mentions, dates and claims, each at its row and column (offsets count
        inside the cell), and the rows that were kept out.

    Raises
    ------
    SourceError
        `columns` names a column that the table lacks, or something that no column can hold.
    ValueError
        The document has no table.
    """
    if document.table is None:
        message = f"{document.source}: read_table was given a document without a table"
        raise ValueError(message)
    layout = read_layout(document.table, columns=columns)
    fields = msgspec.structs.asdict(document)
    if layout.kind is None and not layout.has("kind"):
        return Reading(**fields), [Rejected(source=document.source, why=_no_events(layout))]
    rows = [Row(n, cells, layout) for n, cells in enumerate(document.table.rows, 1)]
    spots = Spots(gazetteer, country.upper() if country else None)
    spots.learn(c.text for row in rows for slot in _PLACE_SLOTS for c in row.every(slot))
    reader = RowReader(
        document=document,
        gazetteer=gazetteer,
        spots=spots,
        layout=layout,
        day_first=day_comes_first([c.text for r in rows for c in r.every("date", "start", "end")]),
        decimal_dot=dots_are_decimal(c.text for r in rows for c in r.every("quantity")),
    )
    return _read_rows(fields, rows, reader)


def _read_rows(
    fields: dict[str, object], rows: list[Row], reader: RowReader
) -> tuple[Reading, list[Rejected]]:
    rejected: list[Rejected] = []
    claims = []
    mentions: list[Mention] = []
    dates: list[When] = []
    for row in rows:
        why = why_bad(row, reader.spots)
        if why is not None:
            rejected.append(Rejected(source=reader.document.source, row=row.number, why=why))
            continue
        told = reader.read(row)
        claims += told.claims
        mentions += told.mentions
        dates += told.dates
    reading = Reading(
        **fields,  # type: ignore[arg-type]
        mentions=tuple(mentions),
        dates=tuple(dates),
        claims=tuple(claims),
    )
    return reading, rejected


def _no_events(layout: Layout) -> str:
    names = ", ".join(repr(c.name) for c in layout.columns if c.name.strip())
    return (
        f"no event table: its columns ({names}) name neither both ends of a transfer (from, to) "
        "nor a place with what hit it (place, weapon, killed ...); rename them or say which "
        "is which with --map old=new"
    )
