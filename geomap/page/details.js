"use strict";
// What a reader is told of an event: what, when, how much, who says so, who denies it, in which
// words. Everything is put on the page as text.

(() => {
  const { el, said, t, term } = geomap;
  const LIST_MAX = 200; // events listed in one popup; the list beside the map holds them all
  const CLAIMS_MAX = 100; // claims shown of one event before a click shows the rest

  const names = (codes) => codes.map(geomap.countryName).join(", ");

  geomap.badge = (group, value, kind = value) =>
    el("span", { class: `status ${kind}` }, term(group, value));

  /** A place with what it is and how sure its point is. */
  const placeWords = (place) => {
    const notes = [term("kind", place.kind)];
    if (place.country && place.kind !== "country") notes.push(geomap.countryName(place.country));
    if (place.radius >= 1000 && !place.wide) notes.push(`± ${geomap.number(Math.round(place.radius / 1000))} km`);
    if (place.wide) notes.push(t("place.wide"));
    if (place.also) notes.push(`GeoNames: ${place.also}`);
    return el("span", {}, said(place.name), el("small", {}, ` (${notes.join(", ")})`));
  };

  const row = (list, label, value) => {
    if (value === null || value === undefined || value === "") return;
    const cell = el("dd", { dir: "auto" });
    cell.append(typeof value === "string" ? said(value) : value);
    list.append(el("dt", {}, t(`fact.${label}`)), cell);
  };

  const LONG_H = 48; // from here on a duration is told in days
  const inHours = (hours) => Math.max(1, Math.round(hours));
  const inDays = (hours) => Math.round((hours / 24) * 10) / 10;

  const hoursWords = (hours) =>
    hours < LONG_H ? t("leg.hours", { n: inHours(hours) }) : t("leg.days", { n: inDays(hours) });

  /** "1.5 to 3 days": both ends in the unit of the longer one, which is told once. */
  const rangeWords = (low, high) => {
    const count = high < LONG_H ? inHours : inDays;
    if (count(low) === count(high)) return t("leg.about", { duration: hoursWords(high) });
    return t("leg.range", { low: geomap.number(count(low)), high: hoursWords(high) });
  };

  /** A leg of a route: mode, length, duration, and how it was found. */
  const legWords = (leg) => {
    const parts = leg.certainty === "fire" ? [] : [t(`layer.mode-${leg.mode}`)];
    if (leg.km !== undefined) parts.push(`${geomap.number(leg.km)} km`);
    if (leg.hoursLow !== undefined && leg.hoursHigh !== undefined && leg.hoursLow !== leg.hoursHigh) {
      parts.push(rangeWords(leg.hoursLow, leg.hoursHigh));
    } else if (leg.hours !== undefined) parts.push(t("leg.about", { duration: hoursWords(leg.hours) }));
    if (leg.plausible) {
      const modes = leg.plausible.map((m) => t(`layer.mode-${geomap.MODES[m + 1]}`)).join(", ");
      parts.push(t("leg.plausible", { modes }));
    }
    parts.push(leg.path === undefined ? t("leg.none") : term("certainty", leg.certainty));
    const ends = leg.ends ? el("span", {}, said(leg.ends), ": ") : "";
    const node = el("div", {}, ends, parts.join(", "));
    // Of a straight line that is all there is to say; a track and a missing line have a reason
    const straight = leg.path !== undefined && ["direct", "country"].includes(leg.certainty);
    if (leg.why && !straight) node.append(" ", said(leg.why, "small"));
    return node;
  };

  /** The legs of the journey that the event is one of, in order, by their summaries. */
  const journeyNode = (event, store, open) => {
    if (event.journey === undefined) return null;
    const node = el("ol", { class: "journey" });
    for (const n of store.row("journeys", event.journey).events) {
      const text = geomap.cut(store.event(n).summary, 120);
      const own = n === event.n;
      const words = own ? el("b", {}, said(text)) : el("button", { type: "button", onclick: () => open(n) }, said(text));
      node.append(el("li", {}, words));
    }
    return node;
  };

  const sourceLine = (source) => {
    const line = el("cite", {});
    line.append(source.url ? geomap.link(source.url, source.title) : said(source.title));
    if (source.publisher) line.append(", ", said(source.publisher));
    line.append(", ", source.date ? said(geomap.dateWords(source.date)) : t("source.undated"));
    return line;
  };

  /** A quote with the words marked that fill the slots of its claim. */
  const quoteNode = (quote, number, marks) => {
    const node = said(quote, "blockquote");
    const own = [];
    for (let i = 0; i < marks.length; i += 3) if (marks[i] === number) own.push([marks[i + 1], marks[i + 2]]);
    if (!own.length) return node;
    const pieces = [];
    let at = 0;
    for (const [start, length] of own) {
      pieces.push(quote.slice(at, start), el("mark", {}, quote.slice(start, start + length)));
      at = start + length;
    }
    node.replaceChildren(...pieces, quote.slice(at));
    return node;
  };

  const claimNode = (claim, store) => {
    const node = el("li", {});
    const speaker = el("p", {});
    speaker.append(claim.who ? said(claim.who, "b") : t("claim.report"), " ");
    speaker.append(geomap.badge("status", claim.status));
    if (claim.modality !== "occurred") speaker.append(geomap.badge("modality", claim.modality, "unreal"));
    if (claim.said) speaker.append(el("span", {}, t("claim.said", { date: geomap.dateWords(claim.said) })));
    node.append(speaker);
    if (claim.through) node.append(el("p", {}, t("claim.through"), " ", said(claim.through)));
    if (claim.items) node.append(el("p", {}, said(claim.items.join("; "))));
    if (claim.when) {
      const resolved = claim.date ? ` → ${geomap.dateWords(claim.date)}` : "";
      node.append(el("p", { class: "soft" }, t("claim.when"), " ", said(claim.when, "q"), resolved));
    }
    for (const [i, quote] of (claim.quotes || []).entries()) node.append(quoteNode(quote, i, claim.marks || []));
    for (const quote of claim.denials || []) {
      node.append(el("p", { class: "denial" }, t("claim.denial")), said(quote, "blockquote"));
    }
    node.append(sourceLine(store.row("sources", claim.source)));
    return node;
  };

  const claimsNode = (event, store) => {
    const list = el("ol", { class: "claims" });
    const add = (claims) => list.append(...claims.map((n) => claimNode(store.row("claims", n), store)));
    add(event.claims.slice(0, CLAIMS_MAX));
    const rest = event.claims.slice(CLAIMS_MAX);
    const node = el("div", {}, el("h4", {}, t("event.claims", { n: event.claims.length })), list);
    if (rest.length) {
      const more = el("button", { type: "button", class: "more", onclick: () => { more.remove(); add(rest); } });
      more.append(t("list.more", { n: rest.length }));
      node.append(more);
    }
    return node;
  };

  /** When it happened, in words. */
  geomap.whenWords = (event) => {
    if (event.edtf) return geomap.dateWords(event.edtf);
    const [a, b] = [event.start, event.end].map((d) => (d === undefined ? null : geomap.dayWords(d)));
    if (a && b) return a === b ? a : t("date.range", { first: a, last: b });
    return a ? t("date.since", { date: a }) : b ? t("date.until", { date: b }) : null;
  };

  /** What the observed tracks of its ships say of an event. */
  const sightingsNode = (event, store) => {
    if (!event.sightings) return null;
    const list = el("ul", { class: "sightings" });
    for (const n of event.sightings) {
      const { verdict, text } = store.row("sightings", n);
      const kind = { agrees: "confirmed", conflicts: "denied" }[verdict] || "asserted";
      list.append(el("li", {}, geomap.badge("verdict", verdict, kind), said(text || "")));
    }
    return list;
  };

  const factsNode = (event, store, open) => {
    const facts = el("dl", {});
    const place = (n) => (n === undefined ? null : placeWords(store.place(n)));
    const places = (numbers) => {
      if (!numbers) return null;
      const list = el("span", {});
      for (const n of numbers) list.append(list.childNodes.length ? "; " : "", place(n));
      return list;
    };
    const country = (code) => code && geomap.countryName(code);
    row(facts, "when", geomap.whenWords(event) || t("event.undated"));
    // Of a strike it is the weapon and the place, which have rows of their own
    row(facts, "what", event.kind === "strike" && event.weapon ? null : event.what);
    row(facts, "amount", geomap.amountWords(event));
    row(facts, "toll", geomap.tollWords(event));
    row(facts, "from", place(event.from));
    row(facts, "via", places(event.via));
    row(facts, "to", place(event.to));
    row(facts, "at", place(event.at));
    row(facts, "launch", place(event.launch));
    row(facts, "others", places(event.others));
    row(facts, "mode", (event.modes || []).map((m) => t(`layer.mode-${geomap.MODES[m + 1]}`)).join(", "));
    row(facts, "ships", (event.ships || []).join(", "));
    row(facts, "weapon", event.weapon);
    row(facts, "supplier", country(event.supplier));
    row(facts, "recipient", country(event.recipient));
    row(facts, "attacker", country(event.attacker));
    row(facts, "who", names(event.who || []));
    row(facts, "denied", names(event.denied || []));
    for (const n of event.legs || []) row(facts, "route", legWords(store.row("legs", n)));
    row(facts, "journey", journeyNode(event, store, open));
    row(facts, "sightings", sightingsNode(event, store));
    row(facts, "merged", event.merged);
    row(facts, "off", event.off === "on" ? null : t(`off.${event.off}`));
    return facts;
  };

  /** Everything known of one event. `open` opens another one by its number. */
  geomap.eventNode = (number, store, open) => {
    const event = store.event(number);
    const node = el("article", { class: "event" });
    node.append(said(geomap.cut(event.summary || "", 2000), "h3"));
    const badges = el("p", { class: "badges" }, geomap.badge("status", event.status));
    if (event.modality !== "occurred") badges.append(geomap.badge("modality", event.modality, "unreal"));
    node.append(badges);
    if (event.flags) {
      const flags = el("ul", { class: "flags" });
      for (const n of event.flags) {
        const { code, message } = store.row("flags", n);
        flags.append(el("li", {}, el("b", {}, term("flag", code || "")), ": ", said(message || "")));
      }
      node.append(el("h4", {}, t("event.care")), flags);
    }
    node.append(factsNode(event, store, open));
    if (event.claims) node.append(claimsNode(event, store));
    return node;
  };

  /** A short line for an event in a list: date and summary. */
  geomap.eventLine = (event) => {
    const mode = event.kind === "strike" ? "strike" : geomap.MODES[event.modes ? event.modes[0] + 1 : 0];
    const line = el("span", { class: "line" });
    line.append(el("span", { class: `key ${mode}`, "aria-hidden": "true" }));
    line.append(el("span", { class: "when" }, said(geomap.whenWords(event) || t("event.undated"))));
    line.append(said(geomap.cut(event.summary || "", 240), "span", { class: "summary" }));
    return line;
  };

  /** Contents of a popup: one event, or a list of several from which one is chosen. */
  geomap.popupNode = (numbers, store, { changed, open }) => {
    const node = el("div", { class: "told", tabindex: "-1" });
    const showOne = (n) => {
      node.replaceChildren(geomap.eventNode(n, store, open));
      if (numbers.length > 1) {
        const back = el("button", { type: "button", class: "back", onclick: showAll });
        back.append(`‹ ${t("popup.all", { n: numbers.length })}`);
        node.prepend(back);
      }
      changed(n);
    };
    const showAll = () => {
      const list = el("ul", {});
      for (const n of numbers.slice(0, LIST_MAX)) {
        const button = el("button", { type: "button", onclick: () => showOne(n) });
        button.append(geomap.eventLine(store.event(n)));
        list.append(el("li", {}, button));
      }
      const several = el("div", { class: "several" }, el("h3", {}, t("popup.several", { n: numbers.length })), list);
      if (numbers.length > LIST_MAX) several.append(el("p", {}, t("popup.rest", { n: numbers.length - LIST_MAX })));
      node.replaceChildren(several);
      changed(null);
    };
    if (numbers.length === 1) showOne(numbers[0]);
    else showAll();
    return node;
  };

  /** The few words beside the pointer. */
  geomap.hint = (numbers, place, store) => {
    const node = el("div", { class: "hint" });
    if (place) node.append(said(geomap.cut(place.name, 60), "b"), place.wide ? ` (${t("place.wide")})` : "", el("br"));
    if (numbers.length === 1) node.append(said(geomap.cut(store.event(numbers[0]).summary || "", 120)));
    else node.append(t("popup.click", { n: numbers.length }));
    return node;
  };

  geomap.sourceNode = (source, count) => {
    const node = el("li", {}, sourceLine(source), ` · ${t("source.events", { n: count })}`);
    if (source.dateFrom && source.date) node.append(el("small", {}, ` (${t("source.dateFrom", { from: source.dateFrom })})`));
    for (const note of source.notes || []) node.append(said(note, "p", { class: "note" }));
    return node;
  };
})();
