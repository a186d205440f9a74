"use strict";
// How marks look on the canvas: a shape for each kind, so that neither colour nor sight of it is
// needed; hollow where a place is wide; arrowheads for direction.

(() => {
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

  geomap.Sign = L.CircleMarker.extend({
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

  geomap.Line = L.Polyline.extend({
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
