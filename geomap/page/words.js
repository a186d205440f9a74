"use strict";
// The page's own words in the reader's language, and how dates and amounts are said in it. What
// comes from the reports stays as it was written.

(() => {
  let table = {};
  let rules = null;
  let numbers = null;
  let language = "en";

  geomap.readWords = () => {
    table = JSON.parse(document.getElementById("geomap-words").textContent);
    language = document.documentElement.lang;
    // A count's form (one, few, many, other) as Unicode's plural rules have it
    rules = new Intl.PluralRules(language);
    numbers = new Intl.NumberFormat(language === "en" ? "en-GB" : language, {
      maximumFractionDigits: 3,
    });
  };

  geomap.number = (value) => numbers.format(value);

  /** The words for a key; `{name}` in them is replaced by the values, `n` chooses the plural. */
  geomap.t = (key, values = {}) => {
    const found = table[key];
    if (found === undefined) throw new Error(`no words for ${key}`);
    const words = typeof found === "string" ? found : found[rules.select(values.n)] || found.other;
    return words.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? geomap.number(value) : value;
    });
  };

  /** The words for a value of a closed list; one that is not on the list as it is written. */
  geomap.term = (group, value) => {
    const key = `${group}.${value}`;
    return key in table ? geomap.t(key) : String(value).replaceAll("_", " ");
  };

  const dateFormats = new Map();
  const format = (options) => {
    const key = JSON.stringify(options);
    if (!dateFormats.has(key)) {
      const locale = language === "en" ? "en-GB" : language;
      dateFormats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
    }
    return dateFormats.get(key);
  };
  const DAY = { day: "numeric", month: "short", year: "numeric" };
  const MONTH = { month: "short", year: "numeric" };

  geomap.dayWords = (day) => format(DAY).format(new Date(day * 86400000));

  const ONE_DATE = /^(-?\d{1,6}|\d{2,3}X{1,2})(?:-(\d\d|XX))?(?:-(\d\d|XX))?([~?%])?$/;
  // EDTF level 1 and 2 (ISO 8601-2, 4.8): seasons, quarters, thirds and halves of a year
  const PARTS = [21, 22, 23, 24, 33, 34, 35, 36, 37, 38, 39, 40, 41];
  const SIGNS = { "~": "date.about", "?": "date.perhaps", "%": "date.perhapsAbout" };
  const LONGEST = 80; // longer is not a date; it is shown as written, cut

  const plainDate = (year, month, day) => {
    if (year.includes("X")) return geomap.t("date.decade", { year: year.replaceAll("X", "0") });
    if (!month || month === "XX") return year;
    const number = Number(month);
    if (PARTS.includes(number)) return geomap.t(`date.part${number}`, { year });
    if (number < 1 || number > 12) return null;
    const date = new Date(0);
    date.setUTCFullYear(Number(year), number - 1, day && day !== "XX" ? Number(day) : 1);
    if (Number.isNaN(date.getTime()) || date.getUTCMonth() !== number - 1) return null;
    return format(day && day !== "XX" ? DAY : MONTH).format(date);
  };

  const oneDate = (text) => {
    const found = ONE_DATE.exec(text);
    if (!found) return null;
    const words = plainDate(found[1], found[2], found[3]);
    if (words === null || !found[4]) return words;
    return geomap.t(SIGNS[found[4]], { date: words });
  };

  /** An EDTF text in words; what is not understood is given as written. */
  geomap.dateWords = (edtf) => {
    if (!edtf) return null;
    const text = edtf.trim();
    if (text.length > LONGEST) return `${text.slice(0, LONGEST)}…`;
    const cut = text.indexOf("/");
    if (cut < 0) return oneDate(text) || text;
    const [start, end] = [text.slice(0, cut), text.slice(cut + 1)];
    const [first, last] = [oneDate(start), oneDate(end)];
    const isOpen = (part) => part === "" || part === "..";
    if (first && last) return first === last ? first : geomap.t("date.range", { first, last });
    if (first && isOpen(end)) return geomap.t("date.since", { date: first });
    if (last && isOpen(start)) return geomap.t("date.until", { date: last });
    return text;
  };

  const among = (low, high, unit) => {
    const [a, b] = [low, high].map((v) => (v === undefined ? null : geomap.number(v) + unit));
    if (a !== null && b !== null) {
      return low === high ? a : geomap.t("amount.range", { low: geomap.number(low), high: b });
    }
    if (a !== null) return geomap.t("amount.min", { value: a });
    return b === null ? null : geomap.t("amount.max", { value: b });
  };

  /** Low, best and high of an event in one phrase; null where nothing is stated. */
  geomap.amountWords = ({ low, best, high, unit }) => {
    const named = unit ? ` ${unit}` : "";
    const range = among(low, high, named);
    if (range === null) return best === undefined ? null : geomap.number(best) + named;
    if (best === undefined || best === low || best === high) return range;
    return geomap.t("amount.best", { range, best: geomap.number(best) });
  };

  const tollRange = (low, high) => {
    if (low === undefined && high === undefined) return null;
    if (low === undefined) return geomap.t("amount.max", { value: geomap.number(high) });
    if (high === undefined || low === high) return geomap.number(low);
    return geomap.t("amount.range", { low: geomap.number(low), high: geomap.number(high) });
  };

  /** Killed and injured in one phrase; 0 is a statement, unknown is not. */
  geomap.tollWords = (event) => {
    const killed = tollRange(event.killedLow, event.killedHigh);
    const injured = tollRange(event.injuredLow, event.injuredHigh);
    const parts = [];
    if (killed !== null) parts.push(geomap.t("toll.killed", { count: killed }));
    if (injured !== null) parts.push(geomap.t("toll.injured", { count: injured }));
    return parts.join(", ") || null;
  };
})();
