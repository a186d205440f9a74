"""QGIS itself opens a project of ours, draws it, and the drawing shows what it should.

    python tests/bench/bench_qgis.py ATLAS.json [PICTURE.png]

Needs QGIS with its Python (Debian: python3-qgis, qgis-providers), which runs in a Python of its
own. Prints what QGIS found; ends with 1 where a layer is broken, a count is wrong, or a sign's
colour is missing in the picture of the print layout.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from geomap.codec import read_atlas
from geomap.export import export
from geomap.export.styles import COLOURS
from geomap.frames import layer_rows
from geomap.records import Atlas

QGIS_PYTHON = "/usr/bin/python3"
INSIDE = """
import json, sys
from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
found = {"read": project.read(sys.argv[1]), "layers": {}}
for layer in project.mapLayers().values():
    found["layers"][layer.name()] = {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "temporal": layer.temporalProperties().isActive(),
        "rules": type(layer.renderer()).__name__,
    }
(layout,) = project.layoutManager().printLayouts()
settings = QgsLayoutExporter.ImageExportSettings()
settings.dpi = 100
found["exported"] = int(QgsLayoutExporter(layout).exportToImage(sys.argv[2], settings))
found["time"] = not project.timeSettings().temporalRange().isInfinite()
print("RESULT" + json.dumps(found))
application.exitQgis()
"""


def in_qgis(project: Path, picture: Path) -> dict:
    """What QGIS says of a project, after drawing its layout."""
    done = subprocess.run(
        [QGIS_PYTHON, "-c", INSIDE, str(project), str(picture)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.partition("RESULT")[2])


def faults(atlas: Atlas, found: dict, picture: Path) -> list[str]:
    """What is not as it should be, in words."""
    wrong = [] if found["read"] and found["exported"] == 0 else ["the project could not be drawn"]
    counts: dict[str, int] = {}
    for layer, _ in layer_rows(atlas):
        counts[layer] = counts.get(layer, 0) + 1
    for layer, about in found["layers"].items():
        expected = counts.get(layer.replace(" ", "_"), 0)
        if not about["valid"] or (layer != "background" and about["features"] != expected):
            wrong.append(f"{layer}: {about}, expected {expected} features")
    if not found["layers"]["events"]["temporal"] or not found["time"]:
        wrong.append("the temporal controller is not set")
    colours = Image.open(picture).convert("RGB").getcolors(maxcolors=1 << 24)
    pixels = {colour for _, colour in colours or ()}
    signs = {"strike": any(event.kind == "strike" and event.location for event in atlas.events)}
    signs["sea"] = any(leg.mode == "sea" and leg.path for r in atlas.routes for leg in r.legs)
    for name, expected in signs.items():
        colour = tuple(int(part) for part in COLOURS[name].split(",")[:3])
        if expected and colour not in pixels:
            wrong.append(f"no pixel has the colour of {name}, {colour}")
    return wrong


def main(path: Path, kept: Path | None) -> int:
    """Print what QGIS found; 1 where something is wrong."""
    atlas = read_atlas(path.read_bytes(), name=path.name)
    with tempfile.TemporaryDirectory() as folder:
        project, picture = Path(folder, "map.qgz"), kept or Path(folder, "map.png")
        export(atlas, project)
        found = in_qgis(project, picture)
        wrong = faults(atlas, found, picture)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    sys.stdout.writelines(f"WRONG: {fault}\n" for fault in wrong)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None))
