"""The sea router against what any atlas shows; published tables are in tests/bench."""

import itertools

import numpy as np
import pytest
from export_atlas import place

from geomap import geo
from geomap.errors import RouteError
from geomap.resources import folder
from geomap.routes import sea
from geomap.routes.sea import passages, sea_leg, sea_legs, search
from geomap.routes.sea.chart import arc_m, unit
from geomap.routes.sea.network import LANDMARK_M, load

PORTS = {
    "Rajin": (130.29, 42.24),
    "Vostochny": (133.07, 42.74),
    "Vladivostok": (131.89, 43.11),
    "Wonsan": (127.44, 39.16),
    "Nampo": (125.39, 38.73),
    "Amirabad": (53.37, 36.86),
    "Olya": (47.55, 45.78),
    "Astrakhan": (48.03, 46.33),
    "Bandar Abbas": (56.20, 27.14),
    "Novorossiysk": (37.80, 44.72),
    "Istanbul": (28.98, 41.02),
    "Odesa": (30.75, 46.49),
    "Tartus": (35.86, 34.91),
    "Izmail": (28.85, 45.34),
    "Mariupol": (37.55, 47.06),
    "Seattle": (-122.35, 47.60),
    "Rotterdam": (4.05, 51.96),
    "Hamburg": (9.93, 53.54),
    "Singapore": (103.84, 1.26),
    "Murmansk": (33.05, 68.98),
    "Yokohama": (139.66, 35.45),
    "New York": (-74.03, 40.68),
    "San Francisco": (-122.40, 37.80),
    "Cape Town": (18.43, -33.91),
    "Suva": (178.42, -18.13),
    "Dalian": (121.65, 38.93),
    "Shanghai": (121.49, 31.23),
}
MOSCOW = (37.6, 55.75)
VOYAGES = [
    ("Rajin", "Vostochny"),
    ("Wonsan", "Vladivostok"),
    ("Amirabad", "Olya"),
    ("Novorossiysk", "Tartus"),
    ("Odesa", "Izmail"),
    ("Mariupol", "Istanbul"),
    ("Hamburg", "Murmansk"),
    ("Rotterdam", "Singapore"),
    ("New York", "San Francisco"),
    ("Vladivostok", "Seattle"),
    ("Suva", "San Francisco"),
]


def leg_of(a: str, b: str, **options):
    return sea_leg(PORTS[a], PORTS[b], **options)


def pieces(leg):
    """Points along each piece of a leg, a kilometre apart and less."""
    for part in leg.path:
        for (a, b), (c, d) in itertools.pairwise(part):
            steps = 1 + int(geo.great_circle_m((a, b), (c, d)) // 1000)
            yield [(a + (c - a) * k / steps, b + (d - b) * k / steps) for k in range(steps)]


def vertices(leg):
    return [point for part in leg.path for point in part]


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ("Rajin", "Vostochny", 242),  # 236 km as the crow flies, one cape to round
        ("Rajin", "Vladivostok", 178),  # 163 km as the crow flies, three capes to round
        ("Amirabad", "Olya", 1100),
        ("Istanbul", "Odesa", 635),  # 343 nautical miles in the tables
        ("Novorossiysk", "Istanbul", 828),  # 447
        ("Novorossiysk", "Odesa", 683),  # 369, round the Crimea
        ("Rotterdam", "Singapore", 15349),  # 8,288
        ("New York", "San Francisco", 9745),  # 5,262
        ("Yokohama", "San Francisco", 8401),  # 4,536
    ],
)
def test_lengths_are_those_of_the_tables(a, b, km):
    assert leg_of(a, b).length_m / 1000 == pytest.approx(km, rel=0.05)


def test_a_leg_says_what_it_is():
    leg = leg_of("Rajin", "Vostochny")
    assert (leg.mode, leg.router, leg.certainty) == ("sea", "sea_grid", "computed")
    assert "plausible route, computed" in leg.why
    assert leg.duration_s == pytest.approx(leg.length_m / (11 * 1852 / 3600), abs=2)
    assert vertices(leg)[0] == PORTS["Rajin"]
    assert vertices(leg)[-1] == PORTS["Vostochny"]


@pytest.mark.parametrize(("a", "b"), VOYAGES)
def test_the_length_is_that_of_the_line(a, b):
    leg = leg_of(a, b)
    drawn = sum(geo.distance_m(p, q) for part in leg.path for p, q in itertools.pairwise(part))
    assert drawn == pytest.approx(leg.length_m, rel=1e-4)


@pytest.mark.parametrize(("a", "b"), VOYAGES)
def test_there_and_back_are_one_line(a, b):
    there, back = leg_of(a, b), leg_of(b, a)
    assert there.length_m == back.length_m
    assert vertices(there) == vertices(back)[::-1]


@pytest.mark.parametrize(("a", "b"), VOYAGES)
def test_the_line_keeps_to_water_but_for_quays_and_canals(a, b):
    network = load()
    leg = leg_of(a, b)
    canals = network.xyz[network.first_canal :]
    dry = 0.0
    beside = np.concatenate([canals, unit([PORTS[a], PORTS[b]])])
    for p, q in (pair for part in leg.path for pair in itertools.pairwise(part)):
        points = np.linspace(p, q, 1 + round(geo.great_circle_m(p, q) / 500))
        off = unit([at for at in points if not network.chart.is_sea_at(at)])
        near = np.array([np.linalg.norm(beside - at, axis=1).min() * 6_371_000 for at in off])
        dry += 500.0 * np.count_nonzero(near > 5_000)
    assert dry <= 3_000


def test_passages_are_named_and_can_be_avoided():
    usual = leg_of("Rotterdam", "Singapore")
    for name in ("dover", "gibraltar", "suez", "bab_el_mandeb", "malacca"):
        assert name in usual.why
    assert usual.why.index("gibraltar") < usual.why.index("suez") < usual.why.index("malacca")
    round_africa = leg_of("Rotterdam", "Singapore", avoid=["suez"])
    assert "good_hope" in round_africa.why
    assert "suez" not in round_africa.why
    assert round_africa.length_m == pytest.approx(11_720 * 1852, rel=0.03)
    assert leg_of("Rotterdam", "Singapore") == usual  # nothing of the last call is left


def test_a_voyage_from_one_end_of_a_canal_to_the_other():
    leg = sea_leg((32.56, 29.93), (32.31, 31.27))
    assert leg.passages == ("suez",)
    assert 150_000 < leg.length_m < 175_000


def test_the_ice_routes_are_closed_unless_allowed():
    usual = leg_of("Murmansk", "Yokohama")
    assert "suez" in usual.why
    arctic = leg_of("Murmansk", "Yokohama", allow=["northern_sea_route"])
    assert "northern_sea_route" in arctic.why
    assert arctic.length_m < 0.5 * usual.length_m
    assert leg_of("Murmansk", "Yokohama") == usual


def test_the_shoals_off_the_yangtze_are_closed_unless_allowed():
    usual = leg_of("Dalian", "Shanghai")
    assert usual.length_m == pytest.approx(560 * 1852, rel=0.02)  # transcribed from NGA Pub. 151
    assert leg_of("Dalian", "Shanghai", allow=["yangtze_north"]).length_m < usual.length_m


@pytest.mark.parametrize("port", [(32.31, 31.26), (32.55, 29.95), (-79.57, 8.95)])
def test_ports_between_a_canal_and_the_sea_have_one_way_asked_alone_or_along(port):
    far = [(103.75, 1.22), (121.9, 31.0), (18.4, -33.9), (72.8, 18.9), (30.7, 46.5)]
    along = sea_legs([(port, end) for end in far])
    assert [sea_leg(port, end).length_m for end in far] == [leg.length_m for leg in along]
    assert all(leg.length_m for leg in along)


def test_the_shoals_of_the_amur_are_closed_unless_allowed():
    usual = sea_leg((131.9, 43.1), (150.78, 59.54))  # Vladivostok to Magadan
    assert "la_perouse" in usual.why
    assert sea_leg((131.9, 43.1), (150.78, 59.54), allow=["tatar"]).length_m < usual.length_m


def test_the_caspian_is_a_sea_of_its_own_until_the_volga_don_is_allowed():
    shut = leg_of("Bandar Abbas", "Astrakhan")
    assert shut.path is shut.length_m is shut.duration_s is None
    assert "volga_don closed" in shut.why
    opened = leg_of("Bandar Abbas", "Astrakhan", allow=["volga_don"])
    assert "volga_don" in opened.why
    assert "suez" in opened.why


def test_volgograd_lies_on_the_open_volga_before_the_canal_to_the_don():
    volgograd, astrakhan, rostov = (44.52, 48.70), PORTS["Astrakhan"], (39.72, 47.21)
    down = sea_leg(volgograd, astrakhan)
    assert down.passages == ("volga",)
    assert 440_000 < down.length_m < 500_000
    assert "volga_don closed" in sea_leg(volgograd, rostov).why
    assert sea_leg(volgograd, rostov, allow=["volga_don"]).length_m is not None


def test_the_great_lakes_are_reached_by_their_locks():
    duluth = (-92.09, 46.77)
    leg = sea_leg(duluth, PORTS["Rotterdam"])
    assert leg.passages[:5] == ("soo", "st_clair", "welland", "seaway", "st_lawrence")
    assert "seaway closed" in sea_leg(duluth, PORTS["Rotterdam"], avoid=["Great Lakes"]).why
    # no lock lies between Chicago and Detroit
    assert sea_leg((-87.60, 41.88), (-83.05, 42.32)).passages == ("st_clair",)


def test_astrakhan_is_reached_by_the_volga():
    leg = leg_of("Amirabad", "Astrakhan")
    assert "volga" in leg.why
    assert leg.length_m / 1000 == pytest.approx(1190, rel=0.05)


def test_a_closed_strait_leaves_no_way_and_says_so():
    leg = leg_of("Odesa", "Tartus", avoid=["bosphorus"])
    assert leg.length_m is None
    assert "bosphorus closed" in leg.why


def test_an_inland_place_is_refused_with_the_nearest_ports():
    moscow = place("Moscow", *MOSCOW)
    ports = [place(name, *at, kind="port") for name, at in PORTS.items()]
    leg = sea_leg(moscow, PORTS["Rotterdam"], ports=ports)
    assert leg.path is leg.length_m is None
    assert "Moscow lies inland" in leg.why
    assert "Mariupol" in leg.why
    assert "Singapore" not in leg.why


def test_no_port_is_named_that_is_too_far_to_say_anything():
    leg = sea_leg(MOSCOW, PORTS["Rotterdam"], ports=[place("Suva", *PORTS["Suva"], kind="port")])
    assert "none of the gazetteer within 1,000 km" in leg.why
    assert "Suva" not in leg.why


@pytest.mark.parametrize(
    ("port", "passage"),
    [
        ((10.74, 59.90), "oslo"),
        ((18.09, 59.32), "stockholm"),
        ((-68.30, -54.81), "beagle"),
        ((119.45, 25.99), "min"),
        ((110.41, 21.20), "zhanjiang"),
    ],
)
def test_ports_in_narrow_water_have_a_passage(port, passage):
    assert sea_leg(port, PORTS["Singapore"]).passages[0] == passage


@pytest.mark.parametrize(
    ("a", "b", "passage", "middle", "most_m"),
    [
        ("Istanbul", "Tartus", "dardanelles", (26.39, 40.15), 1_500),  # the narrows at Canakkale
        ("Istanbul", "Tartus", "dardanelles", (26.70, 40.385), 2_500),  # between the two shores
        ("Novorossiysk", "Istanbul", "bosphorus", (29.06, 41.083), 800),  # Rumeli Hisari
        ("Mariupol", "Istanbul", "kerch", (36.505, 45.306), 2_000),  # west of Tuzla, as dredged
        ("Hamburg", "Murmansk", "kola", (33.04, 69.04), 2_000),
        ("Hamburg", "Murmansk", "elbe", (9.40, 53.80), 2_500),  # off Glueckstadt
    ],
)
def test_a_strait_is_passed_by_its_water(a, b, passage, middle, most_m):
    leg = leg_of(a, b)
    assert passage in leg.passages
    off = [
        geo.great_circle_m(middle, (p[0] + (q[0] - p[0]) * k / 20, p[1] + (q[1] - p[1]) * k / 20))
        for part in leg.path
        for p, q in itertools.pairwise(part)
        for k in range(21)
    ]
    assert min(off) < most_m


def test_the_way_to_umm_qasr_goes_round_bubiyan():
    leg = sea_leg((47.95, 30.04), PORTS["Bandar Abbas"])
    assert leg.passages[0] == "khor_abdullah"
    assert min(geo.great_circle_m((48.20, 29.80), p) for p in vertices(leg)) > 8_000


def test_an_end_off_the_water_is_said_to_be():
    temryuk = place("Temryuk", 37.3975, 45.2689)
    leg = sea_leg(temryuk, PORTS["Mariupol"])
    assert "7 km straight between Temryuk and the water" in leg.why
    assert "straight between" not in leg_of("Rajin", "Vostochny").why


@pytest.mark.parametrize(
    ("quay", "by", "straight_m"),
    [
        ((18.71, 42.42), (18.535, 42.425), 3_000),  # Tivat, by the mouth of its bay
        ((106.683, 20.865), (106.745, 20.855), 3_000),  # Haiphong, down its river
        ((174.0, -41.29), (174.18, -41.22), 3_000),  # Picton, by Queen Charlotte Sound
        ((67.35, 24.767), (67.2, 24.75), 6_000),  # Port Qasim, by Phitti Creek
    ],
)
def test_a_quay_up_an_inlet_is_left_by_its_water(quay, by, straight_m):
    found = sea_leg(quay, PORTS["Singapore"])
    near = min(geo.great_circle_m(by, point) for piece in pieces(found) for point in piece)
    assert near < 2_000
    assert geo.great_circle_m(*vertices(found)[:2]) < straight_m


def test_inlets_lead_to_the_chart_and_are_as_long_as_they_say():
    inlets, chart = load().inlets, load().chart
    ends = np.unique(inlets.last)
    assert all(chart.is_sea_at(tuple(inlets.lonlat[k])) for k in ends.tolist())
    assert inlets.metres.max() < 61_000
    for spot in range(0, len(inlets.spots), 97):
        way = inlets.way(spot)
        assert arc_m(way[1:], way[:-1]).sum() == pytest.approx(inlets.metres[spot], rel=1e-3)


def test_a_strait_with_a_sea_at_either_end_is_no_inlet():
    mulgrave = (-61.38, 45.61)  # on the Strait of Canso, south of its causeway
    assert (
        sea_leg(mulgrave, PORTS["New York"]).length_m < 1_350_000
    )  # by the gulf in the north 1,721


@pytest.mark.parametrize("point", [(10.0, 91.0), (10.0, float("nan")), (float("inf"), 10.0)])
def test_what_is_no_position_is_refused(point):
    with pytest.raises(RouteError, match="no position"):
        sea_leg(PORTS["Rajin"], point)


def test_one_place_gives_no_line():
    leg = leg_of("Rajin", "Rajin")
    assert leg.path is leg.length_m is None


def test_a_line_over_180_degrees_is_cut_there():
    leg = leg_of("Vladivostok", "Seattle")
    assert len(leg.path) == 2
    assert all(-180 <= lon <= 180 for lon, _ in vertices(leg))
    assert leg.path[0][-1][0] == 180
    assert leg.path[1][0][0] == -180
    assert leg.path[0][-1][1] == leg.path[1][0][1]
    steps = [abs(q[0] - p[0]) for part in leg.path for p, q in itertools.pairwise(part)]
    assert max(steps) < 10


@pytest.mark.parametrize("option", ["avoid", "allow"])
def test_an_unknown_passage_is_refused_with_those_known(option):
    with pytest.raises(RouteError, match=f"{option} suets: no passage .*suez"):
        leg_of("Rajin", "Vostochny", **{option: ["suets"]})


def forget(monkeypatch):
    monkeypatch.setattr(sea, "_known_near", {})
    monkeypatch.setattr(sea, "_known_legs", {})


def one_by_one(monkeypatch, pairs, **options):
    """The legs of pairs, each asked for as if nothing had been asked before."""
    legs = []
    for pair in pairs:
        forget(monkeypatch)
        legs.append(sea_leg(*pair, **options))
    forget(monkeypatch)
    return legs


def test_a_batch_gives_what_single_legs_give(monkeypatch):
    pairs = [(PORTS[a], PORTS[b]) for a, b in VOYAGES]
    pairs += [(PORTS["Rajin"], PORTS[b]) for b in ("Yokohama", "Astrakhan", "Nampo")]
    pairs += [(PORTS["Rajin"], PORTS["Rajin"]), (PORTS["Odesa"], MOSCOW), *pairs[:3]]
    alone = one_by_one(monkeypatch, pairs)
    assert sea_legs(pairs) == alone


def test_short_voyages_from_one_port_are_found_together_as_alone(monkeypatch):
    ends = ["Vostochny", "Vladivostok", "Wonsan", "Nampo", "Dalian", "Shanghai", "Astrakhan"]
    pairs = [(PORTS["Rajin"], PORTS[b]) for b in ends]
    alone = one_by_one(monkeypatch, pairs)
    assert sea_legs(pairs) == alone


@pytest.mark.parametrize("name", ["suez", "malacca", "gibraltar", "panama", "korea"])
def test_avoiding_never_shortens(name):
    names = ["Rotterdam", "Yokohama", "New York", "Cape Town", "Nampo", "Vladivostok"]
    pairs = [(PORTS[a], PORTS[b]) for a, b in itertools.combinations(names, 2)]
    for free, bound in zip(sea_legs(pairs), sea_legs(pairs, avoid=[name]), strict=True):
        assert bound.length_m is None or bound.length_m >= free.length_m - 1


def test_a_way_over_a_third_port_is_no_shorter():
    names = ["Rotterdam", "Singapore", "Yokohama", "Novorossiysk", "Cape Town", "New York"]
    triples = list(itertools.permutations(names, 3))
    pairs = sorted(itertools.permutations(names, 2))
    legs = sea_legs([(PORTS[a], PORTS[b]) for a, b in pairs])
    km = dict(zip(pairs, (leg.length_m for leg in legs), strict=True))
    assert all(km[a, c] <= 1.01 * (km[a, b] + km[b, c]) for a, b, c in triples)


def test_every_passage_has_edges_and_a_title():
    network = load()
    assert all(len(network.passage[name]) for name in passages())
    assert set(network.closed) <= set(passages())


def test_a_narrow_canal_is_taken_only_where_it_is_allowed():
    piraeus, brindisi = (23.62, 37.93), (17.97, 40.65)
    round_by, through = sea_leg(piraeus, brindisi), sea_leg(piraeus, brindisi, allow=["corinth"])
    assert "corinth" not in round_by.passages
    assert "corinth" in through.passages
    assert through.length_m < 0.8 * round_by.length_m


def test_of_closed_passages_only_those_with_no_way_round_are_named():
    trieste = (13.75, 45.65)
    leg = sea_leg(trieste, PORTS["Astrakhan"])
    assert leg.path is None
    assert "with volga_don closed" in leg.why
    assert "corinth" not in leg.why
    both = sea_leg(trieste, PORTS["Astrakhan"], allow=["corinth", "volga_don"])
    assert {"corinth", "volga_don"} <= set(both.passages)


def test_the_landmarks_of_the_file_are_those_of_its_graph():
    network = load()
    found = search.trees(network, frozenset(network.closed))
    reached = np.isfinite(found)
    assert reached.mean() > 0.9
    assert (reached == np.isfinite(network.landmarks)).all()
    assert np.abs(found[reached] - network.landmarks[reached]).max() <= LANDMARK_M / 2


def test_what_is_shipped_is_small():
    files = sorted(folder("network").glob("sea*"))
    assert {f.name for f in files} >= {"sea.xz", "sea_passages.json"}
    assert sum(f.stat().st_size for f in files) < 1_000_000


@pytest.mark.parametrize("avoid", [(), ("suez",), ("malacca", "panama")])
def test_one_voyage_is_found_as_in_the_whole_graph(monkeypatch, avoid):
    # so many far ends of one port are looked for in a tree over everything, one in a part of it
    ends = ["Tartus", "Singapore", "Seattle", "Suva", "New York", "Nampo", "Cape Town"]
    pairs = [(PORTS["Rotterdam"], PORTS[b]) for b in ends]
    alone = one_by_one(monkeypatch, pairs, avoid=avoid)
    assert sea_legs(pairs, avoid=avoid) == alone


def test_a_leg_does_not_depend_on_what_was_asked_before(monkeypatch):
    pairs = [(PORTS[a], PORTS[b]) for a, b in VOYAGES[:6]]
    forget(monkeypatch)
    together = sea_legs(pairs)
    alone = one_by_one(monkeypatch, pairs)
    sea_legs(pairs, avoid=["bosphorus"], allow=["volga_don"])
    after = [sea_leg(*pair) for pair in reversed(pairs)][::-1]
    assert together == alone == after


def test_a_voyage_kept_is_told_as_if_it_were_new(monkeypatch):
    forget(monkeypatch)
    there, back = (leg_of(*pair) for pair in (("Odesa", "Izmail"), ("Izmail", "Odesa")))
    assert back.passages == there.passages[::-1]
    assert back.path == tuple(part[::-1] for part in there.path[::-1])
    assert leg_of("Odesa", "Izmail") == there
    forget(monkeypatch)
    assert leg_of("Izmail", "Odesa") == back


def test_no_more_ports_and_voyages_are_kept_than_said(monkeypatch):
    forget(monkeypatch)
    monkeypatch.setattr(sea, "KEPT_NEAR", 3)
    monkeypatch.setattr(sea, "KEPT_LEGS", 2)
    legs = [leg_of(a, b) for a, b in VOYAGES[:3]]
    assert (len(sea._known_near), len(sea._known_legs)) == (3, 2)
    assert legs == [leg_of(a, b) for a, b in VOYAGES[:3]]


def off_the_land(point, metres):
    """Whether all water lies so far around a point, by the chart alone."""
    lon, lat = point
    step = metres / 111_000
    around = itertools.product((-step, 0, step), repeat=2)
    return all(load().chart.is_sea_at((lon + i, lat + j)) for i, j in around)


@pytest.mark.parametrize(
    ("a", "b", "seen"),
    [
        ((131.0, 41.0), (136.0, 41.0), True),  # the open Sea of Japan
        ((179.0, 10.0), (-179.0, 10.0), True),  # over 180 degrees
        ((128.0, 37.0), (125.5, 37.0), False),  # Korea lies between
        ((10.0, 60.0), (10.0, 85.0), False),  # over Norway, and off the chart
        ((-75.0, -59.0), (-65.0, -61.0), False),  # off the chart in the south
        ((31.0, 43.0), (31.0, 43.0), True),  # a point and itself
    ],
)
def test_who_sees_whom(a, b, seen):
    found = load().chart.sees(unit([a, b]), unit([b, a]))
    assert found.tolist() == [seen, seen]


def test_a_line_sees_past_no_cell_of_land():
    chart = load().chart
    starts = [(lon, lat) for lon in (20.0, 24.2, 26.1) for lat in (35.3, 37.6, 39.1)]
    pairs = [pair for pair in itertools.combinations(starts, 2) if chart.is_sea_at(pair[0])]
    found = chart.sees(unit([a for a, _ in pairs]), unit([b for _, b in pairs])).tolist()
    for (a, b), seen in zip(pairs, found, strict=True):
        line = geo.geodesic_path(a, b)
        points = [
            at
            for p, q in itertools.pairwise(line)
            for at in np.linspace(p, q, 1 + round(geo.great_circle_m(p, q) / 300)).tolist()
        ]
        if seen:  # but for a corner that the sphere's line misses and the ellipsoid's cuts
            assert sum(not chart.is_sea_at(at) for at in points) <= 4
        else:
            assert not all(off_the_land(at, 3_000) for at in points)


def test_straits_of_one_stretch_are_named_in_their_order():
    names = leg_of("Nampo", "San Francisco").passages
    assert names.index("korea") < names.index("tsugaru")
    assert leg_of("San Francisco", "Nampo").passages == names[::-1]


@pytest.mark.parametrize("port", [(-5.443571, 36.071199), (-5.60, 36.01), (-5.35, 35.90)])
def test_no_way_in_leads_through_a_shut_strait(port):
    # ports on the strait itself: what they see lies on both sides of its gate
    for end in ("Rotterdam", "Istanbul"):
        assert "gibraltar" not in sea_leg(port, PORTS[end], avoid=["gibraltar"]).passages


@pytest.mark.parametrize(
    ("a", "b", "through", "km", "passed", "not_passed"),
    [
        ((121.6, 31.3), (9.97, 53.54), "good_hope", 25_800, "good_hope", "suez"),
        ((-70.4, -23.65), (4.1, 51.95), "cape_horn", 17_600, "cape_horn", "panama"),
        ((33.05, 68.97), (120.3, 36.07), "northern_sea_route", 11_700, "bering", "suez"),
        ((32.08, -28.8), (18.66, 54.4), "kiel", 14_050, "elbe", "skagerrak"),
        ((103.85, 1.28), (4.1, 51.95), "Sunda Strait", 16_600, "sunda", "malacca"),
        ((23.63, 37.94), (12.33, 45.44), "corinth", 1_335, "corinth", "panama"),
    ],
)
def test_a_voyage_leads_through_what_is_stated(a, b, through, km, passed, not_passed):
    leg = sea_leg(a, b, through=[through])
    assert leg.length_m / 1000 == pytest.approx(km, rel=0.01)
    assert passed in leg.passages
    assert not_passed not in leg.passages
    back = sea_leg(b, a, through=[through])
    assert (back.length_m, back.passages) == (leg.length_m, leg.passages[::-1])


def test_several_passages_are_passed_in_whichever_order_they_are_told():
    ends = ((103.85, 1.28), (4.1, 51.95))
    names = ["good_hope", "lombok"]
    one, other = (sea_leg(*ends, through=told) for told in (names, names[::-1]))
    assert one == other
    assert one.passages.index("lombok") < one.passages.index("good_hope")


def test_a_voyage_that_would_only_go_there_and_back_is_refused():
    leg = sea_leg((-77.15, -12.05), (-71.6, -33.03), through=["cape_horn"])
    assert (leg.path, leg.length_m) == (None, None)
    assert "by Cape Horn but there and back again" in leg.why


def test_an_end_beside_a_strait_is_reached_without_a_turn_behind_its_gate():
    to_havre = ((-74.0, 40.6), (0.1, 49.48))
    assert sea_leg(*to_havre, through=["dover"]).length_m == sea_leg(*to_havre).length_m


@pytest.mark.parametrize(
    ("name", "passage"),
    [
        ("Cape of Good Hope", "good_hope"),
        ("the Malacca Strait", "malacca"),
        ("Turkish Straits", "bosphorus"),
        ("Bab al-Mandab", "bab_el_mandeb"),
        ("Singapore", None),
        ("Panama", None),
        ("South Africa", None),
        ("Tsushima", None),
        ("Danube", None),
        ("Houston", None),
    ],
)
def test_a_passage_is_known_by_its_full_name_and_a_town_is_none(name, passage):
    assert sea.passage_named(name) == passage


def test_every_passage_that_leads_through_has_a_point_in_it():
    for name, title in passages().items():
        if sea.passage_named(title) == name:
            stop = sea.passage_stop(title)
            assert sea.is_afloat(stop), name
