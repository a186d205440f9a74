"""Build data/basemap/names.json: names of countries and seas in the languages of the page.

    python -m pip install babel==2.18.0   (only here: never a dependency of geomap)
    python data/scripts/build_names.py

Names of countries are those of Unicode's CLDR, which Babel carries; of seas those of
data/basemap/seas.csv. What is missing there stays in English.
"""

import csv
import json
from pathlib import Path

from babel import Locale

BASEMAP = Path(__file__).resolve().parents[1] / "basemap"
LANGUAGES = ("uk", "ko", "ru")


def main() -> None:
    """Write the file and say how large it is."""
    world = json.loads((BASEMAP / "world.json").read_text(encoding="utf-8"))
    codes = sorted({country["code"] for country in world["countries"] if country["code"]})
    with (BASEMAP / "seas.csv").open(encoding="utf-8", newline="") as file:
        seas = list(csv.DictReader(file))
    strange = {sea["name"] for sea in seas} - {sea["name"] for sea in world["seas"]}
    if strange:
        message = f"seas.csv names seas that the background has not: {sorted(strange)}"
        raise SystemExit(message)
    names = {}
    for language in LANGUAGES:
        territories = Locale(language).territories
        names[language] = {
            "countries": {code: territories[code] for code in codes if code in territories},
            "seas": {sea["name"]: sea[language] for sea in seas},
        }
    out = BASEMAP / "names.json"
    text = json.dumps(names, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    out.write_text(text + "\n", encoding="utf-8")
    print(f"{out}: {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
