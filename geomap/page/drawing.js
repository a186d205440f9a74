"use strict";
// Draws the scene on one canvas and tells what lies under the pointer. Leaflet moves and scales
// the canvas while the map is dragged or zoomed; it is drawn anew when the map rests.

(() => {
  const MANY_LANES = 800; // in sight; above this they are bundled: 800 take 30 ms to draw
  const MANY_AREAS = 300; // circles of uncertainty in sight, those of most events first
  const SMALLEST_AREA_PX = 7; // a smaller one hides behind its symbol
  const GRID = 32; // pixels: wider than any symbol, so that only neighbours are compared
  const NEAR_LINE = 6; // pixels from a line that still mean it
  const SIZES = { burst: 8, triangle: 5, circle: 4.5 };
  const SMALL = { burst: 5, triangle: 4, circle: 3 };
  const M_PER_WORLD = 40075016.686; // the equator of WGS 84

  const Canvas = L.Renderer.extend({
    options: { padding: 0.25 },
    _initContainer() {
      this._container = L.DomUtil.create("canvas", this.options.className);
    },
    _destroyContainer() {
      this._container.remove();
      this._container = null;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const dense = window.devicePixelRatio || 1;
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, min);
      canvas.width = Math.round(size.x * dense);
      canvas.height = Math.round(size.y * dense);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      const context = canvas.getContext("2d");
      context.scale(dense, dense);
      context.translate(-min.x, -min.y);
      this.draw(context, this.frame());
    },
    redraw() {
      if (this._map) this._update();
    },
    /** What a drawing needs to know of the map: the size of the world, where it lies, what shows. */
    frame() {
      const map = this._map;
      const size = 256 * 2 ** map.getZoom();
      const origin = map.getPixelOrigin();
      const { min, max } = this._bounds;
      const west = (min.x + origin.x) / size;
      const east = (max.x + origin.x) / size;
      const north = (min.y + origin.y) / size;
      const south = (max.y + origin.y) / size;
      return { size, origin, min, max, west, east, north, south, turns: [-1, 0, 1] };
    },
  });
  geomap.Canvas = Canvas;

  // Only what somebody saw is drawn through: a way that was computed is broken a little, one
  // between wide areas more
  geomap.COMPUTED = [14, 3];

  /** How a lane is drawn. */
  const styleOf = (lane, wide) => {
    const faint = lane.status > 1;
    const weight = lane.flight ? 1 : Math.max(1, wide - (lane.flow ? 0.6 : 0));
    const colour = lane.flight ? geomap.ink.strike : geomap.modeColour(lane.mode);
    const plain = lane.flight || lane.flow;
    const dash = lane.unreal ? [1, 5] : lane.flight ? [4, 4] : lane.flow ? [7, 6] : geomap.COMPUTED;
    return { colour, weight, dash, faint, mode: plain ? "none" : lane.mode };
  };

  const shifted = (pixels, dx, dy) => {
    const out = new Float64Array(pixels.length);
    for (let i = 0; i < out.length; i += 2) {
      out[i] = pixels[i] + dx;
      out[i + 1] = pixels[i + 1] + dy;
    }
    return out;
  };

  /** Distance of a point from a piece of a line. */
  geomap.toSegment = (px, py, ax, ay, bx, by) => {
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(ax + t * dx - px, ay + t * dy - py);
  };

  geomap.Drawing = Canvas.extend({
    initialize(scene, options) {
      Canvas.prototype.initialize.call(this, { className: "drawing", ...options });
      this.scene = scene;
      this.layers = { areas: true, lines: true, stops: true, symbols: true };
      this.unit = null; // of the quantities that widths tell; null: widths tell how many events
      this.notes = {};
    },
    draw(context, frame) {
      this.notes = {};
      this.drawnSigns = [];
      this.drawnLanes = [];
      this.cells = new Map();
      const signs = this.layers.symbols ? this.signsIn(frame) : [];
      if (this.layers.areas) this.drawAreas(context, signs, frame);
      if (this.layers.lines) this.drawLanes(context, frame);
      this.placeSigns(signs);
      this.drawSigns(context, signs);
      this.fire("drawn");
    },
    /** Width of a line: by how many events it stands for, or by the largest quantity told. */
    width(lane) {
      if (!this.unit) return Math.min(5, 1.8 + 0.6 * Math.log2(lane.shown));
      const amount = this.scene.largestOn(lane, this.unit);
      return amount ? Math.min(8, 1.4 + 1.3 * Math.log10(1 + amount)) : 1;
    },
    drawLanes(context, frame) {
      const { size, origin } = frame;
      let lanes = this.scene.lanes.filter((lane) => lane.shown && this.isSeen(lane.box, frame));
      if (lanes.length > MANY_LANES) {
        this.notes.bundled = lanes.length;
        lanes = this.scene.bundles(Math.floor(this._map.getZoom())).filter((l) => this.isSeen(l.box, frame));
      }
      // The thinnest last: they are not hidden by those of many events
      lanes.sort((a, b) => b.shown - a.shown);
      for (const lane of lanes) {
        const style = styleOf(lane, this.width(lane));
        for (const turn of frame.turns) {
          if (!this.isSeenAt(lane.box, frame, turn)) continue;
          const points = shifted(lane.pixels(size), turn * size - origin.x, -origin.y);
          geomap.drawLine(context, points, style);
          this.drawnLanes.push({ lane, points });
        }
      }
    },
    isSeenAt([x0, y0, x1, y1], { west, east, north, south }, turn) {
      return x1 + turn >= west && x0 + turn <= east && y1 >= north && y0 <= south;
    },
    isSeen(box, frame) {
      return frame.turns.some((turn) => this.isSeenAt(box, frame, turn));
    },
    /** The symbols in sight with their pixels, weightiest first. */
    signsIn(frame) {
      const { scene } = this;
      const { size, origin } = frame;
      const found = [];
      const zoom = Math.floor(this._map.getZoom());
      for (const sign of scene.signs(zoom)) {
        const place = scene.sitePlace[sign.site];
        sign.place = place;
        sign.stop = scene.stop[place];
        if (sign.stop && sign.shape === "circle" && !this.layers.stops) continue;
        sign.wide = Boolean(scene.wide[place]);
        sign.faint = sign.status > 1;
        const [x, y] = [scene.x[place], scene.y[place]];
        for (const turn of frame.turns) {
          if (!this.isSeenAt([x, y, x, y], frame, turn)) continue;
          found.push({ ...sign, turn, x: (x + turn) * size - origin.x, y: y * size - origin.y });
        }
      }
      if (scene.crowded) this.notes.grouped = scene.siteCount;
      // Strikes hide the ring of a place, never the other way round; so they are drawn last
      const rank = { triangle: 2, burst: 1, circle: 0 };
      return found.sort((a, b) => b.count - a.count || rank[b.shape] - rank[a.shape] || a.site - b.site);
    },
    drawAreas(context, signs, { size }) {
      const { scene } = this;
      context.strokeStyle = context.fillStyle = geomap.ink.area;
      context.lineWidth = 1;
      context.setLineDash([2, 3]);
      const done = new Set();
      for (const sign of signs) {
        const key = `${sign.place} ${sign.turn}`;
        const metres = scene.radius[sign.place] - 1;
        if (done.has(key) || sign.sites.length > 1 || !scene.isVague(sign.place)) continue;
        // Mercator stretches by the secant of the latitude
        const stretch = 1 / Math.cos((geomap.toLat(scene.y[sign.place]) * Math.PI) / 180);
        const r = (metres / M_PER_WORLD) * size * stretch;
        if (r < SMALLEST_AREA_PX) continue;
        if (done.size >= MANY_AREAS) {
          this.notes.areas = MANY_AREAS;
          break;
        }
        done.add(key);
        context.beginPath();
        context.arc(sign.x, sign.y, r, 0, 2 * Math.PI);
        context.globalAlpha = 0.1;
        context.fill();
        context.globalAlpha = 0.55;
        context.stroke();
      }
      context.setLineDash([]);
      context.globalAlpha = 1;
    },
    /** Where symbols of one kind would lie on each other, the lesser ones are drawn small. */
    placeSigns(signs) {
      const taken = new Map();
      for (const sign of signs) {
        const full = SIZES[sign.shape] + (sign.shape === "triangle" ? 0 : Math.min(9, 2.2 * Math.log2(sign.count)));
        const [column, line] = [Math.floor(sign.x / GRID), Math.floor(sign.y / GRID)];
        let free = true;
        for (let i = column - 1; i <= column + 1 && free; i += 1) {
          for (let j = line - 1; j <= line + 1 && free; j += 1) {
            const near = taken.get(`${sign.shape} ${i} ${j}`) || [];
            free = near.every((o) => Math.hypot(o.x - sign.x, o.y - sign.y) >= o.r + full * 0.7);
          }
        }
        sign.small = !free;
        sign.r = free ? full : SMALL[sign.shape];
        if (!free) continue;
        const key = `${sign.shape} ${column} ${line}`;
        if (!taken.has(key)) taken.set(key, []);
        taken.get(key).push({ x: sign.x, y: sign.y, r: full * 0.7 });
      }
    },
    drawSigns(context, signs) {
      const order = { circle: 0, triangle: 1, burst: 2 };
      const upwards = [...signs].sort((a, b) => order[a.shape] - order[b.shape] || a.count - b.count);
      for (const sign of upwards) {
        geomap.drawSymbol(context, sign, sign.x, sign.y, sign.r);
        const key = `${Math.floor(sign.x / GRID)} ${Math.floor(sign.y / GRID)}`;
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(sign);
      }
      this.drawnSigns = signs;
    },
    /** What lies at a point of the map's pane: a symbol before a line; null where nothing does. */
    hit({ x, y }) {
      let best = null;
      let nearest = Infinity;
      const [column, line] = [Math.floor(x / GRID), Math.floor(y / GRID)];
      for (let i = column - 1; i <= column + 1; i += 1) {
        for (let j = line - 1; j <= line + 1; j += 1) {
          for (const sign of (this.cells && this.cells.get(`${i} ${j}`)) || []) {
            const far = Math.hypot(sign.x - x, sign.y - y);
            if (far <= sign.r + 4 && far < nearest) [best, nearest] = [{ sign }, far];
          }
        }
      }
      return best || this.hitLane(x, y);
    },
    hitLane(x, y) {
      let [best, nearest] = [null, NEAR_LINE];
      for (const { lane, points } of this.drawnLanes || []) {
        for (let i = 2; i < points.length; i += 2) {
          const far = geomap.toSegment(x, y, points[i - 2], points[i - 1], points[i], points[i + 1]);
          if (far <= nearest) [best, nearest] = [{ lane }, far];
        }
      }
      return best;
    },
    /** Whether a sign stands for events of several places: it is not all at the one it is drawn at. */
    isGrouped({ sites }) {
      return sites.some((site) => this.scene.sitePlace[site] !== this.scene.sitePlace[sites[0]]);
    },
    /** Places drawn now, those of most events first: the names to write. */
    places() {
      const seen = new Map();
      for (const sign of this.drawnSigns || []) {
        const key = `${sign.place} ${sign.turn}`;
        const known = seen.get(key);
        if (known) {
          known.radius = Math.max(known.radius, sign.r + 1);
          known.weight += sign.count;
          known.grouped ||= this.isGrouped(sign);
        } else {
          const name = this.scene.store.row("places", sign.place).name || "";
          const grouped = this.isGrouped(sign);
          seen.set(key, { name, x: sign.x, y: sign.y, radius: sign.r + 1, weight: sign.count, grouped });
        }
      }
      return [...seen.values()].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
    },
  });

  /** Draws what the pointer is on, or what is open, once more and brighter: all legs of it. */
  geomap.Glow = Canvas.extend({
    initialize(scene, options) {
      Canvas.prototype.initialize.call(this, { className: "glow", ...options });
      this.scene = scene;
      this.lanes = [];
      this.sites = [];
    },
    light(lanes, sites) {
      if (!lanes.length && !sites.length && !this.lanes.length && !this.sites.length) return;
      [this.lanes, this.sites] = [lanes, sites];
      this.redraw();
    },
    draw(context, { size, origin, turns }) {
      context.strokeStyle = geomap.ink.glow;
      context.lineCap = "round";
      context.lineJoin = "round";
      for (const turn of turns) {
        context.lineWidth = 8;
        context.globalAlpha = 0.55;
        for (const lane of this.lanes) {
          const points = lane.pixels(size);
          context.beginPath();
          for (let i = 0; i < points.length; i += 2) {
            context.lineTo(points[i] + turn * size - origin.x, points[i + 1] - origin.y);
          }
          context.stroke();
        }
        context.lineWidth = 3;
        context.globalAlpha = 0.9;
        for (const site of this.sites) {
          const place = this.scene.sitePlace[site];
          context.beginPath();
          const [x, y] = [this.scene.x[place] + turn, this.scene.y[place]];
          context.arc(x * size - origin.x, y * size - origin.y, 13, 0, 2 * Math.PI);
          context.stroke();
        }
      }
    },
  });
})();
