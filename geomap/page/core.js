"use strict";
// What all parts of the page share: elements made from text (never from markup), the unpacking of
// lines, the projection, colours.

const geomap = {};
window.geomap = geomap;

(() => {
  // Okabe and Ito's palette: told apart by colour-blind readers; every use has a shape as well.
  geomap.MODES = ["none", "sea", "rail", "road", "air"]; // as the data's legs number them
  geomap.modeColour = (mode) => geomap.colour(`--${mode}-line`);
  // Strongest first: a line that several events share is drawn as its strongest one.
  geomap.STATUSES = ["confirmed", "asserted", "alleged", "denied"];

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

  /** A text as a search compares it: small letters without accents, "Sfantu" for "Sfântu". */
  geomap.folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

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

  const CODES = new Uint8Array(128);
  for (const [i, c] of Array.from(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  ).entries()) {
    CODES[c.charCodeAt(0)] = i;
  }

  /** A packed line as [lon, lat, lon, lat, ...]; geomap/basemap.py packs it and says how. */
  geomap.unpack = (text, scale) => {
    const flat = [];
    const last = [0, 0];
    let value = 0;
    let shift = 1;
    let axis = 0;
    for (let i = 0; i < text.length; i += 1) {
      const code = CODES[text.charCodeAt(i)];
      value += (code & 31) * shift;
      shift *= 32;
      if (code & 32) continue;
      last[axis] += value % 2 ? -(value + 1) / 2 : value / 2;
      flat.push(last[axis] / scale);
      axis = 1 - axis;
      value = 0;
      shift = 1;
    }
    return flat;
  };

  /**
   * Parts that were cut at 180 degrees as one line whose longitudes go on past it; points that
   * repeat the one before are left out, unless each is wanted because it has a time.
   */
  geomap.unwrap = (parts, each = false) => {
    const line = [];
    for (const part of parts) {
      for (let i = 0; i < part.length; i += 2) {
        const n = line.length;
        const turned = n ? geomap.turnTo(part[i], line[n - 2]) : part[i];
        if (!each && n && turned === line[n - 2] && part[i + 1] === line[n - 1]) continue;
        line.push(turned, part[i + 1]);
      }
    }
    return line;
  };

  /** The longitude, turned by whole circles, that lies nearest to another. */
  geomap.turnTo = (lon, near) => lon + 360 * Math.round((near - lon) / 360);

  // Web Mercator on the unit square: x to the right, y down.
  const DEGREE = Math.PI / 180;
  const EDGE = 85.05;
  geomap.toX = (lon) => (lon + 180) / 360;
  geomap.toY = (lat) => {
    const held = Math.max(-EDGE, Math.min(EDGE, lat));
    return 0.5 - Math.log(Math.tan(Math.PI / 4 + (held * DEGREE) / 2)) / (2 * Math.PI);
  };
  geomap.toLon = (x) => x * 360 - 180;
  geomap.toLat = (y) => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / DEGREE;

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
  geomap.isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  /** Days since 1970 of an ISO date (year, month or day), or null. */
  geomap.day = (iso) => {
    if (!iso || !/^\d{4}(-\d\d){0,2}/.test(iso)) return null;
    const time = Date.parse(iso.slice(0, 10));
    return Number.isNaN(time) ? null : Math.floor(time / DAY_MS);
  };

  geomap.isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
})();
