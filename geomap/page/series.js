"use strict";
// Running totals: counts told one after the other, each with its chart, never added up.

(() => {
  const { el, said, t } = geomap;
  const CHART = { width: 300, height: 110, left: 44, right: 8, top: 8, bottom: 20 };
  const SVG = "http://www.w3.org/2000/svg";

  const svg = (tag, attributes, text) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    if (text !== undefined) node.textContent = text;
    return node;
  };

  const countWords = ({ bound, value }) => {
    const number = geomap.number(value);
    return bound === "exact" || !bound ? number : t(`bound.${bound}`, { value: number });
  };

  /** A small chart: one dot a count; a hollow one is only a bound. */
  const chart = (points) => {
    const dated = points.map((p) => ({ ...p, day: geomap.day(p.asOf) })).filter((p) => p.day !== null);
    if (dated.length < 2) return null;
    dated.sort((a, b) => a.day - b.day);
    const { width, height, left, right, top, bottom } = CHART;
    const [first, last] = [dated[0].day, dated[dated.length - 1].day];
    const most = Math.max(...dated.map((p) => p.value)) || 1;
    const x = (day) => left + ((day - first) / (last - first || 1)) * (width - left - right);
    const y = (value) => height - bottom - (value / most) * (height - top - bottom);
    const label = dated.map((p) => `${geomap.dayWords(p.day)}: ${countWords(p)}`).join("; ");
    const node = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    for (const value of [0, most]) {
      node.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }));
      node.append(svg("text", { x: left - 5, y: y(value) + 4, "text-anchor": "end" }, geomap.number(value)));
    }
    node.append(svg("text", { x: left, y: height - 5 }, geomap.dayWords(first)));
    node.append(svg("text", { x: width - right, y: height - 5, "text-anchor": "end" }, geomap.dayWords(last)));
    const xy = dated.map((p) => `${x(p.day).toFixed(1)},${y(p.value).toFixed(1)}`);
    node.append(svg("polyline", { points: xy.join(" ") }));
    for (const p of dated) {
      const shape = p.bound && p.bound !== "exact" ? "bound" : "exact";
      const dot = svg("circle", { class: shape, cx: x(p.day).toFixed(1), cy: y(p.value).toFixed(1), r: 3.5 });
      dot.append(svg("title", {}, `${geomap.dayWords(p.day)}: ${countWords(p)}`));
      node.append(dot);
    }
    return node;
  };

  geomap.seriesNode = (series, open) => {
    const node = el("section", {});
    node.append(el("h3", {}, said(series.what), series.unit ? el("bdi", {}, ` (${series.unit})`) : null));
    node.append(el("p", { class: "note" }, t("series.note")));
    node.append(chart(series.points) || "");
    const head = ["asOf", "count", "who"].map((key) => el("th", { scope: "col" }, t(`series.${key}`)));
    const table = el("table", {}, el("tr", {}, ...head));
    for (const point of series.points) {
      const button = el("button", { type: "button", onclick: () => open(point.event) }, countWords(point));
      const when = point.asOf ? geomap.dateWords(point.asOf) : t("event.undated");
      table.append(el("tr", {}, el("td", {}, said(when)), el("td", {}, button), el("td", {}, said(point.who || t("series.unnamed")))));
    }
    node.append(table);
    return node;
  };
})();
