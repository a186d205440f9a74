"""Sheets and files: sizes as people give them, and pictures written the same every time."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from urllib.parse import quote

from geomap.codec import write_together
from geomap.errors import MapError, OutputError
from geomap.figures.style import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "FORMATS",
    "Picture",
    "check_dpi",
    "markdown_picture",
    "picture_bytes",
    "sheet_inches",
    "write_picture",
]

FORMATS = ("png", "svg", "pdf")
_NAMED = {
    "a4": (210, 297), "a4-landscape": (297, 210), "a5": (148, 210), "a5-landscape": (210, 148),
    "letter": (215.9, 279.4), "letter-landscape": (279.4, 215.9), "column": (85, 130),
    "page": (180, 130), "slide": (254, 142.9),
}  # fmt: skip
_MARKUP = re.compile(r"[\\`*_\[\]<>!]")
_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s?[x×]\s?(\d{1,5}(?:\.\d{1,3})?)\s?(mm|cm|in)?", re.I)
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4}
LEAST_MM, MOST_MM = 60.0, 1200.0
DPI = (50, 1200)
MOST_PIXELS = 60_000_000  # drawing takes 4 bytes each, thrice: 700 MB


class Picture(NamedTuple):
    """A figure with the text that tells what it shows and what it leaves out."""

    figure: "Figure"
    alt: str
    remarks: tuple[str, ...]
    title: str

    def save(self, path: Path | str) -> Path | None:
        """Write the picture and its text: `write_picture`."""
        return write_picture(self, path)

    def _repr_png_(self) -> bytes:
        """Show the picture in a notebook."""
        return picture_bytes(self, "png")


def sheet_inches(size: str) -> tuple[float, float]:
    """Width and height in inches of a size as people give it.

    >>> sheet_inches("254x127mm")
    (10.0, 5.0)

    Raises
    ------
    MapError
        It is none, or larger or smaller than a figure can be.
    """
    named = _NAMED.get(size.lower())
    found = _SIZE.fullmatch(size.strip()[:40])
    if named:
        width, height = named
    elif found:
        unit = _MM[(found[3] or "mm").lower()]
        width, height = float(found[1]) * unit, float(found[2]) * unit
    else:
        message = (
            f"cannot draw a figure of the size {size[:40]!r}: write WIDTHxHEIGHT in mm, cm or in, "
            f"for example 180x130mm, or one of {', '.join(_NAMED)}"
        )
        raise MapError(message)
    if not (min(width, height) >= LEAST_MM and max(width, height) <= MOST_MM):
        message = (
            f"cannot draw a figure of {width:g} x {height:g} mm: each side must have "
            f"{LEAST_MM:g} to {MOST_MM:g} mm"
        )
        raise MapError(message)
    return width / 25.4, height / 25.4


def check_dpi(dpi: int, inches: tuple[float, float]) -> None:
    """Refuse a resolution that no printer has, or a picture that no memory holds.

    Raises
    ------
    MapError
        It is too fine, too coarse, or the picture has too many pixels.
    """
    pixels = inches[0] * inches[1] * dpi * dpi
    if not DPI[0] <= dpi <= DPI[1]:
        message = f"cannot draw with {dpi} dots an inch: give --dpi {DPI[0]} to {DPI[1]}"
        raise MapError(message)
    if pixels > MOST_PIXELS:
        message = (
            f"a figure of {pixels / 1e6:.0f} million pixels is more than the "
            f"{MOST_PIXELS / 1e6:.0f} million that can be drawn: give a smaller --dpi or --size, "
            "or write .pdf or .svg, which need few"
        )
        raise MapError(message)


def write_picture(
    picture: Picture,
    path: Path | str | BinaryIO,
    *,
    format: str | None = None,  # noqa: A002
) -> Path | None:
    """Write a picture and, beside a file, its text: `map.svg.alt.txt` beside `map.svg`.

    Parameters
    ----------
    picture : Picture
        What `draw_figure` or `draw_timeline` gave.
    path : Path, str or binary file
        Where to; missing folders are made.
    format : {"png", "svg", "pdf"}, optional
        By default the file name's extension. A stream has none: give it.

    Returns
    -------
    Path or None
        The file of the text.

    Raises
    ------
    OutputError
        The format is none of these, or a file cannot be written.
    """
    is_path = isinstance(path, str | Path)
    name = format or (Path(path).suffix.lstrip(".").lower() if is_path else "")  # type: ignore[arg-type]
    if name not in FORMATS:
        message = f"cannot write a figure as {name!r}: end its name with .png, .svg or .pdf"
        raise OutputError(message)
    write = _writer(picture, name)
    if not isinstance(path, str | Path):
        write(path)
        return None
    path = Path(path)
    beside = path.with_name(path.name + ".alt.txt")
    write_together({path: write, beside: lambda file: file.write(picture.alt.encode("utf-8"))})
    return beside


def picture_bytes(picture: Picture, name: str) -> bytes:
    """The picture as the bytes of a file of one of `FORMATS`."""
    stream = io.BytesIO()
    _writer(picture, name)(stream)
    return stream.getvalue()


def markdown_picture(title: str, name: str) -> str:
    """The line that shows the file `name` in a Markdown text.

    >>> markdown_picture("Ships", "a map.svg")
    '![Ships](a%20map.svg)'
    """
    words = _MARKUP.sub(lambda sign: "\\" + sign[0], title)
    return f"![{words}]({quote(name)})"


def _writer(picture: Picture, name: str) -> Callable[[BinaryIO], Any]:
    told: dict[str, dict[str, Any]] = {
        "png": {"Software": "geomap", "Title": picture.title, "Description": picture.alt},
        "svg": {"Date": None, "Creator": "geomap", "Title": picture.title,
                "Description": picture.alt},
        "pdf": {"CreationDate": None, "ModDate": None, "Creator": "geomap", "Producer": "geomap",
                "Title": picture.title, "Subject": picture.alt},
    }  # fmt: skip

    def write(file: BinaryIO) -> None:
        with settings(dpi=picture.figure.dpi):
            picture.figure.savefig(file, format=name, metadata=told[name], facecolor="white")

    return write
