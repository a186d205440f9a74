"use strict";
// Observed tracks: what somebody received of a ship's positions. Drawn solid and outlined, unlike
// any computed way; where the signal was gone a thin dotted line; port calls as anchors, positions
// that no ship can have reached as a warning. The time line cuts them.

(() => {
  const { el, byId, said, t } = geomap;
  const DAY_S = 86400;
  const NEAR = 6; // pixels
  const LABEL_PX = 90; // a gap shorter than this on the screen has no room for its label
  const MARK = 6;

  const timeFormat = () => new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
  });
  let format = null;
  /** A moment in words: "12 Oct 2023, 04:30 UTC". */
  geomap.momentWords = (seconds) => {
    format ||= timeFormat();
    return `${format.format(new Date(seconds * 1000))} UTC`;
  };

  geomap.shipWords = (track) => {
    const name = track.name || (track.mmsi ? `MMSI ${track.mmsi}` : t("track.unnamed"));
    return track.imo ? `${name} (IMO ${track.imo})` : name;
  };

  /**
   * All parts with their vertices on the unit square and the moment of each. A part begins where
   * the one before it ended, beyond 180 degrees too.
   */
  const readParts = (store, middle) => {
    const parts = [];
    const ends = new Map(); // of a track: the longitude where its last part ended
    for (let n = 0; n < store.tables.parts.count; n += 1) {
      const part = store.row("parts", n);
      const flat = geomap.unwrap((part.lines || []).map((text) => geomap.unpack(text, store.head.scale)), true);
      const shift = flat.length ? geomap.turnTo(flat[0], ends.get(part.track) ?? middle) - flat[0] : 0;
      if (flat.length) ends.set(part.track, flat.at(-2) + shift);
      const xy = Float64Array.from(flat, (v, i) => (i % 2 ? geomap.toY(v) : geomap.toX(v + shift)));
      const times = (part.times || []).map((s) => part.start + s);
      parts.push({ ...part, xy, times });
    }
    return parts;
  };

  geomap.Tracks = geomap.Canvas.extend({
    initialize(store, middle, options) {
      geomap.Canvas.prototype.initialize.call(this, { className: "tracks", ...options });
      this.store = store;
      this.middle = middle;
      this.parts = readParts(store, middle);
      this.calls = Array.from({ length: store.tables.calls.count }, (_, n) => store.row("calls", n));
      this.jumps = Array.from({ length: store.tables.jumps.count }, (_, n) => store.row("jumps", n));
      this.count = store.tables.tracks.count;
      this.active = true;
      this.span = null; // seconds
    },
    /** Show only what lies within these days. */
    cut(days) {
      this.span = days && [days[0] * DAY_S, (days[1] + 1) * DAY_S];
    },
    holds(from, to) {
      return !this.span || (from < this.span[1] && to >= this.span[0]);
    },
    draw(context, frame) {
      this.drawn = [];
      this.marks = [];
      if (!this.active) return;
      for (const part of this.parts) {
        if (!this.holds(part.start, part.end)) continue;
        for (const turn of frame.turns) this.drawPart(context, part, frame, turn);
      }
      for (const call of this.calls) if (this.holds(call.start, call.end)) this.drawCall(context, call, frame);
      for (const jump of this.jumps) if (this.holds(jump.time, jump.time)) this.drawJump(context, jump, frame);
    },
    pixels({ xy, times }, { size, origin }, turn) {
      const points = [];
      const moments = [];
      for (let i = 0; i < xy.length; i += 2) {
        const time = times[i / 2] ?? 0;
        if (times.length && !this.holds(time, time)) continue;
        points.push((xy[i] + turn) * size - origin.x, xy[i + 1] * size - origin.y);
        moments.push(time);
      }
      return { points, moments };
    },
    drawPart(context, part, frame, turn) {
      const gap = part.kind === "gap";
      // A gap has two ends: it is whole or not there
      const source = gap ? { xy: part.xy, times: [] } : part;
      const { points, moments } = this.pixels(source, frame, turn);
      if (!points.length || !this.isNear(points, frame)) return;
      this.drawn.push({ part, points, moments });
      if (gap) this.drawGap(context, part, points);
      else if (points.length === 2) this.dot(context, points);
      else geomap.drawLine(context, points, { mode: "none", colour: geomap.ink.track, weight: 2.2, observed: true });
    },
    isNear(points, { min, max }) {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < points.length; i += 2) {
        [x0, x1] = [Math.min(x0, points[i]), Math.max(x1, points[i])];
        [y0, y1] = [Math.min(y0, points[i + 1]), Math.max(y1, points[i + 1])];
      }
      return x1 >= min.x && x0 <= max.x && y1 >= min.y && y0 <= max.y;
    },
    dot(context, [x, y]) {
      context.beginPath();
      context.arc(x, y, 4, 0, 7);
      context.fillStyle = geomap.ink.track;
      context.fill();
      context.strokeStyle = geomap.ink.line;
      context.lineWidth = 1;
      context.stroke();
    },
    drawGap(context, part, points) {
      context.strokeStyle = geomap.ink.line;
      context.globalAlpha = 0.6;
      context.lineWidth = 1.2;
      context.setLineDash([1.5, 5]);
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
      const [x0, y0, x1, y1] = [points[0], points[1], points[points.length - 2], points[points.length - 1]];
      if (!part.label || Math.hypot(x1 - x0, y1 - y0) < LABEL_PX) return;
      context.font = "italic 11px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 3;
      context.strokeStyle = geomap.ink.halo;
      context.strokeText(part.label, (x0 + x1) / 2, (y0 + y1) / 2);
      context.fillStyle = geomap.ink.line;
      context.fillText(part.label, (x0 + x1) / 2, (y0 + y1) / 2);
    },
    atPlace(lon, lat, { size, origin, turns, min, max }, visit) {
      for (const turn of turns) {
        const x = (geomap.toX(geomap.turnTo(lon, this.middle)) + turn) * size - origin.x;
        const y = geomap.toY(lat) * size - origin.y;
        if (x >= min.x && x <= max.x && y >= min.y && y <= max.y) visit(x, y);
      }
    },
    drawCall(context, call, frame) {
      if (call.place === undefined) return;
      const place = this.store.place(call.place);
      this.atPlace(place.lon, place.lat, frame, (x, y) => {
        geomap.drawAnchor(context, x, y - MARK - 7, MARK);
        this.marks.push({ x, y: y - MARK - 7, call, place });
      });
    },
    drawJump(context, jump, frame) {
      this.atPlace(jump.lon, jump.lat, frame, (x, y) => {
        // Of many at one spot the first speaks for all: a heap of signs is none
        if (this.marks.some((m) => m.jump && Math.hypot(m.x - x, m.y - y) < MARK * 2)) return;
        geomap.drawWarning(context, x, y, MARK);
        this.marks.push({ x, y, jump });
      });
    },
    /** What lies at a point of the map's pane: a mark before a line. */
    hit({ x, y }) {
      const mark = (this.marks || []).find((m) => Math.hypot(m.x - x, m.y - y) <= MARK + 3);
      if (mark) return mark;
      for (const { part, points, moments } of this.drawn || []) {
        for (let i = 0; i < points.length; i += 2) {
          const far = i ? geomap.toSegment(x, y, points[i - 2], points[i - 1], points[i], points[i + 1]) : Math.hypot(points[0] - x, points[1] - y);
          if (far <= NEAR) return { part, moment: moments[i / 2] };
        }
      }
      return null;
    },
    /** The few words beside the pointer. */
    hint({ part, moment, call, place, jump }) {
      const track = this.store.row("tracks", (part || call || jump).track);
      const node = el("div", { class: "hint" }, said(geomap.shipWords(track), "b"), el("br"));
      if (call) node.append(callWords(call, place));
      else if (jump) node.append(geomap.momentWords(jump.time), el("br"), said(jump.why || t("legend.jump")));
      else if (part.kind === "gap") node.append(said(part.label || t("legend.gap")), el("br"), t("legend.gap"));
      else node.append(geomap.momentWords(moment || part.start), el("br"), t("legend.observed"));
      return node;
    },
    /** Bounds of a track on the unit square. */
    box(number) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const { track, xy } of this.parts) {
        if (track !== number) continue;
        for (let i = 0; i < xy.length; i += 2) {
          [box[0], box[2]] = [Math.min(box[0], xy[i]), Math.max(box[2], xy[i])];
          [box[1], box[3]] = [Math.min(box[1], xy[i + 1]), Math.max(box[3], xy[i + 1])];
        }
      }
      return box[0] === Infinity ? null : box;
    },
  });

  const callWords = (call, place) => {
    const words = el("span", {}, said(place ? place.name : ""), ": ");
    words.append(`${geomap.momentWords(call.start)} – ${geomap.momentWords(call.end)}`);
    if (call.openStart) words.append(`; ${t("track.began")}`);
    if (call.openEnd) words.append(`; ${t("track.ended")}`);
    return words;
  };

  /** The ships that were seen, each with its port calls: the tracks for those who read. */
  geomap.drawTracks = (page) => {
    const { store, tracks } = page;
    byId("tracks-box").hidden = !tracks.count;
    for (let n = 0; n < tracks.count; n += 1) {
      const track = store.row("tracks", n);
      const calls = tracks.calls.filter((call) => call.track === n);
      const show = el("button", { type: "button", class: "more", onclick: () => page.goBox(tracks.box(n)) }, t("track.find"));
      const node = el("section", {}, el("h3", {}, said(geomap.shipWords(track))));
      const span = `${geomap.momentWords(track.start)} – ${geomap.momentWords(track.end)}`;
      node.append(el("p", { class: "note" }, `${span}; ${t("track.points", { n: track.points || 0 })}; ${geomap.number(track.km || 0)} km`));
      if (calls.length) {
        const list = el("ul", { class: "calls" });
        for (const call of calls) list.append(el("li", {}, callWords(call, call.place === undefined ? null : store.place(call.place))));
        node.append(el("h4", {}, t("track.calls")), list);
      }
      for (const note of track.notes || []) node.append(said(note, "p", { class: "note" }));
      node.append(show);
      byId("tracks").append(node);
    }
  };
})();
