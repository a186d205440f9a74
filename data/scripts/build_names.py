"""Build data/basemap/names.json: names of countries by code, and of seas, by language.

    python -m pip install babel==2.18.0   (only here: never a dependency of geomap)
    python data/scripts/build_names.py

English names of countries are those of the gazetteer, and where the background has the country
the name on it, unless that is cut short. In the other languages they are those of Unicode's CLDR,
which Babel carries. Names of seas are those of data/basemap/seas.csv; what is missing there stays
in English.
"""

import csv
import json
from pathlib import Path
from typing import Any

from babel import Locale

BASEMAP = Path(__file__).resolve().parents[1] / "basemap"
COUNTRIES = BASEMAP.parents[1] / "gazetteer" / "countries.csv"
LANGUAGES = ("uk", "ko", "ru")


def english_names(drawn: list[dict[str, Any]]) -> dict[str, str]:
    """Names by ISO 3166-1 alpha-2 code; of the shapes that share a code the largest tells."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        names = {row["country"]: row["name"] for row in csv.DictReader(file)}
    largest = {each["code"]: each["name"] for each in sorted(drawn, key=lambda each: each["area"])}
    return names | {code: name for code, name in largest.items() if code and name[-1] != "."}


def main() -> None:
    """Write the file and say how large it is."""
    world = json.loads((BASEMAP / "world.json").read_text(encoding="utf-8"))
    english = english_names(world["countries"])
    with (BASEMAP / "seas.csv").open(encoding="utf-8", newline="") as file:
        seas = list(csv.DictReader(file))
    strange = {sea["name"] for sea in seas} - {sea["name"] for sea in world["seas"]}
    if strange:
        message = f"seas.csv names seas that the background has not: {sorted(strange)}"
        raise SystemExit(message)
    names = {"en": {"countries": english, "seas": {}}}
    for language in LANGUAGES:
        territories = Locale(language).territories
        names[language] = {
            "countries": {code: territories[code] for code in english if code in territories},
            "seas": {sea["name"]: sea[language] for sea in seas},
        }
    out = BASEMAP / "names.json"
    text = json.dumps(names, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    out.write_text(text + "\n", encoding="utf-8")
    print(f"{out}: {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
