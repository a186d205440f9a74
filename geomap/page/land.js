"use strict";
// The background: countries as tiles drawn here from the packed lines; disputed borders dashed.

(() => {
  const TILE = 512; // fewer, larger tiles: each border is walked through less often
  const LEFT = 1;
  const RIGHT = 2;
  const ABOVE = 4;
  const BELOW = 8;
  const SEAM = 1e-9; // rings end exactly at 180 degrees; no border is drawn along that seam

  const readRing = (text, scale) => {
    const points = geomap.unpack(text, scale);
    const xy = new Float64Array(points.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [geomap.toX(points[i]), geomap.toY(points[i + 1])];
      xy[i] = x;
      xy[i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return { xy, box };
  };

  const FINE_FROM = 6; // zoom: below it the finer squares show nothing that the world does not
  const EDGE = 1e-9; // of the unit square: points this near to a square's edge lie on it

  const readFine = ({ scale, step, cells }) =>
    Object.entries(cells).map(([key, rings]) => {
      const [west, south] = key.split(" ").map(Number);
      const box = [
        geomap.toX(west), geomap.toY(south + step), geomap.toX(west + step), geomap.toY(south),
      ];
      return { box, rings: rings.map((text) => readRing(text, scale)) };
    });

  /** Which edges of a square a point lies on, as bits. */
  const edgesAt = ([x0, y0, x1, y1], x, y) =>
    (Math.abs(x - x0) < EDGE ? LEFT : 0) | (Math.abs(x - x1) < EDGE ? RIGHT : 0)
    | (Math.abs(y - y0) < EDGE ? ABOVE : 0) | (Math.abs(y - y1) < EDGE ? BELOW : 0);

  /** How far land that ends at an edge of its square is drawn out over it, in pixels. */
  const beyond = (edges, low, high) => (edges & low ? -2 : edges & high ? 2 : 0);

  /** A finer square over the world; its own edges are no borders. */
  const drawFine = (context, { box, rings }, size, left, top, colours) => {
    const [x0, y0, x1, y1] = [box[0] * size - left, box[1] * size - top, box[2] * size - left, box[3] * size - top];
    if (x1 < 0 || x0 > TILE || y1 < 0 || y0 > TILE) return;
    const land = new Path2D();
    const borders = new Path2D();
    for (const { xy } of rings) {
      let before = 0;
      for (let i = 0; i < xy.length; i += 2) {
        const edges = edgesAt(box, xy[i], xy[i + 1]);
        const x = xy[i] * size - left + beyond(edges, LEFT, RIGHT);
        const y = xy[i + 1] * size - top + beyond(edges, ABOVE, BELOW);
        if (i) land.lineTo(x, y);
        else land.moveTo(x, y);
        if (i && !(edges & before)) borders.lineTo(x, y);
        else borders.moveTo(x, y);
        before = edges;
      }
      land.closePath();
    }
    context.save();
    context.beginPath();
    // Whole pixels, and a little more on each side: no seam shows between two squares
    const [wide, high] = [Math.ceil(x1 + 0.5) - Math.floor(x0 - 0.5), Math.ceil(y1 + 0.5) - Math.floor(y0 - 0.5)];
    context.rect(Math.floor(x0 - 0.5), Math.floor(y0 - 0.5), wide, high);
    context.clip();
    context.fillStyle = colours.sea;
    context.fillRect(Math.floor(x0 - 0.5), Math.floor(y0 - 0.5), wide, high);
    context.fillStyle = colours.land;
    context.fill(land, "evenodd");
    context.strokeStyle = colours.land;
    context.lineWidth = 0.6;
    context.stroke(land);
    context.strokeStyle = colours.border;
    context.lineWidth = 0.8;
    context.stroke(borders);
    context.restore();
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

  const drawDisputed = (context, lines, size, left, top, dash) => {
    context.setLineDash(dash);
    for (const { xy, box } of lines) {
      const [x0, y0, x1, y1] = box;
      if (x1 * size < left || x0 * size > left + TILE || y1 * size < top || y0 * size > top + TILE) continue;
      context.beginPath();
      for (let i = 0; i < xy.length; i += 2) context.lineTo(xy[i] * size - left, xy[i + 1] * size - top);
      context.stroke();
    }
    context.setLineDash([]);
  };

  const drawTile = (context, { countries, disputed, fine }, size, left, top, colours) => {
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
    if (size >= 256 * 2 ** FINE_FROM) {
      for (const square of fine) drawFine(context, square, size, left, top, colours);
    }
    // The solid line under a disputed border is painted over first
    context.strokeStyle = colours.land;
    context.lineWidth = 1.6;
    drawDisputed(context, disputed, size, left, top, []);
    context.strokeStyle = colours.border;
    context.lineWidth = 1.1;
    drawDisputed(context, disputed, size, left, top, [4, 4]);
  };

  /** The background's countries and seas; names in the reader's language where there are any. */
  geomap.readWorld = async () => {
    const packed = JSON.parse(geomap.byId("geomap-basemap").textContent);
    const world = JSON.parse(new TextDecoder().decode(await geomap.inflate(packed)));
    for (const country of world.countries) {
      country.rings = country.rings.map((text) => readRing(text, world.scale));
    }
    world.disputed = (world.disputed || []).map((text) => readRing(text, world.scale));
    world.fine = readFine(world.fine);
    const { countries, seas } = world.names;
    // Some codes are shared by a country and islands far away; the largest one bears its name.
    const largest = new Map();
    for (const country of [...world.countries].sort((a, b) => a.area - b.area)) {
      largest.set(country.code, country);
    }
    for (const [code, name] of Object.entries(countries)) {
      if (largest.has(code)) largest.get(code).name = name;
    }
    for (const sea of world.seas) sea.name = seas[sea.name] || sea.name;
    geomap.countryNames = new Map(Object.entries(countries));
    return world;
  };

  geomap.countryName = (code) => geomap.countryNames.get(code) || code;

  geomap.Land = L.GridLayer.extend({
    options: { tileSize: TILE, updateWhenZooming: false, keepBuffer: 1, className: "land" },
    initialize(world, options) {
      this._world = world;
      this.queue = [];
      this.unhurried = false;
      L.GridLayer.prototype.initialize.call(this, options);
    },
    /** Tiles one after the other, so that the map moves between them; the first ones at once. */
    createTile(at, done) {
      const tile = document.createElement("canvas");
      if (!this.unhurried) {
        this.fill(tile, at);
        setTimeout(() => done(null, tile));
        return tile;
      }
      this.queue.push(() => {
        if (this._map) this.fill(tile, at);
        done(null, tile);
      });
      if (this.queue.length === 1) this.drawNext();
      return tile;
    },
    drawNext() {
      setTimeout(() => {
        this.queue[0]();
        this.queue.shift();
        if (this.queue.length) this.drawNext();
      });
    },
    fill(tile, at) {
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
      drawTile(context, this._world, size, at.x * TILE, at.y * TILE, colours);
    },
  });
})();
