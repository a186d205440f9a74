"""Figures for print: what stands on them, that nothing overlaps, that the bytes are the same."""

import io
import itertools
import math
import re
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import atlases
import msgspec
import numpy as np
import pytest
import shapely
from matplotlib.text import Text

from geomap.basemap import countries
from geomap.errors import MapError, OutputError
from geomap.figures import LABEL, draw_figure, draw_timeline, markdown_picture, write_picture
from geomap.figures.backnames import COUNTRY
from geomap.figures.furniture import has_north
from geomap.figures.land import land_of
from geomap.figures.marks import line_style, sheet_lines
from geomap.figures.periods import by_period
from geomap.figures.projection import fit
from geomap.figures.scene import make_scene
from geomap.figures.style import palette
from geomap.figures.timeline import counts_of, totals_of
from geomap.records import Atlas, Event, Leg, Place, Route, Series, SeriesPoint

SLOWEST_S = 5.0  # of processor time, for the samples


def strike(number: int, place: Place, **changes: object) -> Event:
    values: dict[str, object] = {
        "id": f"s{number}", "kind": "strike", "claims": (), "what": "strike", "summary": "A strike",
        "location": place, "start": "2024-03-01", "end": "2024-03-01",
    }  # fmt: skip
    return Event(**(values | changes))


def spot(name: str, lat: float, lon: float, kind: str = "city") -> Place:
    return Place(
        id=f"t:{name}:{lat}:{lon}", name=name, lat=lat, lon=lon, country=None, kind=kind, radius_m=0
    )


def atlas_of(*events: Event, routes: tuple[Route, ...] = ()) -> Atlas:
    return Atlas(made_with={}, events=events, routes=routes)


def bytes_of(picture, form: str) -> bytes:
    stream = io.BytesIO()
    write_picture(picture, stream, format=form)
    return stream.getvalue()


def labels_of(picture) -> list[Text]:
    return [text for text in picture.figure.findobj(Text) if text.get_gid() == LABEL]


def overlaps(picture) -> list[tuple[str, str]]:
    """Pairs of names whose boxes, as drawn, share a pixel."""
    picture.figure.canvas.draw()
    names = [t for t in picture.figure.findobj(Text) if t.get_gid() in {LABEL, COUNTRY}]
    boxes = [(text.get_text(), text.get_window_extent()) for text in names]
    return [(a, b) for (a, x), (b, y) in itertools.combinations(boxes, 2) if x.overlaps(y)]


# ---- the samples ----


@pytest.fixture(scope="module")
def picture(atlas):
    return draw_figure(atlas, title="Arms on the move")


def test_no_names_overlap_on_the_samples(picture):
    assert len(labels_of(picture)) > 12
    assert overlaps(picture) == []


def test_the_samples_are_drawn_in_time(atlas):
    before = time.process_time()
    bytes_of(draw_figure(atlas), "png")
    assert time.process_time() - before < SLOWEST_S


def test_the_legend_tells_what_is_drawn_and_nothing_else(picture):
    (legend,) = picture.figure.legends
    words = {text.get_text() for text in legend.get_texts()}
    assert {"by sea", "by rail", "strike", "plausible route, computed"} <= words
    lone = draw_figure(atlas_of(strike(1, spot("Here", 50.0, 30.0))))
    assert [text.get_text() for text in lone.figure.legends[0].get_texts()] == ["strike"]


def test_sources_credits_and_alt_text(picture):
    told = " ".join(text.get_text() for text in picture.figure.texts)
    assert "Sources: " in told
    assert "GeoNames" in told
    assert "Arms on the move" in picture.alt
    assert "Projection: " in picture.alt


def test_the_same_atlas_gives_the_same_bytes():
    drawn = [draw_figure(atlases.sample_atlas(), dpi=100) for _ in range(2)]
    for form in ("png", "svg", "pdf"):
        first, second = (bytes_of(picture, form) for picture in drawn)
        assert first == second
        assert not re.search(rb"CreationDate|<dc:date>|ModDate", first)


# ---- where it lies ----


def test_a_line_over_180_degrees_is_drawn_in_one_piece():
    route = Route(event="t1", legs=(atlases.leg("vladivostok", "honolulu", "sea"),))
    ends = {"origin": atlases.place("vladivostok"), "destination": atlases.place("honolulu")}
    event = strike(1, ends["origin"], id="t1", kind="transfer", location=None, **ends)
    scene = make_scene(atlas_of(event, routes=(route,)))
    projection = fit(scene.points(), aspect=1.5)
    (line,) = scene.lines
    parts = list(sheet_lines(line, projection))
    assert len(parts) == 1
    x, y = parts[0]
    assert np.hypot(np.diff(x), np.diff(y)).max() < 200_000
    assert projection.width < 12e6


def test_a_great_circle_bends():
    scene = make_scene(
        atlas_of(
            strike(1, atlases.place("kyiv"), id="t", kind="transfer", location=None,
                   origin=atlases.place("kyiv"), destination=atlases.place("vladivostok")),
            routes=(Route(event="t", legs=(atlases.leg("kyiv", "vladivostok", "air"),)),),
        )
    )  # fmt: skip
    projection = fit(scene.points(), aspect=1.5)
    ((x, y),) = sheet_lines(scene.lines[0], projection)
    chord = math.hypot(x[-1] - x[0], y[-1] - y[0])
    off = np.abs((x[-1] - x[0]) * (y - y[0]) - (y[-1] - y[0]) * (x - x[0])) / chord
    assert off.max() > 0.01 * chord


@pytest.mark.parametrize(
    ("points", "name"),
    [
        ([(36.2, 50.0), (30.5, 50.4)], "Lambert azimuthal equal-area"),
        ([(30.0, 48.0), (131.9, 43.1)], "Albers equal-area conic"),
        ([(-100.0, 40.0), (20.0, -30.0), (150.0, -35.0)], "Equal Earth"),
        ([(0.0, 89.0), (180.0, 75.0)], "Lambert azimuthal equal-area"),
    ],
)
def test_the_projection_fits_the_extent(points, name):
    projection = fit(points, aspect=1.4)
    assert projection.name == name
    west, south, east, north = projection.frame
    for at in points:
        x, y = projection.place(at)
        assert west < x < east
        assert south < y < north
        lon, lat = projection.lonlat(x, y)
        assert math.cos(math.radians(lon - at[0])) == pytest.approx(1.0)
        assert lat == pytest.approx(at[1], abs=1e-6)
    assert (east - west) / (north - south) == pytest.approx(1.4)


def test_north_is_shown_only_where_it_is_up():
    assert has_north(fit([(36.2, 50.0), (36.5, 50.4)], aspect=1.4))
    assert not has_north(fit([(-100.0, 60.0), (100.0, 60.0)], aspect=1.4))


def test_crimea_is_drawn_with_ukraine():
    """No border runs between the peninsula and the mainland; one runs through the strait's east."""
    projection = fit([(34.1, 45.0), (33.0, 47.0)], aspect=1.4)
    _, edges = land_of(projection)
    lines = shapely.union_all(edges)
    crimea, mainland = projection.place((34.3, 45.4)), projection.place((34.3, 46.5))
    isthmus = shapely.LineString([projection.place((33.75, y)) for y in (45.95, 46.05, 46.2)])
    assert not lines.intersects(isthmus)
    (ukraine,) = [c for c in countries() if c.code == "UA"]
    assert ukraine.shape.contains(shapely.Point(34.3, 45.4))
    assert crimea != mainland


def drawn_land(picture) -> shapely.Geometry:
    """The land of a picture's map, as it is filled."""
    (land,) = (c for c in picture.figure.axes[0].collections if c.get_zorder() == 1)
    rings = [ring for ring in land.get_paths()[0].to_polygons() if len(ring) > 3]
    return shapely.union_all(shapely.make_valid([shapely.Polygon(ring) for ring in rings]))


def test_no_large_country_is_missing():
    """Canada's outline touches itself, Russia's lies on both sides of 180 degrees."""
    far = [(40, -100), (-30, 20), (-35, 150), (60, 100)]
    drawn = draw_figure(atlas_of(*(strike(i, spot("P", *at)) for i, at in enumerate(far))))
    projection = fit([(lon, lat) for lat, lon in far], aspect=1.7)
    assert projection.is_world
    land = drawn_land(drawn)
    for country in countries():
        if country.shape.area > 5 and country.code != "AQ":
            inside = country.shape.representative_point()
            x, y = projection.place((inside.x, inside.y))
            assert land.contains(shapely.Point(x, y)), country.name


def test_the_whole_world_and_a_single_event():
    wide = draw_figure(
        atlas_of(*(strike(i, spot(f"P{i}", lat, lon)) for i, (lat, lon) in
                   enumerate([(40, -100), (-30, 20), (-35, 150), (60, 100)])))
    )  # fmt: skip
    assert "Equal Earth" in wide.alt
    assert any("no single scale" in text.get_text() for text in wide.figure.texts)
    one = draw_figure(atlas_of(strike(1, spot("Lone", 47.0, -179.9))))
    assert [text.get_text() for text in labels_of(one)] == ["Lone"]
    assert any(" km (" in text.get_text() for text in one.figure.findobj(Text))


def test_nothing_to_draw_is_said():
    planned = strike(1, spot("Here", 1.0, 2.0), modality="planned")
    with pytest.raises(MapError, match=r"nothing to draw.*1 planned"):
        draw_figure(atlas_of(planned))


def test_what_is_planned_or_nowhere_is_left_out_and_counted():
    drawn = draw_figure(
        atlas_of(
            strike(1, spot("Here", 1.0, 2.0)),
            strike(2, spot("There", 1.5, 2.5), modality="planned"),
            strike(3, spot("Bad", float("nan"), 0.0)),
        )
    )
    assert [text.get_text() for text in labels_of(drawn)] == ["Here"]
    assert len([r for r in drawn.remarks if "not drawn" in r]) == 2


# ---- names ----


def test_names_in_a_crowd_do_not_overlap_and_those_left_out_are_counted():
    crowd = [
        strike(i, spot(f"Crowded place {i}", 48 + (i % 15) / 4, 35 + (i // 15) / 2))
        for i in range(150)
    ]
    drawn = draw_figure(atlas_of(*crowd))
    shown = len(labels_of(drawn))
    assert overlaps(drawn) == []
    assert shown >= 15
    assert any(f"{150 - shown} names" in remark for remark in drawn.remarks)


def test_each_name_is_nearest_to_its_own_mark():
    near = [strike(i, spot(f"Town {i}", 50 + i * 0.11, 36 + (i % 2) * 0.2)) for i in range(8)]
    drawn = draw_figure(atlas_of(*near))
    ax = drawn.figure.axes[0]
    scene = make_scene(atlas_of(*near))
    box = ax.get_position()
    size = drawn.figure.get_size_inches()
    projection = fit(scene.points(), aspect=box.width * size[0] / (box.height * size[1]))
    at = {m.name: ax.transData.transform(projection.place(m.at)) for m in scene.marks}
    assert labels_of(drawn)
    for label in labels_of(drawn):
        extent = label.get_window_extent()
        apart = {name: _apart(extent, point) for name, point in at.items()}
        assert apart[label.get_text()] == pytest.approx(min(apart.values()), abs=2.0)


def test_of_marks_on_one_another_that_of_most_events_is_named():
    quay = spot("Greatport", 19.62, 37.22)
    events = [strike(i, quay) for i in range(4)]
    events += [
        strike(9, spot("Greatport", 19.58, 37.21)),
        strike(10, spot("Small Bay", 19.6, 37.2)),
    ]
    events += [strike(11, spot("Faraway", 44.0, 28.0)), strike(12, spot("Beyond", -4.0, 60.0))]
    names = [label.get_text() for label in labels_of(draw_figure(atlas_of(*events)))]
    assert "Greatport (4)" in names
    assert "Greatport" not in names, "named once, though its events have two points"


def test_pictures_among_the_letters_of_a_title_are_left_out():
    drawn = draw_figure(atlas_of(strike(1, spot("Here", 50, 36))), title="\U0001f9f5 A thread")
    assert "A thread" in [text.get_text() for text in drawn.figure.findobj(Text)]
    assert drawn.remarks == ()


def _apart(box, point) -> float:
    dx = max(box.x0 - point[0], point[0] - box.x1, 0)
    dy = max(box.y0 - point[1], point[1] - box.y1, 0)
    return math.hypot(dx, dy)


@pytest.mark.parametrize(
    "name",
    [
        "$x^2$ costs $5", r"\frac{a}{b}$\invalid$", "a\x00b\x1b[31m\x07",
        "<script>alert(1)</script>",
        "مدينة الميناء", "\u202emoor\u202c", "x" * 5000, "a\ud800b", "라진항", "{{ 7*7 }} %s %(x)s",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_hostile_names_are_shown_as_text(name):
    atlas = atlas_of(strike(1, spot(name, 48.0, 37.0), summary=name))
    drawn = draw_figure(atlas, title=name)
    ET.fromstring(bytes_of(drawn, "svg"))  # noqa: S314 (our own)
    assert bytes_of(drawn, "pdf").startswith(b"%PDF")
    (label,) = labels_of(drawn)
    assert len(label.get_text()) <= 40
    drawn.alt.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", drawn.alt)


# ---- by month, timeline, looks ----


def test_small_maps_by_month_hold_each_event_once():
    events = [
        strike(1, spot("A", 48.0, 37.0)),
        strike(2, spot("B", 49.0, 37.5), start="2024-04-10", end="2024-04-11"),
        strike(3, spot("C", 49.5, 36.5), start="2024-01-01", end="2024-12-31"),
    ]
    atlas = atlas_of(*events)
    scenes, remarks = by_period(atlas, make_scene(atlas), "month")
    assert {name: [e.id for e in s.events] for name, s in scenes.items()} == {
        "March 2024": ["s1"],
        "April 2024": ["s2"],
    }
    assert remarks == ["1 event is in no small map: no date is known within one month."]
    drawn = draw_figure(atlas, by="month")
    assert "One small map each: March 2024 (1), April 2024 (1)." in drawn.remarks
    assert {"March 2024 (1)", "April 2024 (1)"} <= {t.get_text() for t in drawn.figure.texts}
    assert overlaps(drawn) == []


def test_too_many_months_are_refused():
    events = [
        strike(i, spot("A", 48.0, 37.0), start=f"{2000 + i}-01-01", end=f"{2000 + i}-01-01")
        for i in range(30)
    ]
    with pytest.raises(MapError, match="30 maps"):
        draw_figure(atlas_of(*events), by="month")


def test_cumulative_counts_have_low_and_high():
    here = spot("A", 48.0, 37.0)
    counts = counts_of(
        [
            strike(1, here),
            strike(2, here, status="alleged"),
            strike(3, here, start="2024-03-01", end="2024-03-20"),
            strike(4, here, modality="planned"),
        ]
    )
    assert [(str(c.day), c.low, c.high) for c in counts] == [
        ("2024-03-01", 1, 3),
        ("2024-03-20", 2, 3),
    ]


def test_dates_that_are_none_are_no_crash():
    here = spot("A", 48.0, 37.0)
    odd = [strike(1, here, start="2024-03", end="2024"), strike(2, here, start="soon", end="~")]
    points = tuple(
        SeriesPoint(event="s1", as_of=day, value=value, bound="exact", claimant=None)
        for day, value in (("soon", 1.0), ("2024-03", float("inf")), ("2024", 7.0))
    )
    series = Series(id="x", what="boxes", unit="boxes", points=points)
    atlas = Atlas(made_with={}, events=tuple(odd), series=(series,))
    assert len(counts_of(odd)) == 1
    assert [told.best for told in totals_of(series, {})] == [7.0]
    assert "2024" in draw_timeline(atlas).alt
    assert "March 2024" in by_period(atlas, make_scene(atlas), "month")[0]


def test_a_running_total_keeps_its_range_and_is_never_added_up():
    points = tuple(
        SeriesPoint(event="e", as_of=day, value=value, bound="exact", claimant=None)
        for day, value in (("2024-01-01", 100.0), ("2024-01-01", 120.0), ("2024-02-01", 150.0))
    )
    told = totals_of(Series(id="x", what="boxes", unit="boxes", points=points), {})
    assert [(p.low, p.best, p.high) for p in told] == [(100, 120, 120), (150, 150, 150)]


def test_a_timeline_is_drawn_and_told(atlas):
    drawn = draw_timeline(atlas, title="Counts")
    assert re.search(r"\d+ to \d+ transfers", drawn.alt)
    assert bytes_of(drawn, "svg") == bytes_of(draw_timeline(atlas, title="Counts"), "svg")
    with pytest.raises(MapError, match="no event that occurred has a date"):
        draw_timeline(Atlas(made_with={}))


def test_grey_has_no_colour():
    from matplotlib.image import imread

    data = bytes_of(draw_figure(atlases.sample_atlas(), grey=True, dpi=60), "png")
    pixels = imread(io.BytesIO(data))[..., :3]
    assert np.ptp(pixels, axis=2).max() < 0.02


@pytest.mark.parametrize("size", ["", "0x0", "9999999x1", "1x1mm", "a0", "180x130furlongs", "-5x3"])
def test_sizes_that_are_none_are_refused(size):
    with pytest.raises(MapError, match="cannot draw a figure"):
        draw_figure(atlases.sample_atlas(), size=size)


def test_resolutions_that_no_memory_holds_are_refused():
    with pytest.raises(MapError, match="million pixels"):
        draw_figure(atlases.sample_atlas(), size="1000x1000mm", dpi=1200)
    with pytest.raises(MapError, match="dots an inch"):
        draw_figure(atlases.sample_atlas(), dpi=0)


def test_size_and_dpi_of_a_png(tmp_path: Path):
    from matplotlib.image import imread

    drawn = draw_figure(atlases.sample_atlas(), size="120x100mm", dpi=100)
    beside = write_picture(drawn, tmp_path / "x" / "map.png")
    assert imread(tmp_path / "x" / "map.png").shape[:2] == (393, 472)
    assert beside == tmp_path / "x" / "map.png.alt.txt"
    assert beside.read_text(encoding="utf-8") == drawn.alt
    with pytest.raises(OutputError, match="cannot write a figure"):
        write_picture(drawn, tmp_path / "map.gif")


# ---- the verb ----


def test_the_verb(run, tmp_path: Path):
    (tmp_path / "atlas.json").write_bytes(msgspec.json.encode(atlases.sample_atlas()))
    done = run("figure", "atlas.json", "-o", "out/a b.svg", "--title", "Ships [2024]")
    assert done.exit_code == 0
    assert done.stdout == "![Ships \\[2024\\]](a%20b.svg)\n"
    assert (tmp_path / "out" / "a b.svg.alt.txt").is_file()
    assert run("figure", "atlas.json", "-o", "a.gif").exit_code == 2
    assert run("figure", "atlas.json", "-o", "a.png", "--by", "month", "--timeline").exit_code == 2
    assert run("figure", "atlas.json", "-o", "a.png", "--size", "1x1").exit_code == 1
    assert not (tmp_path / "a.png").exists()


def test_a_path_that_is_no_line_is_left_out():
    legs = (
        Leg(mode="sea", router="x", length_m=None, duration_s=None, path=(((1.0, 2.0),),),
            certainty="direct", why=""),
    )  # fmt: skip
    event = strike(1, spot("Here", 1.0, 2.0))
    assert make_scene(atlas_of(event, routes=(Route(event="s1", legs=legs),))).lines == ()


@pytest.mark.parametrize("draw", [draw_figure, draw_timeline])
def test_a_long_title_of_any_script_stays_on_the_sheet(draw):
    title = "Боеприпасы из Раджина 나진항에서 출발한 탄약 운송 경로와 그 목적지 " * 2
    picture = draw(atlas_of(strike(1, spot("Here", 50, 36))), title=title)
    figure = picture.figure
    figure.canvas.draw()
    edge = figure.bbox.width
    heads = [text for text in figure.findobj(Text) if text.get_text().startswith("Боеприпасы")]
    assert heads
    for text in heads:
        assert text.get_window_extent().x1 <= edge


def test_letters_that_no_font_has_are_boxes_and_said_but_told_in_words():
    title = "From \U00013000 to \U00013001"  # Egyptian hieroglyphs
    picture = draw_figure(atlas_of(strike(1, spot("Here", 50, 36))), title=title)
    assert title in picture.alt
    assert picture.title == title
    assert any("2 letters drawn as boxes" in remark for remark in picture.remarks)
    drawn = [text.get_text() for text in picture.figure.findobj(Text)]
    assert "From \u25a1 to \u25a1" in drawn
    plain = draw_figure(atlas_of(strike(1, spot("Here", 50, 36))), title="From here")
    assert plain.remarks == ()


def test_a_timeline_of_few_events_has_whole_counts_and_days():
    picture = draw_timeline(atlas_of(strike(1, spot("Here", 50, 36))))
    picture.figure.canvas.draw()
    (ax,) = picture.figure.axes
    counts = [text.get_text() for text in ax.get_yticklabels()]
    assert len(counts) == len(set(counts))
    assert not any(":" in text.get_text() for text in ax.get_xticklabels())


def test_snippet_shows_the_title_as_written():
    drawn = draw_figure(atlas_of(strike(1, spot("Here", 1.0, 2.0))), title="](javascript:x) <b>")
    assert markdown_picture(drawn.title, "f.svg") == r"![\](javascript:x) \<b\>](f.svg)"


@pytest.mark.parametrize("grey", [False, True])
def test_only_what_was_seen_is_a_whole_line(grey):
    look = palette(grey=grey)
    assert line_style("track", "observed", look)["linestyle"] == "solid"
    broken = [
        line_style("sea", how, look)["linestyle"] for how in ("computed", "direct", "country")
    ]
    assert "solid" not in broken
    assert len(set(broken)) == 3
