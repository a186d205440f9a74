"use strict";
// The background: countries as tiles drawn here from the packed lines, and names on top that
// never lie on each other or on a mark.

(() => {
  const TILE = 512; // fewer, larger tiles: each border is walked through less often
  const LEFT = 1;
  const RIGHT = 2;
  const ABOVE = 4;
  const BELOW = 8;
  const SEAM = 1e-9; // rings end exactly at 180 degrees; no border is drawn along that seam

  const readRing = (text, scale) => {
    const points = geomap.unpack(text, scale);
    const xy = new Float64Array(points.length * 2);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [i, point] of points.entries()) {
      const [x, y] = geomap.project(point);
      xy[2 * i] = x;
      xy[2 * i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return { xy, box };
  };

  /** Walk a ring in a tile's pixels, without the points that nobody sees. */
  const walk = (ring, size, left, top, visit) => {
    const { xy } = ring;
    const side = (x, y) =>
      (x < -4 ? LEFT : x > TILE + 4 ? RIGHT : 0) | (y < -4 ? ABOVE : y > TILE + 4 ? BELOW : 0);
    let [lastX, lastY, lastSide] = [Infinity, Infinity, 0];
    let pending = null;
    let common = 0;
    for (let i = 0; i < xy.length; i += 2) {
      const x = xy[i] * size - left;
      const y = xy[i + 1] * size - top;
      const at = side(x, y);
      // Points that all lie beyond one edge of the tile: only the last of them matters.
      if (common & at) {
        common &= at;
        pending = [x, y, at, i];
        continue;
      }
      if (pending) {
        visit(pending[0], pending[1], pending[3]);
        [lastX, lastY, lastSide] = pending;
        pending = null;
      }
      if (lastSide & at) {
        common = lastSide & at;
        pending = [x, y, at, i];
        continue;
      }
      const near = Math.abs(x - lastX) + Math.abs(y - lastY) < 0.8;
      if (near && i && i < xy.length - 2) continue;
      visit(x, y, i);
      [lastX, lastY, lastSide] = [x, y, at];
      common = at;
    }
    if (pending) visit(pending[0], pending[1], pending[3]);
  };

  const isSeam = (xy, i, j) =>
    (xy[i] < SEAM && xy[j] < SEAM) || (xy[i] > 1 - SEAM && xy[j] > 1 - SEAM);

  const drawTile = (context, countries, size, left, top, colours) => {
    const land = new Path2D();
    const borders = new Path2D();
    for (const country of countries) {
      for (const ring of country.rings) {
        const [x0, y0, x1, y1] = ring.box;
        if (x1 * size < left - 4 || x0 * size > left + TILE + 4) continue;
        if (y1 * size < top - 4 || y0 * size > top + TILE + 4) continue;
        let before = -1;
        walk(ring, size, left, top, (x, y, i) => {
          if (before < 0) land.moveTo(x, y);
          else land.lineTo(x, y);
          if (before < 0 || isSeam(ring.xy, before, i)) borders.moveTo(x, y);
          else borders.lineTo(x, y);
          before = i;
        });
        land.closePath();
      }
    }
    context.fillStyle = colours.sea;
    context.fillRect(0, 0, TILE, TILE);
    context.fillStyle = colours.land;
    context.fill(land, "evenodd");
    context.strokeStyle = colours.border;
    context.lineWidth = 0.8;
    context.lineJoin = "round";
    context.stroke(borders);
  };

  geomap.readWorld = () => {
    const world = JSON.parse(geomap.byId("geomap-basemap").textContent);
    for (const country of world.countries) {
      country.rings = country.rings.map((text) => readRing(text, world.scale));
    }
    // Some codes are shared by a country and islands far away; the largest one's name stands.
    const named = world.countries.filter((c) => c.code).sort((a, b) => a.area - b.area);
    geomap.countryNames = new Map(named.map((c) => [c.code, c.name]));
    return world;
  };

  geomap.countryName = (code) => geomap.countryNames.get(code) || code;

  geomap.Land = L.GridLayer.extend({
    options: { tileSize: TILE, updateWhenZooming: false, keepBuffer: 1, className: "land" },
    initialize(world, options) {
      this._countries = world.countries;
      L.GridLayer.prototype.initialize.call(this, options);
    },
    createTile(at) {
      const tile = document.createElement("canvas");
      const dense = Math.min(2, window.devicePixelRatio || 1);
      tile.width = TILE * dense;
      tile.height = TILE * dense;
      const context = tile.getContext("2d");
      context.scale(dense, dense);
      const colours = {
        sea: geomap.colour("--water"),
        land: geomap.colour("--land"),
        border: geomap.colour("--border"),
      };
      const size = 256 * 2 ** at.z;
      drawTile(context, this._countries, size, at.x * TILE, at.y * TILE, colours);
      return tile;
    },
  });

  const CELL = 64; // pixels: a box is compared only with those in the same cells

  /** Boxes on the screen that nothing more may be written on. */
  class Taken {
    constructor() {
      this.cells = new Map();
    }

    keys([x0, y0, x1, y1]) {
      const keys = [];
      for (let i = Math.floor(x0 / CELL); i <= Math.floor(x1 / CELL); i += 1) {
        for (let j = Math.floor(y0 / CELL); j <= Math.floor(y1 / CELL); j += 1) keys.push(`${i} ${j}`);
      }
      return keys;
    }

    add(box) {
      for (const key of this.keys(box)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
    }

    meets(box) {
      return this.keys(box).some((key) =>
        (this.cells.get(key) || []).some(
          (t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1],
        ));
    }
  }

  const MOST_NAMES = 250; // places named at once: more is a carpet, and each costs four tries

  const FONTS = {
    place: "600 12px system-ui, sans-serif",
    country: "11px system-ui, sans-serif",
    sea: "italic 11px Georgia, serif",
  };

  /** Names on the map. `marks()` gives the places drawn, most important first, with radius. */
  geomap.Names = L.Layer.extend({
    initialize(world, marks) {
      this._marks = marks;
      this._backs = [];
      for (const c of world.countries) {
        if (c.code && c.area > 0.02) this._backs.push({ ...c, font: "country", rings: null });
      }
      for (const s of world.seas) this._backs.push({ ...s, font: "sea" });
      this._backs.sort((a, b) => b.area - a.area || (a.name < b.name ? -1 : 1));
    },
    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "names leaflet-zoom-hide", map.getPane("names"));
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      map.off("moveend zoomend resize", this.draw, this);
      this._canvas.remove();
    },
    draw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const dense = window.devicePixelRatio || 1;
      this._canvas.width = size.x * dense;
      this._canvas.height = size.y * dense;
      this._canvas.style.width = `${size.x}px`;
      this._canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this._canvas, map.containerPointToLayerPoint([0, 0]));
      const context = this._canvas.getContext("2d");
      context.scale(dense, dense);
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.strokeStyle = geomap.colour("--halo");
      this._context = context;
      this._size = size;
      this._taken = new Taken();
      this._written = new Set();
      const marks = this._marks().filter((mark) => this._isSeen(mark));
      for (const mark of marks) this._reserve(mark);
      for (const mark of marks.slice(0, MOST_NAMES)) this._placeName(mark);
      for (const back of this._backs) this._backName(back);
    },
    _point(lon, lat) {
      return this._map.latLngToContainerPoint([lat, lon]);
    },
    _isSeen({ lon, lat }) {
      const p = this._point(lon, lat);
      return p.x > 0 && p.y > 0 && p.x < this._size.x && p.y < this._size.y;
    },
    _reserve({ lon, lat, radius }) {
      const p = this._point(lon, lat);
      this._taken.add([p.x - radius, p.y - radius, p.x + radius, p.y + radius]);
    },
    _write(text, x, y, font, fill, align) {
      const context = this._context;
      context.font = FONTS[font];
      const width = context.measureText(text).width;
      const left = align === "left" ? x : align === "right" ? x - width : x - width / 2;
      const box = [left - 2, y - 8, left + width + 2, y + 8];
      const inside =
        box[0] > 0 && box[1] > 0 && box[2] < this._size.x && box[3] < this._size.y;
      if (!inside || this._taken.meets(box)) return false;
      this._taken.add(box);
      context.textAlign = "left";
      context.lineWidth = 3;
      context.strokeText(text, left, y);
      context.fillStyle = fill;
      context.fillText(text, left, y);
      return true;
    },
    _placeName({ lon, lat, radius, name }) {
      const p = this._point(lon, lat);
      const text = geomap.cut(name, 40);
      const fill = geomap.colour("--ink");
      const gap = radius + 4;
      const done =
        this._write(text, p.x + gap, p.y, "place", fill, "left") ||
        this._write(text, p.x - gap, p.y, "place", fill, "right") ||
        this._write(text, p.x, p.y - gap - 6, "place", fill, "middle") ||
        this._write(text, p.x, p.y + gap + 6, "place", fill, "middle");
      if (done) this._written.add(name);
    },
    _backName({ name, at, area, font }) {
      if (this._written.has(name)) return;
      // A name is written once its country or sea is wide enough on the screen to carry it.
      const wide = Math.sqrt(area) * ((256 * 2 ** this._map.getZoom()) / 360);
      if (wide < name.length * 5) return;
      const fill = geomap.colour(font === "sea" ? "--sea-name" : "--country-name");
      for (const turn of [-360, 0, 360]) {
        const p = this._point(at[0] + turn, at[1]);
        if (p.x > 0 && p.x < this._size.x && p.y > 0 && p.y < this._size.y) {
          this._write(name, p.x, p.y, font, fill, "middle");
        }
      }
    },
  });
})();
