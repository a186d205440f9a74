"""How figures look: colours, dashes, fonts, and text made fit for print."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from geomap.text import JOINERS, visible

__all__ = [
    "DASHES",
    "MODES",
    "Palette",
    "clean",
    "font_files",
    "letters_without_font",
    "one_line",
    "palette",
    "settings",
    "shorten",
    "wrapped",
]

MODES = ("sea", "rail", "road", "air", "unknown")
# By certainty of a leg, in widths of the line; a whole line is an observed track
DASHES: dict[str, tuple[float, ...]] = {
    "computed": (6.5, 1.3),
    "direct": (3.0, 1.8),
    "country": (1.2, 1.8),
    "fire": (0.8, 1.6),
}
# Fonts that hold Hangul, Han or Kana, tried after matplotlib's own DejaVu Sans (Latin, Cyrillic,
# Greek, Arabic, Hebrew); a character that none of those installed holds is shown as a box.
_MORE_FONTS = (
    "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo",
    "UnDotum", "Droid Sans Fallback", "WenQuanYi Zen Hei", "Unifont",
)  # fmt: skip
BOLD_EM, PLAIN_EM = 0.62, 0.53  # mean width of a letter of DejaVu Sans, with some to spare
_NO_GLYPH = "\u25a1"
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+ ?")
_FILLER = "\x00"  # never in a text that was made one line


class Palette(NamedTuple):
    """Colours of a figure; `signs` are signs on lines that tell modes apart without colour."""

    water: str
    land: str
    border: str
    grid: str
    ink: str
    soft: str
    strike: str
    area: str
    modes: dict[str, str]
    signs: dict[str, str]


# The web map's: Okabe and Ito's, made to be told apart by colour-blind readers
_COLOUR = Palette(
    water="#dbe6ee",
    land="#f6f4ef",
    border="#b9bdbb",
    grid="#c4d3de",
    ink="#20262c",
    soft="#55606b",
    strike="#d55e00",
    area="#6b4c9a",
    modes={
        "sea": "#0072b2", "rail": "#3a2a1d", "road": "#b87800", "air": "#aa4d86",
        "unknown": "#007a59",
    },
    signs={},
)  # fmt: skip
_GREY = Palette(
    water="#e9e9e9",
    land="#ffffff",
    border="#a8a8a8",
    grid="#d4d4d4",
    ink="#1c1c1c",
    soft="#5a5a5a",
    strike="#000000",
    area="#6e6e6e",
    modes=dict.fromkeys(MODES, "#333333"),
    signs={"sea": "o", "rail": "s", "road": "D", "air": "v"},
)


def palette(*, grey: bool) -> Palette:
    """Colours of a figure, or greys with signs in their stead."""
    return _GREY if grey else _COLOUR


@cache
def _fonts() -> tuple[str, ...]:
    """DejaVu Sans and what this machine has for other scripts."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return ("DejaVu Sans", *(name for name in _MORE_FONTS if name in known))


def font_files() -> tuple[str, str, str, list[str]]:
    """Files of the text's font, plain, bold and slanted, and of those for other scripts."""
    from matplotlib import font_manager

    family = "DejaVu Sans"
    looks: tuple[dict[str, Any], ...] = ({}, {"weight": "bold"}, {"style": "oblique"})
    found = [
        font_manager.findfont(font_manager.FontProperties(family=[family], **look))
        for look in looks
    ]
    others = [font_manager.findfont(name) for name in _fonts()[1:]]
    return found[0], found[1], found[2], [file for file in others if file.endswith(".ttf")]


@cache
def _held() -> frozenset[int]:
    """Code points that one of the fonts holds."""
    from matplotlib import font_manager

    held: set[int] = set()
    for name in _fonts():
        held |= set(font_manager.get_font(font_manager.findfont(name)).get_charmap())
    return frozenset(held)


@contextmanager
def settings(*, dpi: float = 300) -> Iterator[None]:
    """Matplotlib as figures need it, whatever the user's own settings say.

    Text is never read as mathematics, ids in SVG are digests of what they name.
    """
    import matplotlib as mpl

    plain: dict[Any, Any] = {
        k: v for k, v in mpl.rcParamsDefault.items() if not k.startswith(("backend", "date."))
    }
    ours: dict[str, Any] = {
        "font.family": list(_fonts()),
        "text.parse_math": False,
        "text.usetex": False,
        "svg.hashsalt": "geomap",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "figure.dpi": dpi,
        "savefig.dpi": dpi,
        "path.simplify": True,
    }
    with mpl.rc_context(plain | ours):
        yield


def one_line(text: str) -> str:
    """Text on one line, without what steers one; letters composed, as fonts have them."""
    return visible(unicodedata.normalize("NFC", text))


def clean(text: str) -> str:
    """The same as the fonts can show it: a box for a letter that none of them has.

    Pictures among letters, such as headlines of threads have, say nothing: they are left out.
    """
    held = _held()
    line = one_line(_PICTURES.sub("", text))
    return "".join(c if ord(c) in held or c in JOINERS else _NO_GLYPH for c in line)


def letters_without_font(texts: Iterable[str]) -> list[str]:
    """Letters of some texts that `clean` shows as boxes, each once, in order."""
    held = _held() | {ord(char) for char in JOINERS}
    shown = "".join(one_line(_PICTURES.sub("", text)) for text in texts)
    return sorted({char for char in shown if ord(char) not in held})


def wrapped(text: str, room_em: float, *, bold: bool = False) -> list[str]:
    """Lines of a text as a font can show it; Hangul and Han letters are a whole em wide.

    Parameters
    ----------
    text : str
        What to write.
    room_em : float
        Room for a line, in sizes of the font.
    bold : bool
        Whether the letters are.
    """
    wide = "".join(
        char + _FILLER if char == _NO_GLYPH or unicodedata.east_asian_width(char) in "WF" else char
        for char in clean(text)
    )
    lines = textwrap.wrap(wide, max(12, int(room_em / (BOLD_EM if bold else PLAIN_EM))))
    return [line.replace(_FILLER, "") for line in lines]


def shorten(text: str, length: int) -> str:
    """The text, cut to so many characters with an ellipsis.

    >>> shorten("a long name", 7)
    'a long…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
