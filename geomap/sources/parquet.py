"""Parquet and GeoParquet tables: columns of plain values, and points as positions."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from geomap.sources.draft import Draft
from geomap.sources.features import POSITION, position
from geomap.sources.files import Unreadable
from geomap.sources.tabular import COLUMNS_LIMIT, ROWS_LIMIT, cell_text, collect, drafted

__all__ = ["read_parquet"]

_BATCH = 8_192  # rows that are decoded at once


def read_parquet(data: bytes) -> Draft:
    """The rows of a Parquet file; a column of points (GeoParquet) gives `lat` and `lon`.

    Raises
    ------
    Unreadable
        The file is broken or passes a limit.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        schema = file.schema_arrow
        if file.metadata.num_rows > ROWS_LIMIT or len(schema) > COLUMNS_LIMIT:
            message = (
                f"{file.metadata.num_rows:,} rows and {len(schema):,} columns; the limits are "
                f"{ROWS_LIMIT:,} and {COLUMNS_LIMIT:,}; split the table"
            )
            raise Unreadable(message)
        flat = [f.name for f in schema if not pa.types.is_nested(f.type) and not _is_bytes(f.type)]
        places = [f.name for f in schema if _is_bytes(f.type) and f.name == _geometry_of(schema)]
        left = [f.name for f in schema if f.name not in {*flat, *places}]
        # strings by number: a text that a million rows share is decoded once
        texts = [f.name for f in schema if pa.types.is_string(f.type)]
        file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
        rows = collect(_parquet_rows(file, flat, places))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        message = f"broken Parquet: {' '.join(str(error).split())[:200]}; write it again"
        raise Unreadable(message) from None
    notes = [f"columns that are no plain values are not read: {', '.join(left)}"] if left else []
    return drafted(rows, notes=notes)


def _is_bytes(kind: Any) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )  # fmt: skip


def _geometry_of(schema: Any) -> str | None:
    """The primary geometry column that GeoParquet's metadata name, if it is written as WKB."""
    try:
        geo = msgspec.json.decode((schema.metadata or {}).get(b"geo", b"{}"))
        name = geo.get("primary_column")
        encoding = geo.get("columns", {}).get(name, {}).get("encoding")
    except (msgspec.DecodeError, AttributeError, TypeError):
        return None
    return name if isinstance(name, str) and encoding == "WKB" else None


def _parquet_rows(file: Any, flat: list[str], places: list[str]) -> Iterator[list[str]]:
    known = {name.casefold() for name in flat}
    positions = [] if known & {"lat", "latitude"} else places
    yield [*flat, *(POSITION if positions else ())]
    for batch in file.iter_batches(batch_size=_BATCH, columns=[*flat, *positions]):
        columns: list[Sequence[str]] = [_column(batch.column(name)) for name in flat]
        for name in positions:
            columns += zip(*(position(_shape(wkb.as_py())) for wkb in batch.column(name)),
                           strict=True)  # fmt: skip
        yield from map(list, zip(*columns, strict=True))


def _column(array: Any) -> list[str]:
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        texts = [cell_text(value) for value in array.dictionary.to_pylist()]
        return ["" if i is None else texts[i] for i in array.indices.to_pylist()]
    return [cell_text(value) for value in array.to_pylist()]


def _shape(wkb: bytes | None) -> dict[str, Any] | None:
    """GeoJSON geometry of a well-known binary one."""
    import shapely

    if wkb is None:
        return None
    shape = shapely.from_wkb(wkb, on_invalid="ignore")
    return None if shape is None or shape.is_empty else shapely.geometry.mapping(shape)
