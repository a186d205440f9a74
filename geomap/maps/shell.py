"""The folium map that holds an atlas: its frame renders folium's shell, then our page around it.

folium and branca run text as Jinja templates in the Python that draws. So folium renders its
shell from fixed words only, and what came from outside is put in afterwards as data.
"""

from functools import cache
from typing import Any

__all__ = ["new_map"]

# A world at zoom 2 is 1024 pixels wide; beyond 12 the background's 2 km simplification shows.
MIN_ZOOM = 2
MAX_ZOOM = 12
MAX_ZOOM_TILES = 18  # online tiles show streets


@cache
def _classes() -> tuple[type, type]:
    """Our folium classes; made on demand because importing folium takes a second."""
    import folium
    from branca.element import Element, Figure, MacroElement
    from folium.template import Template

    class Frame(Figure):
        """The figure around the map: renders the whole page instead of branca's."""

        def render(self, **kwargs: Any) -> str:
            from geomap.maps.page import assemble

            world: Any = self._children["map"]
            super().render(**kwargs)
            # The page's script is written last: it finds the layers that were added to the map
            self.script._children.move_to_end("start")  # noqa: SLF001
            own = {"meta_http", world.get_name()}
            head = [c.render() for name, c in self.header._children.items() if name not in own]  # noqa: SLF001
            return assemble(
                world.content,
                head="\n".join(head),
                body=self.html.render().strip(),
                script=self.script.render().strip(),
                tiles=world.tile_addresses(),
                has_layers=world.has_layers(),
            )

    class Start(MacroElement):
        """Hands the map to the page's script. Fixed words only."""

        _template = Template(
            "{% macro script(this, kwargs) %}"
            "geomap.start({{ this._parent.get_name() }});"
            "{% endmacro %}"
        )

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._name = "Start"

        def render(self, **kwargs: Any) -> str:
            code = self._template.module.script(self, kwargs)
            root: Any = self.get_root()
            root.script.add_child(Element(code), name="start")
            return ""

    class AtlasMap(folium.Map):
        """A folium map of an atlas; other folium layers may be added to it.

        The page carries Leaflet itself, so a layer that needs Leaflet alone (markers, lines,
        GeoJson, tiles) works offline too; a plugin that loads its own script from the web is
        let through the page's security policy, and then the page is no longer without requests.
        """

        default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium reads class attributes)
        default_css: list[tuple[str, str]] = []  # noqa: RUF012

        def __init__(self, content: Any, *, max_zoom: int) -> None:
            super().__init__(
                location=(30, 60),
                zoom_start=3,
                tiles=None,
                prefer_canvas=True,
                zoom_control=False,
                minZoom=MIN_ZOOM,
                maxZoom=max_zoom,
                attributionControl=False,
                fadeAnimation=False,
                zoomSnap=0.5,
            )
            self._id = "geomap"  # folium's own ids are random
            self.content = content
            frame = Frame()
            frame.add_child(self, name="map")
            Start().add_to(self, name="start")

        def has_layers(self) -> bool:
            """Whether anything was added to the map since it was drawn."""
            return len(self._children) > 1

        def tile_addresses(self) -> list[str]:
            """Addresses of tile layers that were added, in groups of layers too."""
            found, waiting = [], list(self._children.values())
            while waiting:
                layer = waiting.pop()
                waiting.extend(layer._children.values())  # noqa: SLF001
                if isinstance(layer, folium.TileLayer):
                    found.append(str(layer.tiles))
            return sorted(found)

    return AtlasMap, Frame


def new_map(content: Any, *, has_tiles: bool) -> Any:
    """A folium map that renders as the page of `content` (`page.Content`)."""
    atlas_map, _ = _classes()
    return atlas_map(content, max_zoom=MAX_ZOOM_TILES if has_tiles else MAX_ZOOM)
