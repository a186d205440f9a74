"""Rows of an event table to claims: layout, order of dates, each row read or kept out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (the type, beside many things called date)
from typing import TYPE_CHECKING, cast

import msgspec

from geomap.records import Claim, Document, Kind, Mention, Reading, Rejected, Table, When
from geomap.tables.cells import (
    Row,
    count_note,
    day_comes_first,
    is_kind,
    kind_of,
    only_year,
    order_note,
    parse_date,
    why_bad,
)
from geomap.tables.columns import Layout, guess_columns, read_layout, settle
from geomap.tables.goods import dots_are_decimal
from geomap.tables.heading import told_apart, with_header
from geomap.tables.rows import RowReader
from geomap.tables.spots import Spots

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.own import Given

__all__ = ["read_table"]

_PLACE_SLOTS = ("place", "origin", "destination", "origin_country", "destination_country",
                "next", "previous", "via", "launch", "route", "inside", "country",
                "supplier", "recipient")  # fmt: skip

ROWS_TOLD = 5  # of those with a cell that could not be read; each has a flag of its own
_LEFT_EMPTY = frozenset(
    ("impossible_date", "unreadable_date", "unreadable_mode", "unreadable_number")
)


def read_table(
    document: Document,
    gazetteer: "Gazetteer",
    *,
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
    given: "Mapping[str, Given] | None" = None,
    day_first: bool | None = None,
    near: Date | None = None,
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
    given
        Places that the user gives to texts, by their key: they win over the gazetteer.
    day_first
        How 03/04/2024 is read. By default as the other dates of the table tell (13/04/2024 is
        day first), else day first, with a flag; a note of the reading says which.
    near
        A day that dates without their year are nearest to; by default that of publication.

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
    document = _headed(document, columns)
    table = document.table or Table(columns=(), rows=())
    spots = Spots(gazetteer, country.upper() if country else None, given=given or {})
    layout = guess_columns(
        read_layout(table, columns=columns),
        table,
        is_date=lambda cell: not cell.isdigit() and parse_date(cell)[0] is not None,
        is_place=spots.is_place,
        is_kind=is_kind,
    )
    fields = msgspec.structs.asdict(document)
    if layout.kind is None and not layout.has("kind") and not layout.has("cameo"):
        return Reading(**fields), [Rejected(source=document.source, why=_no_events(layout))]
    rows = _rows(table, layout)
    dates = [c.text for row in rows for c in row.every("date", "start", "end")]
    order = day_comes_first(dates) if day_first is None else day_first
    told = (order_note(dates, order=order, asked=day_first is not None), count_note(dates))
    empty = None if rows else "the table has a header and no rows"
    fields["notes"] = (*document.notes, *(note for note in (*told, empty) if note))
    spots.learn(c.text for row in rows for slot in _PLACE_SLOTS for c in row.every(slot))
    reader = RowReader(
        document=document,
        gazetteer=gazetteer,
        spots=spots,
        day_first=order,
        year=only_year(dates),
        near=near or (Date.fromisoformat(document.published) if document.published else None),
        decimal_dot=dots_are_decimal(c.text for r in rows for c in r.every("quantity")),
    )
    return _read_rows(fields, rows, reader)


def _headed(document: Document, columns: Mapping[str, str] | None) -> Document:
    """The document with its table below its true header, and a word on what that leaves out."""
    if document.table is None:
        return document
    table = told_apart(with_header(document.table, columns=columns))
    above = len(document.table.rows) - len(table.rows)
    blank = sum(not any(row) for row in table.rows)
    notes = list(document.notes)
    if above:
        notes.append(f"the header is line {above + 1} of the table; what is above it is not read")
    if blank:
        notes.append(f"blank rows passed over: {blank}")
    return msgspec.structs.replace(document, table=table, notes=tuple(notes))


def _rows(table: Table, layout: Layout) -> list[Row]:
    """Rows of a table; in one that tells of both kinds each has the columns of its own."""
    kinds: tuple[Kind | None, ...] = ("strike", "transfer", None)
    layouts = {kind: settle(layout, kind) for kind in kinds}
    found = []
    for number, cells in enumerate(table.rows, 1):
        if not any(cells):
            continue
        kind = kind_of(Row(number, cells, layout))
        found.append(Row(number, cells, layouts[kind]))
    return found


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
    fields["notes"] = (*cast("tuple[str, ...]", fields["notes"]), *_unread(claims))
    reading = Reading(
        **fields,  # type: ignore[arg-type]
        mentions=tuple(mentions),
        dates=tuple(dates),
        claims=tuple(claims),
    )
    return reading, rejected


def _unread(claims: Sequence[Claim]) -> Iterator[str]:
    """What a reader must know of rows that are kept with a cell left empty, by their numbers."""
    found = {
        (claim.evidence[0].row, flag.message): None
        for claim in claims
        for flag in claim.flags
        if flag.code in _LEFT_EMPTY
    }
    told = [f"row {row}: {message.rstrip('.')}" for row, message in found]
    if told:
        more = f"; and {len(told) - ROWS_TOLD} more" if len(told) > ROWS_TOLD else ""
        yield f"cells left empty, with a flag: {'; '.join(told[:ROWS_TOLD])}{more}"


def _no_events(layout: Layout) -> str:
    names = ", ".join(repr(c.name) for c in layout.columns if c.name.strip())
    return (
        f"no event table: its columns ({names}) name neither both ends of a transfer (from, to) "
        "nor a place with what hit it (place, weapon, killed ...); rename them or say which "
        "is which with --map old=new"
    )
