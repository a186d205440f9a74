"use strict";
// How marks look on the canvas: a shape for each kind, so that neither colour nor sight of it is
// needed; hollow where a place is wide; arrowheads for direction.

(() => {
  geomap.DARK = window.matchMedia("(prefers-color-scheme: dark)");
  // Points and depth of the star for each class of weapon, as maps/classes.py numbers them; the
  // last is for what is not stated and for several classes at one place.
  const STARS = [[8, 0.55], [4, 0.42], [6, 0.5], [5, 0.48], [3, 0.5], [11, 0.74]];
  geomap.starOf = (weapons) => {
    const one = weapons && (weapons & (weapons - 1)) === 0;
    return one ? Math.min(STARS.length - 1, Math.log2(weapons)) : STARS.length - 1;
  };

  const corners = (context, x, y, reaches, turn = -Math.PI / 2) => {
    for (const [i, reach] of reaches.entries()) {
      const angle = turn + (i * 2 * Math.PI) / reaches.length;
      context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    context.closePath();
  };

  const trace = (context, { shape, weapons, stop }, x, y, r) => {
    context.beginPath();
    if (shape === "burst") {
      const [points, depth] = STARS[geomap.starOf(weapons)];
      corners(context, x, y, Array.from({ length: points * 2 }, (_, i) => (i % 2 ? r * depth : r)));
    } else if (shape === "triangle") {
      corners(context, x, y, [r, r * 1.2, r * 1.2]);
    } else if (stop === 1) context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else if (stop === 2) corners(context, x, y, [r * 1.2, r * 1.2, r * 1.2, r * 1.2]);
    else context.arc(x, y, r, 0, 2 * Math.PI);
  };

  const countWords = (count) => {
    if (count < 1000) return String(count);
    return count < 9500 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`;
  };

  /** One symbol: `wide` and `unreal` ones are hollow, so that nobody takes them for a spot. */
  geomap.drawSymbol = (context, symbol, x, y, r) => {
    const { shape, wide, unreal, faint, count, small } = symbol;
    const ink = geomap.ink;
    const hollow = wide || unreal;
    context.globalAlpha = faint ? 0.6 : 1;
    context.lineWidth = shape === "burst" ? 1.2 : 1.8;
    context.setLineDash(unreal ? [1.5, 2.5] : wide ? [3, 2.5] : []);
    trace(context, symbol, x, y, r);
    context.fillStyle = hollow ? ink.halo : shape === "burst" ? ink.strike : ink.paper;
    context.fill();
    context.strokeStyle = shape === "burst" && hollow ? ink.strike : ink.line;
    context.stroke();
    context.setLineDash([]);
    if (count > 1 && !small && shape !== "triangle") {
      context.font = "700 10px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      const words = countWords(count);
      if (shape === "burst" && !hollow) {
        context.lineWidth = 2.5;
        context.strokeStyle = ink.strike;
        context.strokeText(words, x, y + 0.5);
      }
      context.fillStyle = shape === "burst" && !hollow ? ink.onStrike : ink.line;
      context.fillText(words, x, y + 0.5);
    }
    context.globalAlpha = 1;
  };

  /** Points and directions at these distances along a line of pixels [x, y, x, y, ...]. */
  const along = (points, length, wanted) => {
    const found = [];
    let [i, done, step] = [0, 0, 0];
    for (const at of wanted) {
      while (i < points.length - 2 && done + step < at) {
        done += step;
        i += 2;
        step = Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
      }
      if (i < 2) continue;
      const t = step ? (at - done) / step : 0;
      const [dx, dy] = [points[i] - points[i - 2], points[i + 1] - points[i - 1]];
      found.push({
        x: points[i - 2] + t * dx, y: points[i - 1] + t * dy, angle: Math.atan2(dy, dx),
      });
    }
    return found;
  };

  const lengthOf = (points) => {
    let length = 0;
    for (let i = 2; i < points.length; i += 2) {
      length += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
    }
    return length;
  };

  /** Arrowheads, all in one path: each path that is filled costs more than its corners. */
  const drawHeads = (context, heads, reach, open) => {
    context.beginPath();
    for (const { x, y, angle } of heads) {
      for (const turn of [2.65, 0, -2.65]) {
        const ahead = turn === 0 ? reach * 0.5 : reach;
        const [px, py] = [x + ahead * Math.cos(angle + turn), y + ahead * Math.sin(angle + turn)];
        if (turn === 2.65) context.moveTo(px, py);
        else context.lineTo(px, py);
      }
      if (!open) context.closePath();
    }
    if (open) context.stroke();
    else context.fill();
  };

  const trackLine = (context, points) => {
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
    context.stroke();
  };

  const drawTicks = (context, points, length, weight) => {
    context.lineWidth = 1.2;
    context.beginPath();
    for (const { x, y, angle } of along(points, length, every(length, 9))) {
      const [dx, dy] = [Math.sin(angle) * (weight + 1.6), -Math.cos(angle) * (weight + 1.6)];
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
    }
    context.stroke();
  };

  const MOST_TICKS = 400; // a line drawn at high zoom runs for thousands of pixels off the screen
  const every = (whole, step) => {
    const count = Math.min(MOST_TICKS, Math.floor(whole / step));
    return Array.from({ length: count }, (_, i) => ((i + 0.5) * whole) / count);
  };

  /**
   * A line with its signs: ticks for a railway, a light core for a road, arrowheads in the middle
   * and before the end; for an observed track an outline, so that it is unlike any computed way.
   */
  geomap.drawLine = (context, points, style) => {
    const { mode, colour, weight, faint, dash, observed } = style;
    context.globalAlpha = faint ? 0.55 : 0.9;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineJoin = "round";
    if (observed) {
      context.setLineDash([]);
      context.lineWidth = weight + 3;
      context.strokeStyle = geomap.ink.line;
      trackLine(context, points);
      context.lineWidth = weight + 1.4;
      context.strokeStyle = geomap.ink.paper;
      trackLine(context, points);
      context.strokeStyle = colour;
    }
    context.setLineDash(dash || []);
    context.lineDashOffset = style.shift || 0;
    context.lineWidth = weight;
    trackLine(context, points);
    context.setLineDash([]);
    const length = lengthOf(points);
    if (mode === "rail") drawTicks(context, points, length, weight);
    if (mode === "road") {
      context.strokeStyle = geomap.ink.paper;
      context.lineWidth = Math.max(1, weight * 0.4);
      trackLine(context, points);
      context.strokeStyle = colour;
    }
    const heads = length < 24 ? [] : length < 70 ? [length * 0.6] : [length / 2, length - 12];
    context.lineWidth = 2;
    const reach = 6 + weight * 1.5;
    if (heads.length) drawHeads(context, along(points, length, heads), reach, mode === "air");
    context.globalAlpha = 1;
  };

  /** A port call: an anchor on a disc. */
  geomap.drawAnchor = (context, x, y, r) => {
    context.beginPath();
    context.arc(x, y, r + 1.5, 0, 2 * Math.PI);
    context.fillStyle = geomap.ink.paper;
    context.fill();
    context.strokeStyle = geomap.ink.track;
    context.lineWidth = 1.6;
    context.stroke();
    context.beginPath();
    context.moveTo(x, y - r * 0.7);
    context.lineTo(x, y + r * 0.7);
    context.moveTo(x - r * 0.4, y - r * 0.3);
    context.lineTo(x + r * 0.4, y - r * 0.3);
    context.moveTo(x - r * 0.7, y + r * 0.1);
    context.arc(x, y + r * 0.1, r * 0.7, Math.PI, 0, true);
    context.stroke();
  };

  /** A position that no ship can have reached: a triangle with a stroke and a dot. */
  geomap.drawWarning = (context, x, y, r) => {
    context.beginPath();
    corners(context, x, y, [r * 1.3, r * 1.3, r * 1.3]);
    context.fillStyle = geomap.ink.paper;
    context.fill();
    context.strokeStyle = geomap.ink.strike;
    context.lineWidth = 1.6;
    context.stroke();
    context.beginPath();
    context.moveTo(x, y - r * 0.6);
    context.lineTo(x, y + r * 0.1);
    context.moveTo(x, y + r * 0.35);
    context.lineTo(x, y + r * 0.5);
    context.stroke();
  };

  geomap.readInk = () => {
    geomap.forgetColours();
    const root = document.documentElement;
    root.classList.toggle("dark-ink", geomap.DARK.matches && !root.classList.contains("paper"));
    geomap.ink = {
      strike: geomap.colour("--strike"),
      onStrike: geomap.colour("--on-strike"),
      paper: geomap.colour("--paper"),
      halo: geomap.colour("--halo"),
      line: geomap.colour("--ink"),
      glow: geomap.colour("--glow"),
      area: geomap.colour("--area"),
      track: geomap.colour("--track"),
    };
  };
})();
