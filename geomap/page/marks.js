"use strict";
// What is drawn of the events. Events that share a line or a place share one mark, so that each
// of them can be reached: a click lists them. Marks are made once and shown or hidden.

(() => {
  const BOW_FLOW = 0.14; // how far a line between countries bends, as a share of its length
  const BOW_STEP = 0.07; // and how far lines between the same two ends lie apart
  const WORLD_EDGE = 90; // degrees: what lies this near to the edge of the world is repeated

  /** Longitude nearest to the middle of the data, so that the Pacific is not torn apart. */
  const turnTo = (lon, middle) => lon + 360 * Math.round((middle - lon) / 360);

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

  const strongest = (events) =>
    Object.keys(geomap.STATUSES).find((s) => events.some((e) => e.status === s)) || "asserted";

  // ---- symbols on the canvas ----

  const trace = (context, shape, x, y, r) => {
    context.beginPath();
    if (shape === "burst") {
      for (let i = 0; i < 16; i += 1) {
        const reach = i % 2 ? r * 0.55 : r;
        const angle = (i * Math.PI) / 8 - Math.PI / 2;
        context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
      }
      context.closePath();
    } else if (shape === "triangle") {
      context.moveTo(x, y - r);
      context.lineTo(x + r, y + r * 0.8);
      context.lineTo(x - r, y + r * 0.8);
      context.closePath();
    } else context.arc(x, y, r, 0, 2 * Math.PI);
  };

  /** One symbol: `wide` and `unreal` ones are hollow, so that nobody takes them for a spot. */
  geomap.drawSymbol = (context, symbol, x, y, r) => {
    const { shape, wide, unreal, faint, count, small } = symbol;
    const ink = geomap.ink;
    const fill = shape === "burst" ? ink.strike : ink.paper;
    context.save();
    context.globalAlpha = faint ? 0.6 : 1;
    context.lineWidth = shape === "burst" ? 1.2 : 1.8;
    context.setLineDash(unreal ? [1.5, 2.5] : wide ? [3, 2.5] : []);
    trace(context, shape, x, y, r);
    if (!wide && !unreal) {
      context.fillStyle = fill;
      context.fill();
    } else {
      context.fillStyle = ink.halo;
      context.fill();
    }
    context.strokeStyle = shape === "burst" && (wide || unreal) ? ink.strike : ink.line;
    context.stroke();
    context.setLineDash([]);
    if (count > 1 && !small && shape !== "triangle") {
      context.fillStyle = shape === "burst" && !wide && !unreal ? ink.paper : ink.line;
      context.font = "700 10px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(count > 999 ? "1k+" : String(count), x, y + 0.5);
    }
    context.restore();
  };

  const Sign = L.CircleMarker.extend({
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      geomap.drawSymbol(renderer._ctx, this.symbol, this._point.x, this._point.y, this._radius);
    },
  });

  /** Points and directions at shares of a line's length on the screen. */
  const along = (points, wanted) => {
    const length = [0];
    for (let i = 1; i < points.length; i += 1) {
      length.push(length[i - 1] + points[i].distanceTo(points[i - 1]));
    }
    const whole = length[length.length - 1];
    const found = [];
    let i = 1;
    for (const at of wanted(whole)) {
      while (i < points.length - 1 && length[i] < at) i += 1;
      const t = (at - length[i - 1]) / (length[i] - length[i - 1] || 1);
      const [a, b] = [points[i - 1], points[i]];
      found.push({
        x: a.x + t * (b.x - a.x),
        y: a.y + t * (b.y - a.y),
        angle: Math.atan2(b.y - a.y, b.x - a.x),
      });
    }
    return found;
  };

  const arrow = (context, { x, y, angle }, reach, open) => {
    context.beginPath();
    for (const turn of [2.65, 0, -2.65]) {
      const ahead = turn === 0 ? reach * 0.5 : reach;
      context.lineTo(x + ahead * Math.cos(angle + turn), y + ahead * Math.sin(angle + turn));
    }
    if (open) context.stroke();
    else {
      context.closePath();
      context.fill();
    }
  };

  /** Arrowheads in the middle and before the end; railway ticks; a road's light core. */
  geomap.drawLineSigns = (context, points, style) => {
    const { mode, colour, weight, faint } = style;
    context.save();
    context.globalAlpha = faint ? 0.6 : 1;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.setLineDash([]);
    const reach = 6 + weight * 1.5;
    if (mode === "rail") {
      context.lineWidth = 1.2;
      for (const { x, y, angle } of along(points, (whole) => every(whole, 9))) {
        const [dx, dy] = [Math.sin(angle) * (weight + 1.6), -Math.cos(angle) * (weight + 1.6)];
        context.beginPath();
        context.moveTo(x - dx, y - dy);
        context.lineTo(x + dx, y + dy);
        context.stroke();
      }
    }
    if (mode === "road") {
      context.strokeStyle = geomap.ink.paper;
      context.lineWidth = Math.max(1, weight * 0.4);
      context.beginPath();
      for (const p of points) context.lineTo(p.x, p.y);
      context.stroke();
      context.strokeStyle = colour;
    }
    const heads = (whole) => (whole < 24 ? [] : whole < 70 ? [whole * 0.6] : [whole / 2, whole - 12]);
    context.lineWidth = 2;
    for (const head of along(points, heads)) arrow(context, head, reach, mode === "air");
    context.restore();
  };

  const MOST_TICKS = 400; // a line drawn at high zoom runs for thousands of pixels off the screen
  const every = (whole, step) => {
    const count = Math.min(MOST_TICKS, Math.floor(whole / step));
    return Array.from({ length: count }, (_, i) => ((i + 0.5) * whole) / count);
  };

  const Line = L.Polyline.extend({
    // Leaflet rounds each point to a whole pixel, which makes long smooth lines tremble.
    _projectLatlngs(latlngs, result, bounds) {
      const origin = this._map.getPixelOrigin();
      const ring = latlngs.map((at) => this._map.project(at).subtract(origin));
      for (const point of ring) bounds.extend(point);
      result.push(ring);
    },
    _updatePath() {
      L.Polyline.prototype._updatePath.call(this);
      if (!this._renderer._drawing || !this._parts.length || !this.signs) return;
      geomap.drawLineSigns(this._renderer._ctx, this._rings[0], this.signs);
    },
  });

  // ---- gathering ----

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
  const fan = (lines, geometry) => {
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

  // ---- the marks ----

  const SIZES = { burst: 8, triangle: 5, circle: 4.5 };
  const SMALL = { burst: 5, triangle: 4, circle: 3 };
  const GRID = 32; // pixels: wider than any symbol, so that only neighbours are compared

  const grownBy = (count) => Math.min(8, 2.2 * Math.log2(count));

  geomap.Marks = class {
    constructor(map, groups, data, open) {
      this.map = map;
      this.groups = groups;
      this.data = data;
      this.open = open;
      this.middle = geomap.middleOf(data.places || []);
      const lines = new Map();
      const lineOf = (entry) => {
        if (entry.ends) return entry.ends.map((n) => [data.places[n].lon, data.places[n].lat]);
        if (!lines.has(entry.path)) {
          const parts = data.paths[entry.path].map((t) => geomap.unpack(t, data.scale));
          lines.set(entry.path, geomap.unwrap(parts));
        }
        return lines.get(entry.path);
      };
      this.entries = geomap.gather(data);
      const drawn = this.entries.filter((e) => e.shape === "line" || e.shape === "flight");
      fan(drawn, (entry) => this.turned(geomap.unwrap([lineOf(entry)])));
      this.areaRenderer = L.canvas({ pane: "areas", padding: 0.3 });
      this.renderer = L.canvas({ tolerance: 5, padding: 0.3 });
      map.on("zoomend", () => this.declutter());
    }

    turned(line) {
      const shift = turnTo(line[0][0], this.middle) - line[0][0];
      return line.map(([lon, lat]) => [lon + shift, lat]);
    }

    /** How often a mark is drawn: again beside, where the map can be moved past its edge. */
    shifts(lons) {
      const [west, east] = [Math.min(...lons), Math.max(...lons)];
      const shifts = [0];
      if (west < this.middle - 180 + WORLD_EDGE) shifts.push(360);
      if (east > this.middle + 180 - WORLD_EDGE) shifts.push(-360);
      return shifts;
    }

    make(entry) {
      if (entry.line) {
        const lons = entry.line.map((p) => p[0]);
        return this.shifts(lons).map((shift) => this.makeLine(entry, shift));
      }
      const place = this.data.places[entry.place];
      const lon = turnTo(place.lon, this.middle);
      return this.shifts([lon]).map((shift) => {
        const at = [place.lat, lon + shift];
        if (entry.shape === "area") return this.makeArea(at, place.radius);
        const mark = new Sign(at, { renderer: this.renderer, radius: 6 });
        mark.symbol = { shape: entry.shape, wide: Boolean(place.wide), unreal: entry.unreal };
        return this.wire(mark, entry);
      });
    }

    makeArea(at, radius) {
      return L.circle(at, {
        renderer: this.areaRenderer,
        radius,
        interactive: false,
        stroke: true,
        weight: 1,
        dashArray: "2 3",
        color: geomap.colour("--area"),
        fillColor: geomap.colour("--area"),
        fillOpacity: 0.1,
        opacity: 0.55,
      });
    }

    makeLine(entry, shift) {
      const line = new Line(
        entry.line.map(([lon, lat]) => [lat, lon + shift]),
        { renderer: this.renderer, smoothFactor: 0.5, lineCap: "butt" },
      );
      return this.wire(line, entry);
    }

    wire(mark, entry) {
      mark.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.open(this.together(entry), entry.line ? event.latlng : mark.getLatLng());
      });
      const hint = () => geomap.hint(this.together(entry), this.placeOf(entry));
      mark.bindTooltip(hint, { sticky: true });
      return mark;
    }

    /** Events that a mark stands for: at a place all of them, for one symbol may cover another. */
    together(entry) {
      if (entry.place === undefined) return entry.shown;
      const here = this.entries.filter((e) => e.place === entry.place && e.shape !== "area");
      return [...new Set(here.flatMap((e) => e.shown))];
    }

    placeOf(entry) {
      return entry.place === undefined ? null : this.data.places[entry.place];
    }

    /** Show the marks of these events and no others. */
    show(visible, areasOn) {
      this.shownPlaces = new Map();
      let added = false;
      for (const entry of this.entries) {
        entry.shown = entry.events.filter((event) => visible.has(event));
        const on = entry.shown.length > 0 && (entry.shape !== "area" || areasOn);
        const group = this.groups[entry.group];
        if (on) {
          if (!entry.marks) entry.marks = this.make(entry);
          for (const mark of entry.marks) {
            this.style(entry, mark);
            if (!group.hasLayer(mark)) {
              group.addLayer(mark);
              added = true;
              if (entry.line) mark.bringToBack();
            }
          }
          if (entry.place !== undefined && entry.shape !== "area") this.notePlace(entry);
        } else if (entry.marks) {
          for (const mark of entry.marks) group.removeLayer(mark);
        }
      }
      // A strike hides the ring of a place, never the other way round.
      const strikes = added ? this.entries.filter((e) => e.shape === "burst") : [];
      for (const { shown, marks } of strikes) if (shown.length) for (const m of marks) m.bringToFront();
      this.declutter();
    }

    notePlace(entry) {
      for (const mark of entry.marks) {
        const { lat, lng } = mark.getLatLng();
        const { name } = this.data.places[entry.place];
        const key = `${name} ${lat} ${lng}`;
        const known = this.shownPlaces.get(key) || { name, lat, lon: lng, marks: [], weight: 0 };
        known.marks.push(mark);
        known.weight += entry.shown.length;
        this.shownPlaces.set(key, known);
      }
    }

    /** Where symbols of one kind would lie on each other, the lesser ones are drawn small. */
    declutter() {
      const taken = new Map();
      const marks = this.entries.filter((e) => e.marks && e.shown.length && e.marks[0].symbol);
      marks.sort((a, b) => b.shown.length - a.shown.length);
      for (const mark of marks.flatMap((e) => e.marks)) {
        const { x, y } = this.map.project(mark.getLatLng());
        const [column, line] = [Math.floor(x / GRID), Math.floor(y / GRID)];
        const { shape } = mark.symbol;
        let free = true;
        for (let i = column - 1; i <= column + 1 && free; i += 1) {
          for (let j = line - 1; j <= line + 1 && free; j += 1) {
            const near = taken.get(`${shape} ${i} ${j}`) || [];
            free = near.every((o) => Math.hypot(o.x - x, o.y - y) >= o.r + mark.full * 0.7);
          }
        }
        mark.symbol.small = !free;
        mark.setRadius(free ? mark.full : SMALL[shape]);
        if (!free) continue;
        const key = `${shape} ${column} ${line}`;
        if (!taken.has(key)) taken.set(key, []);
        taken.get(key).push({ x, y, r: mark.full * 0.7 });
      }
    }

    /** Places drawn now, those of most events first. */
    places() {
      const places = [...(this.shownPlaces || new Map()).values()];
      for (const place of places) {
        place.radius = 1 + Math.max(...place.marks.map((mark) => mark.getRadius()));
      }
      return places.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
    }

    style(entry, mark) {
      if (entry.shape === "area") return;
      const count = entry.shown.length;
      const status = strongest(entry.shown);
      const faint = status === "alleged" || status === "denied";
      if (!entry.line) {
        Object.assign(mark.symbol, { count, faint });
        mark.full = SIZES[entry.shape] + (entry.shape === "triangle" ? 0 : grownBy(count));
        return;
      }
      const flight = entry.shape === "flight";
      const colour = geomap.colour(flight ? "--strike" : geomap.MODES[entry.mode].colour);
      const weight = flight ? 1 : Math.min(5, 1.8 + 0.6 * Math.log2(count)) - (entry.flow ? 0.6 : 0);
      const dash = entry.unreal ? "1 5" : flight ? "4 4" : entry.flow ? "9 5" : null;
      mark.setStyle({ color: colour, weight, dashArray: dash, opacity: faint ? 0.55 : 0.9 });
      mark.signs = { mode: flight || entry.flow ? "none" : entry.mode, colour, weight, faint };
    }

    /** Where the map should look for these events, as bounds, or null. */
    bounds(events) {
      const wanted = new Set(events);
      const bounds = L.latLngBounds([]);
      for (const entry of this.entries) {
        if (!entry.events.some((e) => wanted.has(e))) continue;
        if (entry.line) for (const [lon, lat] of entry.line) bounds.extend([lat, lon]);
        else {
          const { lat, lon } = this.data.places[entry.place];
          bounds.extend([lat, turnTo(lon, this.middle)]);
        }
      }
      return bounds.isValid() ? bounds : null;
    }

    /** The colours as the present scheme has them. */
    recolour() {
      for (const entry of this.entries) {
        for (const mark of entry.marks || []) if (entry.shown.length) this.style(entry, mark);
      }
      this.declutter();
    }
  };

  geomap.readInk = () => {
    geomap.forgetColours();
    geomap.ink = {
      strike: geomap.colour("--strike"),
      paper: geomap.colour("--paper"),
      halo: geomap.colour("--halo"),
      line: geomap.colour("--ink"),
    };
  };
})();
