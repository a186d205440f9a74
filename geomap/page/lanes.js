"use strict";
// The lines of the map: events that share a line share one lane, so that each of them can be
// reached; lanes between the same two ends fan out.

(() => {
  const BOW_FLOW = 0.14; // how far a line between countries bends, as a share of its length
  const BOW_STEP = 0.07; // and how far lines between the same two ends lie apart
  const SMOOTH = 16; // pieces that each piece of a bent line is cut into

  /** A line on the unit square, bent to the right of its direction by a share of its length. */
  const bend = (xy, share) => {
    if (!share || xy.length < 4) return xy;
    let points = xy;
    if (xy.length < 32) {
      points = [];
      for (let i = 2; i < xy.length; i += 2) {
        for (let k = 0; k < SMOOTH; k += 1) {
          const t = k / SMOOTH;
          points.push(xy[i - 2] + t * (xy[i] - xy[i - 2]), xy[i - 1] + t * (xy[i + 1] - xy[i - 1]));
        }
      }
      points.push(xy[xy.length - 2], xy[xy.length - 1]);
    }
    const n = points.length;
    const [dx, dy] = [points[n - 2] - points[0], points[n - 1] - points[1]];
    const along = [0];
    for (let i = 2; i < n; i += 2) {
      along.push(along[along.length - 1] + Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]));
    }
    const whole = along[along.length - 1] || 1;
    const bent = new Float64Array(n);
    for (let i = 0; i < n; i += 2) {
      const t = along[i / 2] / whole;
      const out = 4 * share * t * (1 - t);
      bent[i] = points[i] - dy * out;
      bent[i + 1] = points[i + 1] + dx * out;
    }
    return bent;
  };

  /** The same line drawn out in pixels at a zoom: no two points nearer than a pixel. */
  const thinned = (xy, size) => {
    const out = [xy[0] * size, xy[1] * size];
    for (let i = 2; i < xy.length; i += 2) {
      const [x, y] = [xy[i] * size, xy[i + 1] * size];
      const n = out.length;
      const near = Math.abs(x - out[n - 2]) + Math.abs(y - out[n - 1]) < 1;
      if (!near || i === xy.length - 2) out.push(x, y);
    }
    return Float64Array.from(out);
  };

  geomap.Lane = class {
    constructor(values) {
      Object.assign(this, values);
      this.events = [];
      this.shown = 0;
      this.status = 0;
    }

    setLine(xy) {
      this.xy = xy;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < xy.length; i += 2) {
        box[0] = Math.min(box[0], xy[i]);
        box[1] = Math.min(box[1], xy[i + 1]);
        box[2] = Math.max(box[2], xy[i]);
        box[3] = Math.max(box[3], xy[i + 1]);
      }
      this.box = box;
    }

    /** The line in pixels of the whole world at this size of it; kept until the size changes. */
    pixels(size) {
      if (this.size !== size) {
        this.size = size;
        this.drawn = thinned(this.xy, size);
      }
      return this.drawn;
    }
  };

  /** All lanes of a map. `scene` turns places to where they are drawn. */
  geomap.makeLanes = (store, scene) => {
    const lanes = new Map();
    const add = (key, number, make) => {
      let lane = lanes.get(key);
      if (!lane) {
        lane = new geomap.Lane(make());
        lanes.set(key, lane);
      }
      if (lane.events[lane.events.length - 1] !== number) lane.events.push(number);
    };
    const legs = store.lists("events", "legs");
    const [paths, modes] = [store.column("legs", "path"), store.column("legs", "mode")];
    const certainties = store.column("legs", "certainty");
    const certainty = (leg) => (certainties[leg] ? store.text(certainties[leg] - 1) : "");
    const own = store.lists("events", "modes");
    // Lines of fire from the two edges of an area are two lines, not one that was cut
    const pieces = (path) => store.members("paths", "lines", path).length;
    const [launch, at] = [store.column("events", "launch"), store.column("events", "at")];
    const modality = store.column("events", "modality");
    for (let n = 0; n < store.count; n += 1) {
      const unreal = modality[n] > 0;
      let fired = false;
      for (let i = legs.starts[n]; i < legs.starts[n + 1]; i += 1) {
        const leg = legs.values[i];
        const path = paths[leg] - 1;
        if (path < 0) continue;
        const only = own.starts[n + 1] - own.starts[n] === 1 ? own.values[own.starts[n]] + 1 : 0;
        const mode = geomap.MODES[modes[leg] || only];
        const sure = certainty(leg);
        const [flow, flight] = [sure === "country", sure === "fire"];
        fired ||= flight;
        for (let k = 0; k < (flight ? pieces(path) : 1); k += 1) {
          add(`${path} ${mode} ${sure} ${unreal} ${k}`, n, () => ({
            path, mode, flow, flight, unreal, piece: flight ? k : null, loose: flow || sure === "direct",
          }));
        }
      }
      if (launch[n] && at[n] && !fired) {
        add(`flight ${launch[n]} ${at[n]} ${unreal}`, n, () => ({
          flight: true, mode: "none", ends: [launch[n] - 1, at[n] - 1], unreal, loose: true,
        }));
      }
    }
    const found = [...lanes.values()];
    drawOut(found, store, scene);
    return found;
  };

  /** Give each lane its line on the unit square. */
  const drawOut = (lanes, store, scene) => {
    const { scale } = store.head;
    const lines = new Map();
    const lineOf = ({ path: number, piece }) => {
      const path = `${number} ${piece}`;
      if (!lines.has(path)) {
        const all = store.row("paths", number).lines || [];
        const parts = piece === null ? all : [all[piece]];
        const line = geomap.unwrap(parts.map((text) => geomap.unpack(text, scale)));
        const shift = geomap.turnTo(line[0], scene.middle) - line[0];
        const xy = new Float64Array(line.length);
        for (let i = 0; i < line.length; i += 2) {
          xy[i] = geomap.toX(line[i] + shift);
          xy[i + 1] = geomap.toY(line[i + 1]);
        }
        lines.set(path, xy);
      }
      return lines.get(path);
    };
    const between = ([a, b]) =>
      Float64Array.of(scene.x[a], scene.y[a], nearer(scene.x[b], scene.x[a]), scene.y[b]);
    const nearer = (x, to) => x + Math.round(to - x);
    for (const lane of lanes) lane.xy = lane.ends ? between(lane.ends) : lineOf(lane);
    fan(lanes);
  };

  /** Lines between the same two ends fan out; those between countries always bend. */
  const fan = (lanes) => {
    const pairs = new Map();
    for (const lane of lanes) {
      const { xy } = lane;
      const ends = [0, xy.length - 2].map((i) => `${xy[i].toFixed(4)},${xy[i + 1].toFixed(4)}`);
      lane.forward = ends.join(" ");
      const pair = [...ends].sort().join(" ");
      if (!pairs.has(pair)) pairs.set(pair, []);
      pairs.get(pair).push(lane);
    }
    for (const together of pairs.values()) {
      const twoWay = new Set(together.map((lane) => lane.forward)).size > 1;
      const ranks = new Map();
      for (const lane of together) {
        const rank = ranks.get(lane.forward) || 0;
        if (lane.loose) ranks.set(lane.forward, rank + 1);
        const share = (lane.flow ? BOW_FLOW : twoWay ? BOW_STEP / 2 : 0) + rank * BOW_STEP;
        lane.setLine(lane.loose ? bend(lane.xy, share) : lane.xy);
      }
    }
  };

  // Bundles of one zoom: 400 lines with their arrows take 15 ms to draw on the measured machine.
  const MOST_BUNDLES = 400;
  const CELLS_PX = [40, 80, 160, 320];

  /** Lanes by the cells of the picture that they lead from and to. */
  const byCells = (lanes, size, cell) => {
    const across = Math.ceil((3 * size) / cell);
    const square = (x, y) => Math.floor(((y + 1) * size) / cell) * across + Math.floor(((x + 1) * size) / cell);
    const bundles = new Map();
    for (const lane of lanes) {
      const { xy } = lane;
      const n = xy.length;
      const key = `${square(xy[0], xy[1])} ${square(xy[n - 2], xy[n - 1])} ${lane.mode} ${lane.flight} ${lane.unreal}`;
      if (!bundles.has(key)) bundles.set(key, []);
      bundles.get(key).push(lane);
    }
    return bundles;
  };

  /**
   * Lanes that are too many to be drawn one by one, as one line for all that lead from one cell
   * of the picture to another. Like the groups of sites they depend on all events, not on those
   * shown: nothing jumps while time moves.
   */
  geomap.bundle = (lanes, size) => {
    let found = null;
    for (const cell of CELLS_PX) {
      found = byCells(lanes, size, cell);
      if (found.size <= MOST_BUNDLES) break;
    }
    return [...found.values()].map((members) => {
      const sum = [0, 0, 0, 0];
      let weight = 0;
      for (const { xy, events } of members) {
        const n = xy.length;
        for (const [i, at] of [0, 1, n - 2, n - 1].entries()) sum[i] += xy[at] * events.length;
        weight += events.length;
      }
      const joined = new geomap.Lane({ ...members[0], bundle: members, size: null });
      joined.setLine(members.length === 1 ? members[0].xy : bend(Float64Array.from(sum, (v) => v / weight), BOW_STEP));
      return joined;
    });
  };

  /** What a bundle has of what its lanes have. */
  geomap.tally = (bundle) => {
    [bundle.shown, bundle.status] = [0, 3];
    for (const lane of bundle.bundle) {
      bundle.shown += lane.shown;
      if (lane.shown) bundle.status = Math.min(bundle.status, lane.status);
    }
    return bundle;
  };
})();
