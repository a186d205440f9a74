"""The columns of every layer, and how a value of a record becomes a cell."""

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from msgspec import UNSET

from geomap.frames.shapes import Geometries, Geometry
from geomap.records import EventFlag, Flag, Item, MentionedPlace, Place, Sighting, Vessel
from geomap.shipnames import ship_words

__all__ = [
    "COLUMNS",
    "DTYPES",
    "LAYERS",
    "Batch",
    "Cell",
    "Cells",
    "Row",
    "batched",
    "fill_columns",
    "make_batch",
    "place_cells",
]

Cell: TypeAlias = str | int | float | bool | None
Cells: TypeAlias = Sequence[object]  # of one column, before they are told: a value a feature
T = TypeVar("T")

SEPARATOR = "; "  # between the values of a cell that holds several


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": _names(
        """id source title publisher published published_from url language text_sha256
        n_mentions n_claims notes no_geometry"""
    ),
    "mentions": _names(
        """id document_id text char_start char_end table_row table_column role
        place_id place_name place_kind country radius_m score rivals why no_geometry"""
    ),
    "claims": _names(
        """id document_id kind what plover items mode vessels origin destination via location
        launch weapon killed injured supplier recipient attacker date_edtf date_text date_prec
        said claimant reported_by status modality denied_by cumulative background
        place_role place_id place_name place_kind country radius_m where_prec
        flags flag_messages evidence denial_evidence details no_geometry"""
    ),
    "events": _names(
        """id kind what summary start end date_edtf date_prec status modality
        low best high unit killed_low killed_high injured_low injured_high
        supplier recipient attacker weapon mode vessels
        origin other_origins destination via location launch
        place_role place_id place_name place_kind country radius_m where_prec
        claimants denied_by n_claims n_documents documents series_id movement_id
        flags flag_messages sightings why_merged evidence details no_geometry"""
    ),
    "routes": _names(
        """id event_id leg from_name to_name mode plausible_modes router length_m
        duration_s duration_low_s duration_high_s certainty why
        start end status modality summary no_geometry"""
    ),
    "areas": _names(
        """id event_id place_role place_id place_name place_kind country radius_m where_prec
        no_geometry"""
    ),
    "tracks": _names(
        """id track_id ship imo mmsi part kind start end duration_s length_m n_points label
        sources no_geometry"""
    ),
    "port_calls": _names(
        """id track_id ship imo mmsi start end duration_s n_points open_start open_end
        place_id place_name place_kind country radius_m no_geometry"""
    ),
    "track_jumps": _names("id track_id ship imo mmsi time end n_points speed_kn why no_geometry"),
}
LAYERS = tuple(COLUMNS)

# Every other column is text. A name means the same, and has the same type, in every layer.
DTYPES: dict[str, str] = {
    **dict.fromkeys(
        _names(
            """n_mentions n_claims n_documents char_start char_end table_row radius_m leg
            part n_points killed injured killed_low killed_high injured_low injured_high
            date_prec where_prec"""
        ),
        "Int64",
    ),
    **dict.fromkeys(
        _names("score low best high length_m duration_s duration_low_s duration_high_s speed_kn"),
        "Float64",
    ),
    **dict.fromkeys(_names("cumulative background open_start open_end"), "boolean"),
}
_PYTHON: dict[str, type] = {"Int64": int, "Float64": float, "boolean": bool}


class Batch(NamedTuple):
    """Some features of one layer, a column at a time: far faster than a feature at a time."""

    records: Sequence[object]  # have an attribute for every column that `cells` does not give
    cells: dict[str, Cells]
    geometries: Geometries


def place_cells(places: Sequence[Place | None]) -> dict[str, Cells]:
    """The columns that tell of a place, in every layer that has one."""
    return {
        "place_id": [place and place.id for place in places],
        "place_name": [place and place.name for place in places],
        "place_kind": [place and place.kind for place in places],
        "country": [place and place.country for place in places],
        "radius_m": [place and place.radius_m for place in places],
    }


class Row(NamedTuple):
    """One feature of a layer: its cells by column, and a GeoJSON geometry or None."""

    cells: dict[str, Cell]
    geometry: Geometry | None


def make_batch(
    records: Sequence[object],
    geometries: Geometries,
    *,
    why: Sequence[str | None],
    **cells: Cells,
) -> Batch:
    """Join records with the columns that they have not themselves; `why` tells of no geometry."""
    cells["no_geometry"] = [
        (reason or "no place is known") if missing else None
        for missing, reason in zip(geometries.missing, why, strict=True)
    ]
    return Batch(records, cells, geometries)


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` values, the last as long as it comes; none without a value."""
    values = iter(values)
    while part := list(itertools.islice(values, size)):
        yield part


def _goods(item: Item) -> str:
    return f"{item.what}: {item.quantity.text}" if item.quantity else item.what


# How a record that stands in another one's slot is told in a cell
_LABELS: dict[type, Callable[[Any], str]] = {
    Place: operator.attrgetter("name"),
    MentionedPlace: operator.attrgetter("name"),
    Vessel: ship_words,
    Item: _goods,
    Flag: operator.attrgetter("code"),
    EventFlag: operator.attrgetter("code"),
    Sighting: operator.attrgetter("text"),
}


def _cell(value: Any) -> Cell:
    """Tell one value of a record as a cell: lists joined, places and ships by name."""
    if value is None or value is UNSET:
        return None
    if isinstance(value, str | int | float):
        return value
    return _TELLERS[type(value)](value)


def _joined(values: tuple[Any, ...]) -> str | None:
    if len(values) == 1 and isinstance(values[0], str):
        return values[0] or None
    return SEPARATOR.join(dict.fromkeys(str(_cell(value)) for value in values)) or None


_TELLERS: dict[type, Callable[[Any], str | None]] = {**_LABELS, tuple: _joined}


def fill_columns(layer: str, batch: Batch) -> Iterator[Sequence[Cell]]:
    """The cells of some features of `layer`, a list for each column in the order of `COLUMNS`."""
    for name in COLUMNS[layer]:
        values = batch.cells.get(name)
        if values is None:
            values = list(map(operator.attrgetter(name), batch.records))
        yield _cells(values, _PYTHON.get(DTYPES.get(name, ""), str))


def _cells(values: Cells, kind: type) -> Sequence[Cell]:
    kinds = {*map(type, values)} - {type(None)}
    if kinds <= {kind}:  # nine columns of ten; 20 times as fast as cell by cell
        return cast("Sequence[Cell]", values)
    if kinds == {tuple} and not any(values):
        return [None] * len(values)
    tell = _TELLERS.get(*kinds) if len(kinds) == 1 else None
    if tell and kind is str:
        return [None if value is None else tell(value) for value in values]
    cells = map(_cell, values)
    return [None if cell is None else kind(cell) for cell in cells]
