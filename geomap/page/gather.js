"use strict";
// From events to marks-to-be: events that share a line or a place share one mark, so that each of
// them can be reached; lines between the same two ends fan out.

(() => {
  const BOW_FLOW = 0.14; // how far a line between countries bends, as a share of its length
  const BOW_STEP = 0.07; // and how far lines between the same two ends lie apart

  /** Longitude nearest to the middle of the data, so that the Pacific is not torn apart. */
  geomap.turnTo = (lon, middle) => lon + 360 * Math.round((middle - lon) / 360);

  /** The meridian opposite the widest gap between the places. */
  geomap.middleOf = (places) => {
    const lons = places.map((p) => ((p.lon % 360) + 360) % 360).sort((a, b) => a - b);
    if (!lons.length) return 0;
    let best = { gap: lons[0] + 360 - lons[lons.length - 1], after: lons[lons.length - 1] };
    for (let i = 1; i < lons.length; i += 1) {
      const gap = lons[i] - lons[i - 1];
      if (gap > best.gap) best = { gap, after: lons[i - 1] };
    }
    // Only data that would be cut at 180 moves the middle: others keep the usual world.
    const start = best.after + best.gap;
    const middle = start + (360 - best.gap) / 2;
    const turned = middle - 360 * Math.round(middle / 360);
    const torn = places.some((p) => Math.abs(p.lon - turned) > 180);
    return torn ? turned : 0;
  };

  /** A line bent to the right of its direction, in Mercator, by a share of its length. */
  const bend = (line, share) => {
    if (!share || line.length < 2) return line;
    let xy = line.map(geomap.project);
    if (xy.length < 16) {
      const dense = [];
      for (let i = 1; i < xy.length; i += 1) {
        for (let k = 0; k < 16; k += 1) {
          const t = k / 16;
          dense.push(xy[i - 1].map((v, axis) => v + t * (xy[i][axis] - v)));
        }
      }
      xy = [...dense, xy[xy.length - 1]];
    }
    const [first, last] = [xy[0], xy[xy.length - 1]];
    const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
    const along = [0];
    for (let i = 1; i < xy.length; i += 1) {
      along.push(along[i - 1] + Math.hypot(xy[i][0] - xy[i - 1][0], xy[i][1] - xy[i - 1][1]));
    }
    const whole = along[along.length - 1] || 1;
    return xy.map(([x, y], i) => {
      const t = along[i] / whole;
      const out = 4 * share * t * (1 - t);
      return geomap.unproject([x - dy * out, y + dx * out]);
    });
  };

  const wideEnds = (event, places) =>
    [event.from, event.to].some((n) => n !== undefined && places[n].wide);

  /** Whether the event is known only as going from one country or wide area to another. */
  geomap.isFlow = (event, places) => {
    if (event.kind !== "transfer") return false;
    const legs = event.legs || [];
    if (legs.length) return legs.every((leg) => leg.certainty === "country");
    return event.from !== undefined && event.to !== undefined && wideEnds(event, places);
  };

  /** Marks-to-be by key: what is shared by several events is one entry with all of them. */
  geomap.gather = (data) => {
    const entries = new Map();
    const add = (key, event, make) => {
      if (!entries.has(key)) entries.set(key, { key, events: [], ...make() });
      const entry = entries.get(key);
      if (entry.events[entry.events.length - 1] !== event) entry.events.push(event);
    };
    for (const event of data.events) {
      const unreal = event.modality !== "occurred";
      for (const leg of event.legs || []) {
        if (leg.path === undefined) continue;
        const flow = leg.certainty === "country";
        const mode = leg.mode || (event.modes && event.modes.length === 1 ? event.modes[0] : "none");
        const key = `line ${leg.path} ${mode} ${flow} ${unreal}`;
        const group = flow ? "flows" : mode;
        add(key, event, () => ({
          shape: "line", group, mode, flow, unreal, path: leg.path,
          loose: flow || leg.certainty === "direct",
        }));
      }
      if (event.launch !== undefined) {
        add(`launch ${event.launch} ${unreal}`, event, () => ({
          shape: "triangle", group: "launches", place: event.launch, unreal,
        }));
        if (event.at !== undefined) {
          add(`flight ${event.launch} ${event.at} ${unreal}`, event, () => ({
            shape: "flight", group: "launches", ends: [event.launch, event.at], unreal, loose: true,
          }));
        }
      }
      if (event.kind === "strike" && event.at !== undefined) {
        add(`strike ${event.at} ${unreal}`, event, () => ({
          shape: "burst", group: "strikes", place: event.at, unreal,
        }));
      }
      const stops = [event.from, event.to, ...(event.via || [])];
      if (event.kind !== "strike") stops.push(event.at);
      for (const stop of new Set(stops.filter((n) => n !== undefined))) {
        add(`place ${stop} ${unreal}`, event, () => ({
          shape: "circle", group: "places", place: stop, unreal,
        }));
      }
      const imprecise = event.prec === undefined || event.prec >= 2;
      for (const n of new Set([...stops, event.at, event.launch])) {
        const place = n === undefined ? null : data.places[n];
        const broad = place && place.radius > 3000 && place.kind !== "country";
        if (broad && (imprecise || place.wide)) {
          add(`area ${n}`, event, () => ({ shape: "area", group: "areas", place: n }));
        }
      }
    }
    return [...entries.values()];
  };

  /** Lines between the same two ends fan out; those between countries always bend. */
  geomap.fan = (lines, geometry) => {
    const pairs = new Map();
    for (const entry of lines) {
      const line = geometry(entry);
      const ends = [line[0], line[line.length - 1]].map((p) => p.map((v) => v.toFixed(2)).join());
      entry.line = line;
      entry.forward = ends.join(" ");
      const pair = [...ends].sort().join(" ");
      if (!pairs.has(pair)) pairs.set(pair, []);
      pairs.get(pair).push(entry);
    }
    for (const together of pairs.values()) {
      const twoWay = new Set(together.map((e) => e.forward)).size > 1;
      const ranks = new Map();
      for (const entry of together) {
        if (!entry.loose) continue;
        const rank = ranks.get(entry.forward) || 0;
        ranks.set(entry.forward, rank + 1);
        const share = (entry.flow ? BOW_FLOW : twoWay ? BOW_STEP / 2 : 0) + rank * BOW_STEP;
        entry.line = bend(entry.line, share);
      }
    }
  };
})();
