"use strict";
// The state of the page in the address's fragment, and what is shown as GeoJSON or CSV.

(() => {
  const GROUP_DEFAULTS = geomap.GROUPS.map(({ bits, key }) =>
    key === "only" ? (2 ** bits.length - 1) & ~2 : 2 ** bits.length - 1);
  const FACETS = ["source", "ship", "country"];

  /** View, filters, time, layers and the open event as a fragment. */
  geomap.writeState = (page) => {
    const state = new URLSearchParams();
    const { map, filters, time, layers } = page;
    const { lat, lng } = map.getCenter();
    state.set("map", `${map.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}`);
    const changed = [];
    for (const [group, { bits }] of geomap.GROUPS.entries()) {
      for (const [bit, { key }] of bits.entries()) {
        if (((filters.on[group] ^ GROUP_DEFAULTS[group]) >> bit) & 1) changed.push(key);
      }
    }
    for (const [name, on] of Object.entries(layers)) {
      if (on !== geomap.LAYER_DEFAULTS[name]) changed.push(name);
    }
    if (changed.length) state.set("switch", changed.join(","));
    if (page.byAmount) state.set("width", "amount");
    if (filters.text) state.set("find", filters.text);
    for (const name of FACETS) for (const key of filters.only.get(name) || []) state.append(name, key);
    const span = time.span();
    if (span) state.set("time", span.map(geomap.isoDay).join("/"));
    if (page.opened !== null) state.set("event", page.store.event(page.opened).id || "");
    return `#${state}`;
  };

  /** Put filters, time and layers as a fragment says; what it does not know is left alone. */
  geomap.readState = (page, fragment) => {
    const state = new URLSearchParams(fragment.replace(/^#/, ""));
    const { filters, time, layers } = page;
    filters.reset();
    Object.assign(layers, geomap.LAYER_DEFAULTS);
    const changed = new Set((state.get("switch") || "").split(","));
    for (const [group, { bits }] of geomap.GROUPS.entries()) {
      for (const [bit, { key }] of bits.entries()) if (changed.has(key)) filters.on[group] ^= 1 << bit;
    }
    for (const name of Object.keys(layers)) if (changed.has(name)) layers[name] = !layers[name];
    page.byAmount = state.get("width") === "amount";
    filters.text = (state.get("find") || "").slice(0, 1000);
    for (const name of FACETS) {
      const known = new Set(state.getAll(name).length ? page.index.facet(name).keys : []);
      const chosen = state.getAll(name).filter((key) => known.has(key));
      if (chosen.length) filters.only.set(name, new Set(chosen));
    }
    const days = (state.get("time") || "").split("/").map(geomap.day);
    if (time.works) {
      const both = days.length === 2 && days.every((day) => day !== null) && days[0] <= days[1];
      [time.from, time.to] = both ? days.map((day) => Math.max(time.first, Math.min(time.last, day))) : [time.first, time.last];
      time.low.value = String(time.from - time.first);
      time.high.value = String(time.to - time.first);
      time.say();
    }
    const view = (state.get("map") || "").split("/").map(Number);
    const sound = view.length === 3 && view.every(Number.isFinite) && Math.abs(view[1]) <= 85;
    return { view: sound ? view : null, event: state.get("event") };
  };

  // ---- downloads ----

  const COLUMNS = [
    "id", "kind", "summary", "start", "end", "date_edtf", "status", "modality", "low", "best", "high",
    "unit", "killed_low", "killed_high", "injured_low", "injured_high", "what", "cargo", "weapon",
    "mode", "ships", "supplier", "recipient", "attacker", "origin", "via", "destination", "location",
    "launch", "where_prec", "claimants", "denied_by", "sources", "flags", "evidence",
  ];

  /** One event as plain values, named as in the exports of the command line. */
  const plain = (number, store) => {
    const event = store.event(number);
    const name = (n) => (n === undefined ? null : store.place(n).name);
    const claims = (event.claims || []).map((n) => store.row("claims", n));
    const iso = (day) => (day === undefined ? null : geomap.isoDay(day));
    const join = (values) => (values && values.length ? values.join("; ") : null);
    return {
      id: event.id, kind: event.kind, summary: event.summary, start: iso(event.start),
      end: iso(event.end), date_edtf: event.edtf, status: event.status, modality: event.modality,
      low: event.low, best: event.best, high: event.high, unit: event.unit,
      killed_low: event.killedLow, killed_high: event.killedHigh,
      injured_low: event.injuredLow, injured_high: event.injuredHigh, what: event.what,
      cargo: event.kind === "transfer" ? event.cargo : null, weapon: event.weapon,
      mode: join((event.modes || []).map((m) => geomap.MODES[m + 1])), ships: join(event.ships),
      supplier: event.supplier, recipient: event.recipient, attacker: event.attacker,
      origin: name(event.from), via: join((event.via || []).map(name)), destination: name(event.to),
      location: name(event.at), launch: name(event.launch), where_prec: event.prec,
      claimants: join(event.who), denied_by: join(event.denied),
      sources: join((event.sources || []).map((n) => store.row("sources", n).title)),
      flags: join((event.flags || []).map((n) => store.row("flags", n).code)),
      evidence: join(claims.flatMap((c) => c.quotes || [])),
    };
  };

  /** The place an event is drawn at: where it struck, else where goods went or came from. */
  const pointOf = (number, store) => {
    const event = store.event(number);
    const place = [event.at, event.to, event.from, event.launch].find((n) => n !== undefined);
    return place === undefined ? null : store.place(place);
  };

  const rounded = (v) => Math.round(v * 1e6) / 1e6; // RFC 7946, section 11.2
  const route = (number, store) => {
    const lines = [];
    for (const leg of store.members("events", "legs", number)) {
      const { path } = store.row("legs", leg);
      if (path === undefined) continue;
      for (const text of store.row("paths", path).lines || []) {
        const flat = geomap.unpack(text, store.head.scale);
        const line = [];
        for (let i = 0; i < flat.length; i += 2) line.push([rounded(flat[i]), rounded(flat[i + 1])]);
        if (line.length > 1) lines.push(line);
      }
    }
    return lines.length ? { type: "MultiLineString", coordinates: lines } : null;
  };

  /** GeoJSON (RFC 7946): a point for each event, and its route as a line where there is one. */
  geomap.toGeoJson = (numbers, store) => {
    const features = [];
    for (const n of numbers) {
      const place = pointOf(n, store);
      const geometry = place && { type: "Point", coordinates: [place.lon, place.lat] };
      const values = plain(n, store);
      const properties = { layer: "events" };
      for (const name of COLUMNS) properties[name] = values[name] ?? null;
      features.push(JSON.stringify({ type: "Feature", geometry, properties }));
      const line = route(n, store);
      if (!line) continue;
      const own = { layer: "routes", event_id: values.id, summary: values.summary };
      features.push(JSON.stringify({ type: "Feature", geometry: line, properties: own }));
    }
    return `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`;
  };

  /** CSV (RFC 4180); a cell that a spreadsheet would run as a formula is disarmed. */
  geomap.toCsv = (numbers, store) => {
    const cell = (value) => {
      if (value === null || value === undefined) return "";
      if (typeof value === "number") return String(value);
      const isRun = /^[=+\-@\t\r\n]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value);
      const safe = isRun ? `'${value}` : value;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const lines = [[...COLUMNS, "lat", "lon"].join(",")];
    for (const n of numbers) {
      const values = plain(n, store);
      const place = pointOf(n, store);
      const cells = COLUMNS.map((name) => cell(values[name]));
      lines.push([...cells, cell(place && place.lat), cell(place && place.lon)].join(","));
    }
    return `${lines.join("\r\n")}\r\n`;
  };

  /** Hand a text to the reader as a file; nothing leaves the machine. */
  geomap.save = (text, name, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = geomap.el("a", { href: url, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  /** Put a text on the clipboard; false where the browser refuses. */
  geomap.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = geomap.el("textarea", { readonly: true });
      box.value = text;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  };
})();
