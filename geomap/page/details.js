"use strict";
// What a reader is told of an event: what, when, how much, who says so, who denies it, in which
// words. Everything is put on the page as text.

(() => {
  const { el, said } = geomap;
  const LIST_MAX = 200; // events listed in one popup; the list beside the map holds them all
  const KINDS = {
    rail_crossing: "rail crossing", admin1: "first-level division", admin2: "district",
  };

  const names = (codes) => codes.map((code) => geomap.countryName(code)).join(", ");

  /** A place with what it is and how sure its point is. */
  const placeWords = (place) => {
    const kind = KINDS[place.kind] || place.kind;
    const notes = [kind];
    if (place.country && kind !== "country") notes.push(geomap.countryName(place.country));
    if (place.radius >= 1000 && !place.wide) notes.push(`± ${Math.round(place.radius / 1000)} km`);
    if (place.wide) notes.push("a wide area, not a spot");
    const node = el("span", {}, said(place.name));
    node.append(el("small", {}, ` (${notes.join(", ")})`));
    return node;
  };

  const row = (list, label, value) => {
    if (value === null || value === undefined || value === "") return;
    const cell = el("dd", { dir: "auto" });
    cell.append(typeof value === "string" ? said(value) : value);
    list.append(el("dt", {}, label), cell);
  };

  const legWords = (leg) => {
    const parts = [leg.mode ? geomap.MODES[leg.mode].label : geomap.MODES.none.label];
    if (leg.km !== undefined) parts.push(`${geomap.number(leg.km)} km`);
    if (leg.path === undefined) parts.push("no line");
    else if (leg.certainty === "direct") parts.push("direct line, not a track");
    else if (leg.certainty === "computed") parts.push("plausible route, computed");
    else if (leg.certainty === "country") parts.push("between labelled points of wide areas, not a track");
    const node = el("div", {}, parts.join(", "));
    // Of a straight line that is all there is to say; a track and a missing line have a reason.
    const straight = leg.path !== undefined && ["direct", "country"].includes(leg.certainty);
    if (leg.why && !straight) node.append(" ", said(leg.why, "small"));
    return node;
  };

  /** The legs of the journey that the event is one of, in order, by their summaries. */
  const journeyWords = (event, data) => {
    if (!event.journey) return null;
    const legs = event.journey.map((id) => data.events.find((e) => e.id === id)).filter(Boolean);
    return legs.map((e) => (e === event ? "this" : geomap.cut(e.summary, 120))).join(" → ");
  };

  const sourceLine = (source) => {
    const line = el("cite", {});
    line.append(source.url ? geomap.link(source.url, source.title) : said(source.title));
    const rest = [source.publisher, source.date].filter(Boolean);
    for (const text of rest) line.append(", ", said(text));
    if (!source.date) line.append(", no date");
    return line;
  };

  const claimNode = (claim, data) => {
    const node = el("li", {});
    const speaker = el("p", {});
    if (claim.who) speaker.append(said(claim.who, "b"), " ");
    else speaker.append(el("span", {}, "the report itself "));
    speaker.append(el("span", { class: `status ${claim.status}` }, claim.status));
    if (claim.modality !== "occurred") speaker.append(` ${geomap.MODALITIES[claim.modality]}`);
    if (claim.said) speaker.append(", said ", said(claim.said));
    if (claim.through) speaker.append(", reported by ", said(claim.through));
    node.append(speaker);
    if (claim.items) node.append(el("p", {}, said(claim.items.join("; "))));
    for (const quote of claim.quotes || []) node.append(said(quote, "blockquote"));
    for (const quote of claim.denials || []) {
      node.append(el("p", { class: "denial" }, "Denial:"), said(quote, "blockquote"));
    }
    node.append(sourceLine(data.sources[claim.source]));
    return node;
  };

  const whenNode = (event) => {
    if (event.when) return event.when;
    if (event.start || event.end) return `${event.start || "…"} to ${event.end || "…"}`;
    return "no date stated";
  };

  /** Everything known of one event. */
  geomap.eventNode = (event, data) => {
    const node = el("article", { class: "event" });
    node.append(said(geomap.cut(event.summary, 2000), "h3"));
    const badges = el("p", { class: "badges" });
    badges.append(el("span", { class: `status ${event.status}` }, event.status));
    if (event.modality !== "occurred") {
      badges.append(" ", el("span", { class: "status unreal" }, geomap.MODALITIES[event.modality]));
    }
    node.append(badges);
    const facts = el("dl", {});
    const place = (number) => (number === undefined ? null : placeWords(data.places[number]));
    const places = (numbers) => {
      if (!numbers) return null;
      const list = el("span", {});
      for (const n of numbers) list.append(list.childNodes.length ? "; " : "", place(n));
      return list;
    };
    row(facts, "When", whenNode(event));
    row(facts, "What", event.what);
    row(facts, "How much", event.amount);
    row(facts, "Casualties", event.toll);
    row(facts, "From", place(event.from));
    row(facts, "Via", places(event.via));
    row(facts, "To", place(event.to));
    row(facts, "Where", place(event.at));
    row(facts, "Launched", place(event.launch));
    row(facts, "Other origins named", places(event.others));
    row(facts, "Mode", (event.modes || []).map((m) => geomap.MODES[m].label).join(", "));
    row(facts, "Ships", (event.ships || []).join(", "));
    row(facts, "Weapon", event.weapon);
    row(facts, "Supplier", event.supplier && geomap.countryName(event.supplier));
    row(facts, "Recipient", event.recipient && geomap.countryName(event.recipient));
    row(facts, "Attacker", event.attacker && geomap.countryName(event.attacker));
    row(facts, "Says so", (event.who || []).map(geomap.countryName).join(", "));
    row(facts, "Denied by", names(event.denied || []));
    for (const leg of event.legs || []) row(facts, "Route", legWords(leg));
    row(facts, "One journey", journeyWords(event, data));
    row(facts, "Merged", event.why);
    row(facts, "Not on the map", event.off);
    node.append(facts);
    if (event.flags) {
      const flags = el("ul", { class: "flags" });
      for (const flag of event.flags) {
        flags.append(el("li", {}, el("b", {}, flag.code.replaceAll("_", " ")), ": ", said(flag.message)));
      }
      node.append(el("h4", {}, "Read with care"), flags);
    }
    if (event.claims) {
      const told = el("ol", { class: "claims" });
      for (const claim of event.claims) told.append(claimNode(claim, data));
      const count = event.claims.length;
      node.append(el("h4", {}, count === 1 ? "One claim" : `${count} claims`), told);
    }
    return node;
  };

  /** A short line for an event in a list: date and summary. */
  geomap.eventLine = (event) => {
    const line = el("span", { class: "line" });
    line.append(el("span", { class: `key ${geomap.keyOf(event)}`, "aria-hidden": "true" }));
    line.append(el("span", { class: "when" }, said(event.when || "no date")));
    line.append(said(geomap.cut(event.summary, 240), "span", { class: "summary" }));
    return line;
  };

  geomap.keyOf = (event) =>
    event.kind === "strike" ? "strike" : (event.modes && event.modes[0]) || "none";

  const listNode = (events, choose, title) => {
    const node = el("div", { class: "several" });
    node.append(title);
    const list = el("ul", {});
    for (const event of events.slice(0, LIST_MAX)) {
      const button = el("button", { type: "button", onclick: () => choose(event) });
      button.append(geomap.eventLine(event));
      list.append(el("li", {}, button));
    }
    node.append(list);
    if (events.length > LIST_MAX) {
      node.append(el("p", {}, `and ${events.length - LIST_MAX} more: see the list beside the map`));
    }
    return node;
  };

  /** Contents of a popup: one event, or a list of several from which one is chosen. */
  geomap.popupNode = (events, data, changed) => {
    const node = el("div", { class: "told", tabindex: "-1" });
    const showOne = (event) => {
      node.replaceChildren(geomap.eventNode(event, data));
      if (events.length > 1) {
        const back = el("button", { type: "button", class: "back", onclick: showAll });
        back.append(`‹ all ${events.length} here`);
        node.prepend(back);
      }
      changed(event);
    };
    const showAll = () => {
      node.replaceChildren(listNode(events, showOne, el("h3", {}, `${events.length} events here`)));
      changed(null);
    };
    if (events.length === 1) showOne(events[0]);
    else showAll();
    return node;
  };

  /** The few words beside the pointer. */
  geomap.hint = (events, place) => {
    const node = el("div", { class: "hint" });
    if (place) node.append(said(geomap.cut(place.name, 60), "b"), place.wide ? " (wide area)" : "", el("br"));
    if (events.length === 1) node.append(said(geomap.cut(events[0].summary, 120)));
    else node.append(`${events.length} events: click to list them`);
    return node;
  };

  geomap.sourceNode = (source, count) => {
    const node = el("li", {}, sourceLine(source));
    node.append(` · ${count === 1 ? "1 event" : `${count} events`}`);
    if (source.dateFrom && source.date) node.append(el("small", {}, ` (date from: ${source.dateFrom})`));
    for (const note of source.notes || []) node.append(said(note, "p", { class: "note" }));
    return node;
  };

  const SPARK = { width: 280, height: 60, pad: 5 };

  const spark = (points) => {
    const space = "http://www.w3.org/2000/svg";
    const days = points.map((p) => geomap.day(p.asOf));
    const dated = points.map((p, i) => [days[i], p.value]).filter(([d]) => d !== null);
    if (dated.length < 2) return null;
    dated.sort((a, b) => a[0] - b[0]);
    const span = dated[dated.length - 1][0] - dated[0][0] || 1;
    const top = Math.max(...dated.map((d) => d[1])) || 1;
    const { width, height, pad } = SPARK;
    const xy = dated.map(([d, v]) => [
      pad + ((d - dated[0][0]) / span) * (width - 2 * pad),
      height - pad - (v / top) * (height - 2 * pad),
    ]);
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "polyline");
    line.setAttribute("points", xy.map((p) => p.map((v) => v.toFixed(1)).join()).join(" "));
    svg.append(line);
    for (const [x, y] of xy) {
      const dot = document.createElementNS(space, "circle");
      dot.setAttribute("cx", x.toFixed(1));
      dot.setAttribute("cy", y.toFixed(1));
      dot.setAttribute("r", "3");
      svg.append(dot);
    }
    return svg;
  };

  const BOUNDS = { min: "at least ", max: "at most ", approx: "about ", exact: "" };

  /** A running total: counts told one after the other, never added up. */
  geomap.seriesNode = (series, openEvent) => {
    const node = el("section", {});
    node.append(el("h3", {}, said(series.what), series.unit ? ` (${series.unit})` : ""));
    node.append(el("p", { class: "note" }, "Each count includes the ones before it; they are not added up."));
    node.append(spark(series.points) || "");
    const table = el("table", {}, el("tr", {},
      el("th", { scope: "col" }, "As of"), el("th", { scope: "col" }, "Count"),
      el("th", { scope: "col" }, "Who says so")));
    for (const point of series.points) {
      const count = `${BOUNDS[point.bound] || ""}${geomap.number(point.value)}`;
      const button = el("button", { type: "button", onclick: () => openEvent(point.event) }, count);
      const who = el("td", {}, said(point.who || "not stated"));
      table.append(el("tr", {}, el("td", {}, said(point.when || "no date")), el("td", {}, button), who));
    }
    node.append(table);
    return node;
  };
})();
