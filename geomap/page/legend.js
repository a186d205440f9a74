"use strict";
// The legend: names what this map holds and nothing else.

(() => {
  const { el, byId, t } = geomap;
  const [WIDE, HIGH] = [34, 16]; // pixels of a sample
  const FLOW = [7, 6]; // dashes of a line between wide areas
  const BREAK = 8; // pixels of its first dash left out: the arrowhead hides no break of the line

  const sample = (draw, words) => {
    const canvas = el("canvas", { width: String(WIDE * 2), height: String(HIGH * 2), "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    draw(context);
    return el("div", { class: "legend-row" }, canvas, el("span", {}, words));
  };

  const line = (style) => (context) => {
    const colour = style.colour || geomap.modeColour(style.mode);
    geomap.drawLine(context, [1, HIGH / 2, WIDE - 1, HIGH / 2], { weight: 1.8, ...style, colour });
  };

  const sign = (symbol, radius = 6) => (context) =>
    geomap.drawSymbol(context, symbol, WIDE / 2, HIGH / 2, radius);

  const area = (context) => {
    context.fillStyle = context.strokeStyle = geomap.ink.area;
    context.globalAlpha = 0.25;
    context.beginPath();
    context.arc(WIDE / 2, HIGH / 2, 7, 0, 7);
    context.fill();
    context.globalAlpha = 0.7;
    context.setLineDash([2, 3]);
    context.stroke();
  };

  const lineRows = (lanes) => {
    const rows = [];
    const has = (test) => lanes.some(test);
    const routes = lanes.filter((l) => !l.flight);
    for (const mode of ["sea", "rail", "road", "air", "none"]) {
      const own = routes.filter((l) => l.mode === mode);
      if (!own.length) continue;
      const style = own.every((l) => l.flow) ? { dash: FLOW } : { dash: geomap.COMPUTED, shift: BREAK };
      rows.push(sample(line({ mode, ...style }), t("legend.transfer", { mode: t(`layer.mode-${mode}`) })));
    }
    if (has((l) => l.flight)) {
      rows.push(sample(line({ mode: "none", colour: geomap.ink.strike, dash: [4, 4], weight: 1 }), t("legend.fire")));
    }
    if (has((l) => l.flow)) {
      rows.push(sample(line({ mode: "none", colour: geomap.ink.line, dash: FLOW }), t("legend.flow")));
    }
    return rows;
  };

  const signRows = (scene) => {
    const rows = [];
    const sites = Array.from({ length: scene.siteCount }, (_, i) => i);
    const has = (test) => sites.some(test);
    const strikes = new Set(sites.filter((s) => scene.siteShape[s] === 1).map((s) => geomap.starOf(classesAt(scene, s))));
    const classes = geomap.GROUPS[1].bits;
    // Where neighbours are drawn as one, so are their weapons
    if (scene.crowded && strikes.size > 1) strikes.add(classes.length - 1);
    for (const star of [...strikes].sort()) {
      const words = star === classes.length - 1 ? t("legend.strike") : t("legend.strikeBy", { weapon: t(`layer.${classes[star].key}`) });
      rows.push(sample(sign({ shape: "burst", weapons: 1 << star }, 7), words));
    }
    if (has((s) => scene.siteShape[s] === 2)) rows.push(sample(sign({ shape: "triangle" }, 5), t("legend.launch")));
    const stops = new Set(sites.filter((s) => scene.siteShape[s] === 0).map((s) => scene.stop[scene.sitePlace[s]]));
    for (const [stop, key] of [[0, "place"], [1, "port"], [2, "crossing"]]) {
      if (stops.has(stop)) rows.push(sample(sign({ shape: "circle", stop }, 5), t(`legend.${key}`)));
    }
    if (has((s) => scene.wide[scene.sitePlace[s]])) rows.push(sample(sign({ shape: "circle", wide: true }), t("legend.wide")));
    if (has((s) => scene.isVague(scene.sitePlace[s]))) rows.push(sample(area, t("legend.area")));
    if (has((s) => scene.siteUnreal[s])) rows.push(sample(sign({ shape: "circle", unreal: true }), t("legend.unreal")));
    return rows;
  };

  /** Classes of weapons at a site, of all its events. */
  const classesAt = (scene, site) => {
    const { starts, values } = scene.siteEvents;
    let bits = 0;
    for (let i = starts[site]; i < starts[site + 1]; i += 1) bits |= scene.weaponBits[values[i]];
    return bits;
  };

  const trackRows = (tracks) => {
    if (!tracks.count) return [];
    const solid = line({ mode: "none", colour: geomap.ink.track, observed: true });
    const rows = [sample(solid, t("legend.observed"))];
    const gap = (context) => tracks.drawGap(context, {}, [1, HIGH / 2, WIDE - 1, HIGH / 2]);
    const at = (draw) => (context) => draw(context, WIDE / 2, HIGH / 2, 5.5);
    if (tracks.parts.some((part) => part.kind === "gap")) rows.push(sample(gap, t("legend.gap")));
    if (tracks.calls.length) rows.push(sample(at(geomap.drawAnchor), t("legend.call")));
    if (tracks.jumps.length) rows.push(sample(at(geomap.drawWarning), t("legend.jump")));
    return rows;
  };

  geomap.drawLegend = (scene, tracks) => {
    const rows = [...lineRows(scene.lanes), ...trackRows(tracks), ...signRows(scene)];
    const lines = scene.lanes.filter((l) => !l.flight);
    const words = [];
    if (lines.length) words.push(t(lines.every((l) => l.loose) ? "legend.loose" : "legend.ways"), t("legend.arrows"));
    if (scene.isDoubted()) words.push(t("legend.faint"));
    if (words.length) rows.push(el("p", {}, words.join(" ")));
    byId("legend").hidden = !rows.length;
    byId("legend-rows").replaceChildren(...rows);
  };
})();
