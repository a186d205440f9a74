"""How figures look: colours, dashes, fonts, and text made fit for print."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

__all__ = ["DASHES", "MODES", "Palette", "clean", "font_files", "palette", "settings", "shorten"]

MODES = ("sea", "rail", "road", "air", "unknown")
# By certainty of a leg, in widths of the line; None is a whole line
DASHES: dict[str, tuple[float, ...] | None] = {
    "computed": None,
    "direct": (4.0, 1.8),
    "country": (1.2, 1.8),
    "fire": (0.8, 1.6),
}
# Fonts that hold Hangul, Han or Kana, tried after matplotlib's own DejaVu Sans (Latin, Cyrillic,
# Greek, Arabic, Hebrew); a character that none of those installed holds is shown as a box.
_MORE_FONTS = (
    "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo",
    "UnDotum", "Droid Sans Fallback", "WenQuanYi Zen Hei", "Unifont",
)  # fmt: skip
_NO_GLYPH = "\u25a1"
_SPACES = re.compile(r"\s+")
# Control, surrogate, private and unassigned characters; the joiners of Persian and Hindi stay
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")


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


def clean(text: str) -> str:
    r"""Text on one line as a font can show it, without characters that steer a terminal or line.

    >>> clean("a\x00b\n\u202ec")
    'a b c'
    """
    shown = []
    held = _held()
    for char in _SPACES.sub(" ", unicodedata.normalize("NFC", text)):
        kind = unicodedata.category(char)
        if kind in _UNSEEN or (kind == "Cf" and char not in _JOINERS):
            shown.append(" ")
        else:
            shown.append(char if ord(char) in held or char in _JOINERS else _NO_GLYPH)
    return _SPACES.sub(" ", "".join(shown)).strip()


def shorten(text: str, length: int) -> str:
    """The text, cut to so many characters with an ellipsis.

    >>> shorten("a long name", 7)
    'a long…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
