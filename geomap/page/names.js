"use strict";
// Names of places, countries and seas, which never lie on each other or on a symbol.

(() => {
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

  const MOST_NAMES = 250; // places named at once: more is a carpet, and each costs eight tries
  // Around a mark, best first: right, left, above, below, then the corners
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
  const COVERS = "#legend, #open-side, #limits, .leaflet-control";

  const FONTS = {
    place: "600 12px system-ui, sans-serif",
    country: "11px system-ui, sans-serif",
    sea: "italic 11px Georgia, serif",
  };

  /**
   * Names on the map. `marks()` gives the places drawn, those of most events first, with
   * their pixels and radius.
   */
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
      this._reserveCovers();
      for (const mark of marks) this._reserve(mark);
      for (const mark of marks.slice(0, MOST_NAMES)) this._placeName(mark);
      for (const back of this._backs) this._backName(back);
    },
    _point(lon, lat) {
      return this._map.latLngToContainerPoint([lat, lon]);
    },
    _isSeen({ x, y }) {
      const p = this._map.layerPointToContainerPoint([x, y]);
      return p.x > 0 && p.y > 0 && p.x < this._size.x && p.y < this._size.y;
    },
    /** Nothing is written where the legend and the map's controls lie. */
    _reserveCovers() {
      const { left, top } = this._map.getContainer().getBoundingClientRect();
      for (const cover of document.querySelectorAll(COVERS)) {
        const box = cover.getBoundingClientRect();
        if (box.width) this._taken.add([box.left - left, box.top - top, box.right - left, box.bottom - top]);
      }
    },
    _reserve({ x, y, radius }) {
      const p = this._map.layerPointToContainerPoint([x, y]);
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
    _placeName({ x, y, radius, name, grouped }) {
      const p = this._map.layerPointToContainerPoint([x, y]);
      const short = geomap.cut(name, 40);
      const text = grouped && name ? geomap.t("place.around", { name: short }) : short;
      const fill = geomap.colour("--ink");
      const gap = radius + 4;
      const done = SIDES.some(([right, down]) => {
        const far = right && down ? gap * 0.7 : gap;
        const y = p.y + down * (far + (right ? 4 : 6));
        return this._write(text, p.x + right * far, y, "place", fill, ["right", "middle", "left"][right + 1]);
      });
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
