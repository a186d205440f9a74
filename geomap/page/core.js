"use strict";
// What all parts of the page share: elements made from text (never from markup), words for the
// values of the records, and the unpacking of lines.

const geomap = {};
window.geomap = geomap;

(() => {
  // Okabe and Ito's palette: told apart by colour-blind readers; every use has a shape as well.
  geomap.MODES = {
    sea: { label: "by sea", colour: "--sea-line" },
    rail: { label: "by rail", colour: "--rail-line" },
    road: { label: "by road", colour: "--road-line" },
    air: { label: "by air", colour: "--air-line" },
    none: { label: "mode not stated", colour: "--none-line" },
  };
  // Strongest first: a line that several events share is drawn as its strongest one.
  geomap.STATUSES = {
    confirmed: "confirmed",
    asserted: "asserted",
    alleged: "alleged",
    denied: "denied",
  };
  geomap.MODALITIES = {
    occurred: "told as having happened",
    planned: "planned",
    negotiating: "being negotiated",
    hypothetical: "hypothetical",
    negated: "said not to have happened",
  };

  /** An element with attributes and children; strings become text, nothing becomes markup. */
  geomap.el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "onclick") node.addEventListener("click", value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };

  // Breaking one endless word where it fits takes Chromium 3.6 s for 100,000 letters and grows as
  // the square; breaking it anywhere takes 0.04 s. Texts this long are broken anywhere.
  const LONG = 5000;

  /** A text from outside in an element of its own, so that right-to-left text keeps its place. */
  geomap.said = (text, tag = "bdi", attributes = {}) => {
    const words = String(text);
    const node = geomap.el(tag, { dir: "auto", ...attributes }, words);
    if (words.length > LONG) node.classList.add("long");
    return node;
  };

  geomap.byId = (id) => document.getElementById(id);

  /** The text up to a length, marked where it was cut. */
  geomap.cut = (text, length) => (text.length > length ? `${text.slice(0, length)}…` : text);

  /** A link if the address is one of the web's, else its text. */
  geomap.link = (address, text) => {
    let url = null;
    try {
      url = new URL(address);
    } catch {
      return geomap.said(text);
    }
    if (url.protocol !== "http:" && url.protocol !== "https:") return geomap.said(text);
    return geomap.said(text, "a", { href: url.href, rel: "noopener noreferrer", target: "_blank" });
  };

  geomap.number = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 3 });

  const codes = new Map();
  for (const [i, c] of Array.from(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  ).entries()) {
    codes.set(c, i);
  }

  /** A packed line as [lon, lat] pairs; geomap/basemap.py packs it and says how. */
  geomap.unpack = (text, scale) => {
    const points = [];
    const last = [0, 0];
    let value = 0;
    let shift = 0;
    let axis = 0;
    for (const char of text) {
      const code = codes.get(char);
      value += (code & 31) * 2 ** shift;
      shift += 5;
      if (code & 32) continue;
      last[axis] += value % 2 ? -(value + 1) / 2 : value / 2;
      if (axis === 1) points.push([last[0] / scale, last[1] / scale]);
      axis = 1 - axis;
      value = 0;
      shift = 0;
    }
    return points;
  };

  /** Parts that were cut at 180 degrees as one line whose longitudes go on past it. */
  geomap.unwrap = (parts) => {
    const line = [];
    for (const part of parts) {
      for (const [lon, lat] of part) {
        const before = line.length ? line[line.length - 1] : [lon, lat];
        const turned = lon - 360 * Math.round((lon - before[0]) / 360);
        if (line.length && turned === before[0] && lat === before[1]) continue;
        line.push([turned, lat]);
      }
    }
    return line;
  };

  // Web Mercator on the unit square: x to the right, y down.
  const DEGREE = Math.PI / 180;
  geomap.project = ([lon, lat]) => {
    const held = Math.max(-85.05, Math.min(85.05, lat));
    return [
      (lon + 180) / 360,
      0.5 - Math.log(Math.tan(Math.PI / 4 + (held * DEGREE) / 2)) / (2 * Math.PI),
    ];
  };
  geomap.unproject = ([x, y]) => [
    x * 360 - 180,
    (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / DEGREE,
  ];

  /** A colour of the style sheet, as the present scheme (light or dark) has it. */
  const colours = new Map(); // asking the browser for each of ten thousand marks takes seconds
  geomap.colour = (name) => {
    if (!colours.has(name)) {
      const style = getComputedStyle(document.documentElement);
      colours.set(name, style.getPropertyValue(name).trim());
    }
    return colours.get(name);
  };
  geomap.forgetColours = () => colours.clear();

  const DAY_MS = 86400000;
  /** Days since 1970 of an ISO date (year, year-month or day), or null. */
  geomap.day = (iso) => {
    if (!iso || !/^-?\d{4,6}(-\d\d){0,2}/.test(iso)) return null;
    const time = Date.parse(iso.slice(0, 10));
    return Number.isNaN(time) ? null : Math.floor(time / DAY_MS);
  };
  geomap.isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  geomap.dayWords = (day) =>
    new Date(day * DAY_MS).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    });

  geomap.isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
})();
