"""What the page looks like: the legend, names, popups, and maps of nothing and of the ocean."""

import itertools
from typing import Any

import pytest
from browser import needs_browser
from msgspec import structs

from geomap.geo import geodesic_path, split_at_180
from geomap.records import Atlas, Event, Leg, Place, Route, Vessel

pytestmark = needs_browser


def spot(name: str, lat: float, lon: float, radius_m: int = 1000) -> Place:
    return Place(
        id=f"t:{name}", name=name, lat=lat, lon=lon, country="UA", kind="city", radius_m=radius_m
    )


def strike(place: Place, **changes: Any) -> Event:
    told = {
        "id": f"s:{place.name}", "kind": "strike", "claims": (), "what": "drones: a depot",
        "summary": f"Drones on {place.name}", "location": place, "where_prec": 1,
        "start": "2024-01-02", "end": "2024-01-02",
    }  # fmt: skip
    return Event(**(told | changes))


def voyage(name: str, *stops: Place, **changes: Any) -> tuple[Event, Route]:
    told: dict[str, Any] = {
        "id": name, "kind": "transfer", "claims": (), "what": "grain", "summary": "Grain",
        "origin": stops[0], "destination": stops[-1], "via": stops[1:-1], "mode": ("sea",),
        "start": "2024-01-02", "end": "2024-01-02",
    }  # fmt: skip
    legs = []
    for a, b in itertools.pairwise(stops):
        path = tuple(map(tuple, split_at_180(geodesic_path((a.lon, a.lat), (b.lon, b.lat)))))
        leg = Leg(
            mode="sea", router="sea_grid", length_m=591_000.0, duration_s=100_000.0,
            duration_low_s=90_000.0, duration_high_s=104_400.0, path=path, certainty="computed",
            why="plausible route, computed, not a track; passages: bab_el_mandeb; at 11 knots",
            passages=("bab_el_mandeb",), from_name=a.name, to_name=b.name,
        )  # fmt: skip
        legs.append(leg)
    return Event(**(told | changes)), Route(event=name, legs=tuple(legs))


def atlas(*events: Event, routes: tuple[Route, ...] = ()) -> Atlas:
    return Atlas(made_with={}, events=events, routes=routes)


ODESA, ISTANBUL = spot("Odesa", 46.48, 30.72), spot("Istanbul", 41.01, 28.95)
PORT_SAID = spot("Port Said", 31.26, 32.30)


# ---- the legend ----


def test_the_legend_tells_of_areas_where_there_are_any_and_of_pale_signs_where_any_is_pale(
    open_page: Any,
) -> None:
    exact = open_page(atlas(strike(ODESA))).page.inner_text("#legend")
    assert "may lie anywhere" not in exact
    assert "Paler" not in exact
    wide = spot("Kharkiv", 49.99, 36.23, 10_000)
    told = open_page(atlas(strike(wide, status="denied"))).page.inner_text("#legend")
    assert "may lie anywhere" in told
    assert "Paler: alleged or denied" in told


def test_the_legend_explains_the_colours_of_lines_between_countries(open_page: Any) -> None:
    country = {"kind": "country", "radius_m": 400_000}
    ends = [structs.replace(place, **country) for place in (ODESA, ISTANBUL)]
    event, route = voyage("v", *ends)
    (leg,) = route.legs
    flow = Route(event="v", legs=(structs.replace(leg, certainty="country", router="direct"),))
    rows = open_page(atlas(event, routes=(flow,))).page.locator("#legend-rows .legend-row")
    told = rows.all_inner_texts()
    assert told[:2] == ["transfer by sea", "between countries or wide areas"]


def test_the_spot_of_a_strike_somewhere_in_a_large_town_is_shaded(open_page: Any) -> None:
    """Ten kilometres are 20 pixels here: without the disc the star would say "just here"."""
    shades = """const map = page.map; map.setView([49.99, 36.23], 8, { animate: false });
        const canvas = document.querySelector("canvas.drawing");
        const at = map.latLngToLayerPoint([49.99 + 0.06, 36.23]).subtract(page.drawing._bounds.min);
        const dense = window.devicePixelRatio;
        const reading = canvas.getContext("2d").getImageData(at.x * dense, at.y * dense, 1, 1);
        return reading.data[3];"""
    town = atlas(strike(spot("Kharkiv", 49.99, 36.23, 10_000)))
    exact = atlas(strike(spot("Kharkiv", 49.99, 36.23, 1_000)))
    assert open_page(town).run(shades) > 0
    assert open_page(exact).run(shades) == 0


def test_the_legend_shows_a_computed_way_as_broken_as_the_map_does(open_page: Any) -> None:
    event, route = voyage("v", ODESA, ISTANBUL)
    opened = open_page(atlas(event, routes=(route,)))
    gaps = opened.run(
        """const canvas = document.querySelector("#legend-rows canvas");
        const { width, height } = canvas;
        const row = canvas.getContext("2d").getImageData(0, height / 2, width, 1).data;
        let [count, drawn] = [0, false];
        for (let x = 4; x < width - 4; x += 1) {
          const here = row[4 * x + 3] > 60;
          if (drawn && !here) count += 1;
          drawn = here;
        }
        return count;"""
    )
    assert gaps >= 2


def test_a_country_without_a_line_does_not_widen_the_first_view(open_page: Any) -> None:
    look = "const b = page.map.getBounds(); return [b.getWest(), b.getEast()];"
    china = spot("China", 35.0, 105.0, 1_700_000)
    china = structs.replace(china, kind="country", id="t:china")
    alone = structs.replace(strike(china), where_prec=6)
    near = open_page(atlas(strike(ODESA), strike(ISTANBUL), alone)).run(look)
    assert near[1] < 80
    only = open_page(atlas(alone)).run(look)
    assert only[0] < 105 < only[1], "where there is nothing else, it is looked at"
    event, route = voyage("v", china, ODESA)
    joined = open_page(atlas(event, routes=(route,))).run(look)
    assert joined[1] > 105


def test_a_ship_is_listed_once_however_reports_write_her_name(open_page: Any) -> None:
    ships = (("DELTA RANGER", None), ("Delta Ranger", "9377418"), ("Lena", "9179842"),
             ("Lena", "9412335"), ("LENA", None))  # fmt: skip
    told = [
        structs.replace(
            strike(spot(f"Quay {i}", 10.0 + i, 40.0)), vessels=(Vessel(name=n, imo=imo),)
        )
        for i, (n, imo) in enumerate(ships)
    ]
    page = open_page(atlas(*told))
    listed = page.run("return page.index.facet('ship').names")
    assert sorted(listed) == [
        "Delta Ranger (IMO 9377418)", "LENA", "Lena (IMO 9179842)", "Lena (IMO 9412335)",
    ]  # fmt: skip


def test_the_search_passes_over_accents(open_page: Any) -> None:
    page = open_page(atlas(strike(spot("Sfântu Gheorghe", 44.9, 29.6)), strike(ODESA)))
    page.page.fill("#find", "sfantu")
    page.wait("document.querySelectorAll('#list li').length === 1")


def test_the_legend_leaves_a_map_of_all_the_world_its_left_edge(open_page: Any) -> None:
    """It is folded where it would lie over events, and open where there is room beside it."""
    barrow, boston, dakar, delhi, sapporo = (
        spot("Barrow", 71.3, -156.8), spot("Boston", 42.4, -71.1), spot("Dakar", 14.7, -17.4),
        spot("Delhi", 28.6, 77.2), spot("Sapporo", 43.1, 141.4),
    )  # fmt: skip
    sailed, route = voyage("v", boston, dakar)
    world = atlas(strike(barrow), strike(delhi), strike(sapporo), sailed, routes=(route,))
    isopen = "return document.getElementById('legend').open"
    assert not open_page(world, high=700).run(isopen)
    assert open_page(atlas(strike(ODESA), strike(ISTANBUL)), high=700).run(isopen)


def test_on_paper_the_legend_stands_below_the_map(open_page: Any) -> None:
    opened = open_page(atlas(strike(ODESA), strike(ISTANBUL)))
    opened.page.emulate_media(media="print")
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    bottom, top = opened.run(
        """const box = (name) => document.querySelector(name).getBoundingClientRect();
        return [box(".folium-map").bottom, box("#legend").top]"""
    )
    assert top >= bottom - 1


# ---- names ----


def test_no_name_is_written_under_the_legend_or_the_controls(open_page: Any) -> None:
    """Places all over the picture, and so under everything that lies on it."""
    places = [spot(f"Place number {i}", 30 + i % 12 * 2, i // 12 * 3.0) for i in range(180)]
    opened = open_page(atlas(*(strike(place) for place in places)))
    under = opened.run(
        """page.map.setView([15, 42], 5, { animate: false });
        const names = page.names;
        const written = [];
        const write = names._write;
        names._write = function (...given) {
          const before = this._taken.add;
          this._taken.add = (box) => { written.push(box); before.call(this._taken, box); };
          const done = write.apply(this, given);
          delete this._taken.add;
          return done;
        };
        names.draw(); // and what is left after it: the names that the map shows
        const { left, top } = page.map.getContainer().getBoundingClientRect();
        const covers = [...document.querySelectorAll("#legend, .leaflet-control")].map((cover) => {
          const box = cover.getBoundingClientRect();
          return [box.left - left, box.top - top, box.right - left, box.bottom - top];
        });
        const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
        return [written.length, written.filter((w) => covers.some((c) => meets(w, c))).length];"""
    )
    assert under[0] > 15
    assert under[1] == 0


# ---- popups ----


def test_a_popup_opened_from_the_list_is_wholly_in_sight_where_maps_move(open_page: Any) -> None:
    """The map glides there: the popup must wait for it, or it is cut off at the top."""
    event, route = voyage("v", ODESA, ISTANBUL, PORT_SAID)
    far = strike(spot("Khartoum", 15.5, 32.5))
    opened = open_page(atlas(event, far, routes=(route,)), still=False)
    opened.run("page.go(page.store.find('v'))")
    opened.wait("document.querySelector('.leaflet-popup')", seconds=5)
    opened.page.wait_for_timeout(900)
    box = opened.page.locator(".leaflet-popup-content-wrapper").bounding_box()
    stage = opened.page.locator("#stage").bounding_box()
    assert box["y"] >= stage["y"]
    assert box["x"] >= stage["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]


def test_a_journey_of_several_legs_names_each_and_says_nothing_twice(open_page: Any) -> None:
    event, route = voyage("v", ODESA, ISTANBUL, PORT_SAID)
    opened = open_page(atlas(event, routes=(route,)), at="#event=v")
    told = opened.page.inner_text(".leaflet-popup article")
    assert "Odesa → Istanbul: by sea, 591 km, 25 to 29 hours, plausible route, computed" in told
    assert "Istanbul → Port Said: by sea" in told
    assert told.count("plausible route, computed") == 2
    assert "passages: Bab El Mandeb" in told
    alone, route = voyage("w", ODESA, ISTANBUL)
    opened = open_page(atlas(alone, routes=(route,)), at="#event=w")
    assert "Odesa → Istanbul:" not in opened.page.inner_text(".leaflet-popup article")


def test_a_strike_tells_its_weapon_and_place_once(open_page: Any) -> None:
    opened = open_page(atlas(strike(ODESA, weapon="drones")), at="#event=s:Odesa")
    assert "drones: a depot" not in opened.page.inner_text(".leaflet-popup article")
    opened = open_page(atlas(strike(ODESA)), at="#event=s:Odesa")
    assert "drones: a depot" in opened.page.inner_text(".leaflet-popup article")


# ---- maps of little and of much ----


def test_a_map_of_nothing_says_so(open_page: Any) -> None:
    assert open_page(atlas()).page.inner_text("#none") == "No event was found in what was read."
    opened = open_page(atlas(strike(ODESA)))
    assert opened.page.is_hidden("#none")
    opened.page.fill("#find", "no such word")
    opened.wait("page.shownNumbers().length === 0")
    assert "hide every event" in opened.page.inner_text("#none")


@pytest.mark.parametrize("wide", [390, 1280])
def test_all_is_in_sight_at_first_on_a_phone_too(open_page: Any, wide: int) -> None:
    """From Vladivostok to Santiago is more than a phone shows at the least zoom of a desk."""
    ends = [spot("Vladivostok", 43.1, 131.9), spot("Santiago", -33.4, -70.6)]
    opened = open_page(atlas(*map(strike, ends)), wide=wide)
    inside = opened.run(
        """const size = page.map.getSize();
        return page.drawing.places().filter(({ x, y }) => {
          const p = page.map.layerPointToContainerPoint([x, y]);
          return p.x > 0 && p.x < size.x && p.y > 0 && p.y < size.y;
        }).map((place) => place.name).sort();"""
    )
    assert inside == ["Santiago", "Vladivostok"]


def test_a_sign_that_stands_for_many_places_does_not_put_their_events_into_one(
    open_page: Any,
) -> None:
    """Above 1,500 symbols neighbours are drawn as one: 40 strikes "on Here" would be a lie."""
    weapons = ("missiles", "drones")
    strikes = [
        strike(spot(f"Town {i}", 44 + i % 41 * 0.01, 30 + i // 41 * 0.01), weapon=weapons[i % 2])
        for i in range(1_600)
    ]
    far = strike(spot("Far off", 20.0, 80.0))
    opened = open_page(atlas(*strikes, far))
    named = opened.run(
        """const names = page.names;
        const written = [];
        const write = names._write;
        names._write = function (text, ...given) {
          const done = write.call(this, text, ...given);
          if (done && given[2] === "place") written.push(text);
          return done;
        };
        names.draw();
        return written;"""
    )
    assert "Far off" in named
    assert [name for name in named if name.startswith("Town")]
    assert all(name.endswith(" and around") for name in named if name.startswith("Town"))
    assert "weapon mixed" in opened.page.inner_text("#legend")


def test_a_dark_map_is_printed_light_and_is_dark_again_afterwards(open_page: Any) -> None:
    event, route = voyage("v", ODESA, ISTANBUL)
    opened = open_page(atlas(event, routes=(route,)), dark=True)
    opened.run(
        """const shade = () => {
          const tile = document.querySelector(".land canvas, canvas.leaflet-tile");
          const [r, g, b] = tile.getContext("2d").getImageData(5, 5, 1, 1).data;
          return r + g + b;
        };
        window.seen = [shade()];
        window.print = () => { window.seen.push(shade()); };
        window.shade = shade;"""
    )
    opened.page.click("#print")
    opened.wait("window.seen.length === 2")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    opened.page.wait_for_timeout(300)
    before, printed, after = opened.run("return [...window.seen, window.shade()]")
    assert printed > 550 > before
    assert after == before


@pytest.mark.parametrize("dark", [False, True])
def test_the_browsers_own_print_turns_a_dark_map_light(open_page: Any, dark: bool) -> None:  # noqa: FBT001
    event, route = voyage("v", ODESA, ISTANBUL)
    opened = open_page(atlas(event, routes=(route,)), dark=dark)
    turned = "return getComputedStyle(document.querySelector('#stage canvas')).filter"
    assert opened.run(turned) == "none"
    opened.page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    assert opened.run(turned).startswith("invert") == dark
