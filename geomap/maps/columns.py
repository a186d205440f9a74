"""Tables of columns, packed small: how an atlas travels inside the page.

A table is a set of typed columns; texts are listed once for all tables and referred to by number.
The whole is deflated and written in base64, which is a sixth of what the same records take as
JSON objects (tests/bench/bench_map.py), and the browser undoes both by itself. `store.js` of the
page reads what is written here.

Layout before compression: the length of the header (4 bytes), the header as JSON, the columns,
each at a multiple of 8 bytes, the texts as UTF-8. Numbers are little-endian; whole ones have
four bytes, kept as `_Blob.put` says.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, Final

from geomap.text import whole_letters

if TYPE_CHECKING:
    import numpy as np

__all__ = ["NO_DAY", "Table", "Texts", "day_number", "pack", "unpack"]

# Level 9 packs 100,000 events 4 % smaller than the default 6 and takes twice as long.
LEVEL = 6
ALIGN = 8
NO_DAY: Final = -(2**31)  # of a column of days: not known
_EPOCH = date(1970, 1, 1).toordinal()
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?!\d)", re.ASCII)

# What a column of each kind holds; 0 stands for None in the first four, the rest is one higher.
# text, ref, count: a number of a text, of a row of another table, a whole number. code: a number
# of a word of a closed list, not raised. day: days since 1970. number: any. texts, refs, ints:
# lists, as a column of lengths and one of all their members (not raised).
_RAISED = frozenset({"text", "ref", "count"})
LISTS = frozenset({"texts", "refs", "ints"})


def day_number(iso: str | None) -> int:
    """Days since 1970 of an ISO date (year, month or day), else `NO_DAY`.

    >>> day_number("1970-02-01"), day_number("2023") - day_number("2022"), day_number("soon")
    (31, 365, -2147483648)
    """
    found = _ISO.match(iso or "")
    if not found:
        return NO_DAY
    year, month, day = found.groups()
    try:
        return date(int(year), int(month or 1), int(day or 1)).toordinal() - _EPOCH
    except ValueError:
        return NO_DAY


class Texts:
    """Texts listed once, by number."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Number of a text, which is added the first time."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.values)
            self.values.append(text)
        return number


class Table:
    """Rows by column.

    `kinds` names each column's kind; `code:a b c` gives the words of a code. `like` names for a
    column another one that it often equals: it is then kept as the difference.
    """

    def __init__(
        self, texts: Texts, kinds: Mapping[str, str], *, like: Mapping[str, str] | None = None
    ) -> None:
        self.texts = texts
        self.like = dict(like or {})
        self.words = {
            name: kind.removeprefix("code:").split()
            for name, kind in kinds.items()
            if kind.startswith("code:")
        }
        self.kinds = {n: "code" if n in self.words else kind for n, kind in kinds.items()}
        self._names = tuple(kinds)
        self._rows: list[tuple[Any, ...]] = []

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def add(self, **values: Any) -> int:
        """Add a row and give its number; a column that is not named is unknown or empty."""
        self._rows.append(tuple(map(values.get, self._names)))
        return len(self._rows) - 1

    def columns(self) -> Iterator[tuple[str, Sequence[float], Sequence[int] | None]]:
        """Each column's name, its values as they are kept, and of lists how long each is."""
        found = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._names)
        for (name, kind), cells in zip(self.kinds.items(), found, strict=True):
            if kind not in LISTS:
                yield name, self._kept(name, kind, cells), None
                continue
            number = self.texts.number
            members: Iterable[Any] = chain.from_iterable(cell for cell in cells if cell)
            values = [number(text) for text in members] if kind == "texts" else list(members)
            yield name, values, [len(cell) if cell else 0 for cell in cells]

    def _kept(self, name: str, kind: str, cells: Sequence[Any]) -> Sequence[float]:
        if kind == "code":
            codes = {word: i for i, word in enumerate(self.words[name])}
            return [codes[cell] for cell in cells]
        if kind == "number":
            nan = float("nan")
            return [nan if cell is None else cell for cell in cells]
        if kind == "day":
            return [day_number(cell) for cell in cells]
        if kind == "text":
            number = self.texts.number
            return [number(cell) + 1 if cell else 0 for cell in cells]
        return [0 if cell is None else cell + 1 for cell in cells]


def _array(values: Sequence[float], kind: str) -> "np.ndarray[Any, Any]":
    """The values as they are kept: floats, or whole numbers of four bytes."""
    import numpy as np

    if kind == "number":
        return np.asarray(values, dtype="<f8")
    return np.asarray(values, dtype=np.int64).astype("<u4")  # negative days wrap around


class _Blob:
    """Arrays laid one after the other; the same bytes are laid down once."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self._known: dict[bytes, list[Any]] = {}

    def put(self, array: "np.ndarray[Any, Any]", how: str = "") -> list[Any]:
        """Lay an array down; its type, where it begins, how many values, how it was changed.

        `how` is "step" for differences from one value to the next: numbers that count up cost
        nothing then. Four-byte numbers lie byte by byte (all first bytes, all second ones ...):
        the upper ones are mostly alike.
        """
        import numpy as np

        kept = np.diff(array, prepend=array.dtype.type(0)) if how == "step" else array
        if kept.dtype.itemsize == 4:
            data = kept.view("u1").reshape(-1, 4).T.tobytes()
        else:
            data = kept.tobytes()
        key = how.encode() + kept.dtype.str.encode() + data
        if key not in self._known:
            padded = data + bytes(-len(data) % ALIGN)
            self._known[key] = [array.dtype.str[1:], self.size, len(array), how]
            self.parts.append(padded)
            self.size += len(padded)
        return self._known[key]


# Numbers of these kinds mostly count up from row to row.
_STEPS = frozenset({"text", "ref", "texts", "refs"})


def _lay(blob: _Blob, table: Table) -> dict[str, Any]:
    """Lay a table's columns down; what the header says of them."""
    columns: dict[str, Any] = {}
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for name, values, lengths in table.columns():
        kind = table.kinds[name]
        entry: dict[str, Any] = {"kind": kind}
        array = arrays[name] = _array(values, kind)
        if name in table.like:
            entry["like"] = table.like[name]
            other = arrays[table.like[name]]
            array = (array.view("<u4") ^ other.view("<u4")).view(array.dtype)
        entry["at"] = blob.put(array, "step" if kind in _STEPS and "like" not in entry else "")
        if lengths is not None:
            entry["lengths"] = blob.put(_array(lengths, "int"))
        if name in table.words:
            entry["words"] = table.words[name]
        columns[name] = entry
    return columns


def _utf16_length(text: str) -> int:
    """Characters as a browser counts them."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def pack(head: Mapping[str, Any], tables: Mapping[str, Table], texts: Texts) -> str:
    """Pack tables, their texts and a few plain values (`head`) as base64 of deflate.

    Lone surrogates, which UTF-8 cannot carry, become U+FFFD.
    """
    blob = _Blob()
    listed = {}
    for name, table in tables.items():
        listed[name] = {"count": table.count, "columns": _lay(blob, table)}
    clean = [whole_letters(text) for text in texts.values]
    lengths = blob.put(_array([_utf16_length(text) for text in clean], "int"))
    header = {"head": head, "tables": listed, "texts": lengths, "data": blob.size}
    top = whole_letters(json.dumps(header, ensure_ascii=False, separators=(",", ":")))
    first = top.encode("utf-8")
    first += b" " * (-(4 + len(first)) % ALIGN)
    deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    pieces = (len(first).to_bytes(4, "little"), first, *blob.parts, "".join(clean).encode("utf-8"))
    packed = [deflater.compress(piece) for piece in pieces]
    return base64.b64encode(b"".join((*packed, deflater.flush()))).decode("ascii")


def unpack(text: str) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Undo `pack`: the plain values, and each table's rows with what is unknown left out.

    For tests and for other programs that want to read a map's data; the page has its own.
    """
    import numpy as np

    data = zlib.decompress(base64.b64decode(text), -zlib.MAX_WBITS)
    start = 4 + int.from_bytes(data[:4], "little")
    header = json.loads(data[4:start])

    def array(entry: Sequence[Any]) -> "np.ndarray[Any, Any]":
        kind, offset, count, how = entry
        if kind == "f8":
            return np.frombuffer(data, "<f8", count, start + offset)
        planes = np.frombuffer(data, "u1", 4 * count, start + offset).reshape(4, count)
        found = np.ascontiguousarray(planes.T).view("<u4").ravel()
        return np.cumsum(found, dtype="<u4") if how == "step" else found

    def values(entry: Sequence[Any]) -> list[Any]:
        return array(entry).tolist()  # type: ignore[no-any-return]

    whole = data[start + header["data"] :].decode("utf-8").encode("utf-16-le")
    ends = [0, *accumulate(values(header["texts"]))]
    texts = [whole[2 * a : 2 * b].decode("utf-16-le") for a, b in pairwise(ends)]
    tables = {}
    for name, table in header["tables"].items():
        rows: list[dict[str, Any]] = [{} for _ in range(table["count"])]
        for column, entry in table["columns"].items():
            lengths = values(entry["lengths"]) if "lengths" in entry else None
            found = array(entry["at"])
            if "like" in entry:
                other = array(table["columns"][entry["like"]]["at"])
                found = (found.view("<u4") ^ other.view("<u4")).view(found.dtype)
            found = found.view("<i4") if entry["kind"] == "day" else found
            for row, cell in zip(rows, _cells(entry, found.tolist(), lengths, texts), strict=True):
                if cell is not None:
                    row[column] = cell
        tables[name] = rows
    return header["head"], tables


def _cells(
    entry: Mapping[str, Any],
    found: Sequence[Any],
    lengths: Sequence[int] | None,
    texts: Sequence[str],
) -> Iterable[Any]:
    """One column's cells, None where unknown or empty."""
    kind = entry["kind"]
    if lengths is not None:
        ends = [0, *accumulate(lengths)]
        named = [texts[n] for n in found] if kind == "texts" else found
        return [named[a:b] or None for a, b in pairwise(ends)]
    if kind == "code":
        return [entry["words"][n] for n in found]
    if kind == "text":
        return [texts[n - 1] if n else None for n in found]
    if kind in _RAISED:
        return [n - 1 if n else None for n in found]
    return [None if n == NO_DAY or n != n else n for n in found]  # noqa: PLR0124 (NaN)
