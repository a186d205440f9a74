"""Behind the events of a figure: land that is land, sea that is sea, names of countries."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import shapely
from matplotlib.text import Text
from pyproj import Geod

from geomap.basemap import countries
from geomap.figures import LABEL, draw_figure
from geomap.figures.backnames import COUNTRY
from geomap.figures.land import draw_land, land_of
from geomap.figures.projection import WORLD_SOUTH, fit
from geomap.figures.style import palette
from geomap.records import Atlas, Event, Place
from geomap.units import EARTH_RADIUS_M

SPHERE = Geod(a=1, b=1)


def strike(name: str, lat: float, lon: float, kind: str = "city") -> Event:
    place = Place(id=f"t:{name}", name=name, lat=lat, lon=lon, country=None, kind=kind, radius_m=0)
    return Event(
        id=name, kind="strike", claims=(), what="strike", summary="A strike", location=place,
        start="2024-03-01", end="2024-03-01",
    )  # fmt: skip


def drawn(*events: Event):
    return draw_figure(Atlas(made_with={}, events=events))


def texts_of(picture, gid: str) -> dict[str, Text]:
    return {t.get_text(): t for t in picture.figure.findobj(Text) if t.get_gid() == gid}


# ---- land ----


@pytest.mark.parametrize(
    ("lon0", "lat0"),
    [(-57.3, 75.2), (-120, -40), (90, -40), (-60, -60), (30, -60), (-60, 20), (100, 10)],
)
def test_the_far_side_of_the_globe_never_turns_the_land_inside_out(lon0, lat0):
    """The spot opposite the middle lies in Antarctica, Asia, Australia or, the last, in the sea."""
    ends = [SPHERE.fwd(lon0, lat0, turn, np.radians(66))[:2] for turn in (0, 90, 180, 270)]
    projection = fit(ends, aspect=1.4)
    assert projection.name == "Lambert azimuthal equal-area"
    land, _ = land_of(projection)
    west, south, east, north = projection.frame
    points = np.random.default_rng(1).uniform((west, south), (east, north), (300, 2))
    points = points[np.hypot(*points.T) < 2 * EARTH_RADIUS_M * np.sin(np.radians(70))]
    degrees = np.array([projection.lonlat(x, y) for x, y in points])
    world = shapely.STRtree([country.shape for country in countries()])
    is_land = np.isin(np.arange(len(points)), world.query(shapely.points(degrees), "within")[0])
    filled = shapely.STRtree(land).query(shapely.points(points), "within")[0]
    is_filled = np.isin(np.arange(len(points)), filled)
    # Where all that is sea was land, half and more of the points differed; coasts are simplified
    assert (is_land != is_filled).mean() < 0.1


@pytest.mark.parametrize(("south", "ends"), [(-78.0, -90.0), (-35.0, WORLD_SOUTH)])
def test_a_map_of_the_world_reaches_the_pole_where_something_happened_there(south, ends):
    projection = fit([(-100.0, 40.0), (20.0, south), (150.0, 35.0)], aspect=1.4)
    assert projection.is_world
    assert projection.south == ends
    assert projection.frame[1] <= projection.place((20.0, ends))[1]
    land, _ = land_of(projection)
    antarctic = shapely.Point(projection.place((90.0, -75.0)))
    assert any(shape.contains(antarctic) for shape in land) == (ends == -90.0)


@pytest.mark.parametrize("at", [(-87.0, 43.0), (33.0, -1.0), (31.5, 60.8), (107.5, 53.1)])
def test_large_lakes_are_drawn_as_water(at):
    """And within the shores of one country too: a lake is left out of what is filled."""
    projection = fit([(at[0] - 6, at[1]), (at[0] + 6, at[1])], aspect=1.4)
    land, _ = land_of(projection)
    assert not any(shape.contains(shapely.Point(projection.place(at))) for shape in land)


def test_the_shore_of_a_lake_runs_against_that_of_its_land():
    """So that what is filled leaves it out: Lake Baikal, inside one country."""
    projection = fit([(100.0, 53.0), (114.0, 53.0)], aspect=1.4)
    land = land_of(projection)
    figure, ax = plt.subplots()
    draw_land(ax, projection, land, palette(grey=False))
    (path,) = ax.collections[0].get_paths()
    turns = {shapely.is_ccw(shapely.linearrings(ring)) for ring in path.to_polygons()}
    plt.close(figure)
    assert turns == {True, False}


# ---- names of countries ----


def test_a_map_of_one_town_names_the_countries_around_it_inside_their_borders():
    picture = drawn(strike("Kharkiv", 49.98, 36.25))
    named = texts_of(picture, COUNTRY)
    assert set(named) == {"Ukraine", "Russia"}
    projection = fit([(36.25, 49.98)], aspect=1.0)
    shapes = {country.name: country.shape for country in countries()}
    for name, text in named.items():
        assert shapes[name].contains(shapely.Point(projection.lonlat(*text.get_position())))


def test_a_country_that_is_a_place_of_the_map_is_named_once():
    named = texts_of(drawn(strike("Chad", 15.4, 18.7, "country"), strike("X", 14, 25)), COUNTRY)
    assert "Chad" not in named
    assert "Sudan" in named


def test_names_of_countries_lie_on_no_name_and_on_no_mark():
    crowd = [strike(f"Place {i}", 10 + (i % 9) * 2, 10 + (i // 9) * 3) for i in range(81)]
    picture = drawn(*crowd)
    picture.figure.canvas.draw()
    ax = picture.figure.axes[0]
    countries_ = [t.get_window_extent() for t in texts_of(picture, COUNTRY).values()]
    assert countries_
    others = [t.get_window_extent() for t in texts_of(picture, LABEL).values()]
    marks = [line for line in ax.lines if line.get_marker() == "*"]
    at = [ax.transData.transform((m.get_xdata()[0], m.get_ydata()[0])) for m in marks]
    assert len(at) == len(crowd)
    for box in countries_:
        assert not any(box.overlaps(other) for other in others)
        assert not any(box.contains(*point) for point in at)


def test_the_arrow_to_the_north_stands_where_nothing_else_does():
    picture = drawn(strike("West end", 15.0, 20.0), strike("East end", 24.9, 37.9))
    picture.figure.canvas.draw()
    ax = picture.figure.axes[0]
    letter = next(t for t in ax.texts if t.get_text() == "N").get_window_extent()
    names = [t.get_window_extent() for t in texts_of(picture, LABEL).values()]
    assert len(names) == 2
    assert not any(letter.overlaps(name) for name in names)
    marks = [line for line in ax.lines if line.get_marker() == "*"]
    for mark in marks:
        x, y = ax.transData.transform((mark.get_xdata()[0], mark.get_ydata()[0]))
        assert not letter.padded(8).contains(x, y)


# ---- what is no spot ----


@pytest.mark.parametrize("kind", ["admin2", "river", "admin1", "sea"])
def test_a_district_and_a_river_are_drawn_hollow_as_a_country_is(kind):
    picture = drawn(strike("Pokrovsk district", 48.3, 37.2, kind), strike("Kharkiv", 50.0, 36.2))
    stars = [line for line in picture.figure.axes[0].lines if line.get_marker() == "*"]
    assert sorted(star.get_markerfacecolor() == "white" for star in stars) == [False, True]
