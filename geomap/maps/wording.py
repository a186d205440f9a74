"""The page's own words, by language: one table each in `geomap/page/words/`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from geomap.errors import MapError

__all__ = ["LANGUAGES", "words_for"]

_FOLDER = Path(__file__).parents[1] / "page" / "words"
LANGUAGES = ("en", "uk", "ko", "ru")


@cache
def words_for(language: str) -> dict[str, Any]:
    """The words of a language by key; a word with plural forms is a dict of them.

    Raises
    ------
    MapError
        There is no table for that language.
    """
    if language not in LANGUAGES:
        message = (
            f"cannot draw the map in {language!r}: the page's words are there in "
            f"{', '.join(LANGUAGES)}. Choose one of them."
        )
        raise MapError(message)
    text = (_FOLDER / f"{language}.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
