"use strict";
// Puts the parts together: reads the data block, fills the folium map's groups, and keeps the
// map, the list, the time line and the address (#event=...) in step.

(() => {
  const { el, byId, said } = geomap;
  const NARROW = window.matchMedia("(max-width: 760px)"); // as in page.css
  const PAPER_PX = 690; // A4 less its margins, at 96 pixels an inch
  const NMI_M = 1852; // the international nautical mile, exactly

  const Scale = L.Control.Scale.extend({
    _addScales(options, name, box) {
      this._mScale = L.DomUtil.create("div", name, box);
      this._nScale = L.DomUtil.create("div", name, box);
    },
    _updateScales(metres) {
      this._updateMetric(metres);
      const most = metres / NMI_M;
      const miles = this._getRoundNum(most);
      this._updateScale(this._nScale, `${miles} nmi`, miles / most);
    },
  });

  const legendRow = (symbol, words) => {
    const canvas = el("canvas", { width: "68", height: "32" });
    canvas.style.width = "34px";
    canvas.style.height = "16px";
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    symbol(context);
    return el("div", { class: "legend-row" }, canvas, el("span", {}, words));
  };

  const legendLine = (mode, flow) => (context) => {
    const colour = flow ? geomap.ink.line : geomap.colour(geomap.MODES[mode].colour);
    const points = [L.point(1, 8), L.point(33, 8)];
    context.strokeStyle = colour;
    context.lineWidth = flow ? 1.6 : 2.4;
    context.setLineDash(flow ? [7, 4] : []);
    context.beginPath();
    for (const p of points) context.lineTo(p.x, p.y);
    context.stroke();
    geomap.drawLineSigns(context, points, { mode: flow ? "none" : mode, colour, weight: 1.6 });
  };

  const legendSign = (sign, radius = 6) => (context) =>
    geomap.drawSymbol(context, sign, 17, 8, radius);

  const areaSign = (context) => {
    context.fillStyle = context.strokeStyle = geomap.colour("--area");
    context.globalAlpha = 0.25;
    context.beginPath();
    context.arc(17, 8, 7, 0, 7);
    context.fill();
    context.globalAlpha = 0.7;
    context.setLineDash([2, 3]);
    context.stroke();
  };

  /** The legend names what this map holds and nothing else. */
  const drawLegend = (entries, places) => {
    const rows = [];
    const has = (test) => entries.some(test);
    for (const [mode, { label }] of Object.entries(geomap.MODES)) {
      if (has((e) => e.shape === "line" && e.mode === mode && !e.flow)) {
        rows.push(legendRow(legendLine(mode), `transfer ${label}`));
      }
    }
    if (has((e) => e.flow)) {
      rows.push(legendRow(legendLine("none", true), "between countries or wide areas"));
    }
    const strike = (e) => e.shape === "burst";
    if (has(strike)) rows.push(legendRow(legendSign({ shape: "burst" }, 7), "strike"));
    if (has((e) => e.shape === "triangle")) {
      rows.push(legendRow(legendSign({ shape: "triangle" }, 5), "launched from"));
    }
    if (has((e) => e.shape === "circle")) {
      rows.push(legendRow(legendSign({ shape: "circle" }, 5), "place of a transfer"));
    }
    if (has((e) => e.place !== undefined && places[e.place].wide)) {
      rows.push(legendRow(legendSign({ shape: "circle", wide: true }), "wide area, not a spot"));
    }
    if (has((e) => e.shape === "area")) rows.push(legendRow(areaSign, "may lie anywhere within"));
    if (has((e) => e.unreal)) {
      rows.push(legendRow(legendSign({ shape: "circle", unreal: true }), "dotted: not told as having happened"));
    }
    const lines = entries.filter((e) => e.shape === "line");
    if (lines.length) {
      const ways = lines.every((e) => e.loose)
        ? "Lines are not tracks."
        : "Lines are not tracks: straight ones are direct, winding ones plausible routes, computed.";
      rows.push(el("p", {}, `Arrows show direction. ${ways} Paler: alleged or denied.`));
    }
    byId("legend").hidden = !rows.length;
    byId("legend-rows").replaceChildren(...rows);
  };

  const drawAbout = (data) => {
    const box = byId("made");
    const lines = [
      ...data.credits,
      "Background: Natural Earth (public domain), simplified; Crimea shown with Ukraine.",
      "Map library: Leaflet (BSD 2-Clause), drawn with folium. Made with geomap.",
      "This file holds everything it shows and asks the network for nothing.",
      "No line is a track that somebody saw: direct ones join two places, others are plausible routes.",
    ];
    box.append(...lines.map((text) => el("p", {}, text)));
    for (const [name, value] of Object.entries(data.made || {})) {
      box.append(el("p", {}, said(name), ": ", said(value)));
    }
  };

  const addControls = (map, data) => {
    L.control.zoom({ position: "topright" }).addTo(map);
    const credit = L.control.attribution({ prefix: false, position: "bottomright" });
    credit.addTo(map);
    // Leaflet takes HTML here: the text goes through an element and comes out escaped
    const named = el("span", {}, data.credit).innerHTML;
    credit.addAttribution(`${named} · Natural Earth · made with geomap`);
    new Scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
  };

  const makePanes = (map) => {
    for (const [name, z] of [["areas", 350], ["names", 450]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = String(z);
      pane.style.pointerEvents = "none";
    }
  };

  class Page {
    constructor(map, groups) {
      this.map = map;
      this.data = JSON.parse(byId("geomap-data").textContent);
      byId("title").append(said(this.data.title));
      byId("about").append(said(this.data.about || ""));
      byId("about").hidden = !this.data.about;
      this.byEvent = new Map(this.data.events.map((e) => [e.id, e]));
      const world = geomap.readWorld();
      geomap.readInk();
      makePanes(map);
      addControls(map, this.data);
      this.land = new geomap.Land(world).addTo(map);
      this.marks = new geomap.Marks(map, groups, this.data, (events, at) => this.tell(events, at));
      this.names = new geomap.Names(world, () => this.marks.places());
      this.list = new geomap.List(this.data, (event) => this.go(event));
      this.filters = new geomap.Filters(this.data, () => this.update());
      this.time = new geomap.Time(this.data, () => this.update());
      this.filters.inTime = (event) => this.time.holds(event);
      const middle = this.marks.middle;
      map.setMaxBounds([[-85.05, middle - 270], [85.05, middle + 270]]);
      drawLegend(this.marks.entries, this.data.places || []);
      this.suit();
      this.fit();
      this.update();
      drawAbout(this.data);
      this.drawSeries();
      this.wire();
    }

    fit() {
      const shown = this.filters.visible();
      const bounds = this.marks.bounds(shown.length ? shown : this.data.events);
      const room = { paddingTopLeft: this.corner(24), paddingBottomRight: [48, 36] };
      if (bounds) this.map.fitBounds(bounds, { maxZoom: 7, animate: false, ...room });
      else this.map.setView([30, this.marks.middle], 2, { animate: false });
    }

    /** What the legend covers at the left of the map, in pixels, and a margin at the top. */
    corner(top) {
      const legend = byId("legend");
      const covers = legend.open && !legend.hidden && this.map.getSize().x > 700;
      return [covers ? legend.offsetWidth + 24 : 24, top];
    }

    update() {
      const visible = this.filters.visible();
      this.marks.show(new Set(visible), this.filters.areas);
      this.list.show(visible);
      if (this.filters.names) this.names.addTo(this.map).draw();
      else this.names.remove();
    }

    /** Open the popup of some events at a point of the map. */
    tell(events, at) {
      const node = geomap.popupNode(events, this.data, (event) => {
        this.list.mark(event);
        this.address(event);
        if (this.popup) this.popup.update();
      });
      if (NARROW.matches) this.tellBelow(node);
      else this.tellThere(node, at);
      node.focus({ preventScroll: true });
    }

    /** On a small screen: a sheet at the foot of the map, for a popup would cover it all. */
    tellBelow(node) {
      byId("sheet-body").replaceChildren(node);
      byId("sheet").hidden = false;
      byId("sheet").scrollTop = 0;
    }

    closeSheet() {
      byId("sheet").hidden = true;
      this.closed();
    }

    tellThere(node, at) {
      const size = this.map.getSize();
      this.popup = L.popup({
        maxWidth: 380,
        minWidth: 280,
        maxHeight: Math.max(160, Math.round(size.y * 0.55)),
        autoPanPaddingTopLeft: this.corner(12),
        autoPanPaddingBottomRight: [12, 12],
      });
      this.popup.setLatLng(at).setContent(node).openOn(this.map);
    }

    address(event) {
      const hash = event ? `#event=${encodeURIComponent(event.id)}` : "";
      window.history.replaceState(null, "", hash || window.location.pathname);
    }

    /** Fly to an event of the list and tell of it; one without a place is told in the list. */
    go(event, still = geomap.isStill()) {
      this.from = document.activeElement;
      const bounds = this.marks.bounds([event]);
      if (!bounds) {
        this.tellBeside(event);
        return;
      }
      this.drawer(false);
      this.map.closePopup();
      byId("sheet").hidden = true;
      const below = NARROW.matches ? this.map.getSize().y * 0.62 : 60;
      const room = { paddingTopLeft: this.corner(60), paddingBottomRight: [60, below] };
      this.map.fitBounds(bounds, { maxZoom: 7, animate: !still, ...room });
      this.tell([event], this.anchor(event) || bounds.getCenter());
    }

    anchor(event) {
      const own = this.marks.entries.filter((e) => e.events.includes(event) && e.marks);
      const main = own.find((e) => e.shape === "burst") || own.find((e) => e.shape === "line");
      if (!main) return null;
      if (!main.line) return main.marks[0].getLatLng();
      const [lon, lat] = main.line[Math.floor(main.line.length / 2)];
      return L.latLng(lat, lon);
    }

    tellBeside(event) {
      const box = byId("off-box");
      box.open = true;
      const button = this.list.buttons.get(event);
      if (!button) return;
      const item = button.parentElement;
      const open = item.querySelector("article");
      if (open) open.remove();
      else item.append(geomap.eventNode(event, this.data));
      item.scrollIntoView({ block: "nearest" });
      this.address(event);
    }

    openEvent(id, still) {
      const event = this.byEvent.get(id);
      if (event) this.go(event, still);
    }

    drawSeries() {
      const series = this.data.series || [];
      byId("series-box").hidden = !series.length;
      byId("series").append(...series.map((s) => geomap.seriesNode(s, (id) => this.openEvent(id))));
    }

    drawer(open) {
      document.body.classList.toggle("drawn", open);
      byId("open-side").setAttribute("aria-expanded", String(open));
    }

    wire() {
      byId("open-side").addEventListener("click", () => {
        this.drawer(true);
        byId("close-side").focus();
      });
      byId("close-side").addEventListener("click", () => {
        this.drawer(false);
        byId("open-side").focus();
      });
      this.map.on("popupclose", () => this.closed());
      byId("close-sheet").addEventListener("click", () => this.closeSheet());
      document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        if (!byId("sheet").hidden) this.closeSheet();
        else if (document.body.classList.contains("drawn")) this.drawer(false);
        else this.map.closePopup();
      });
      NARROW.addEventListener("change", () => {
        if (!this.printing) this.suit();
      });
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
      window.addEventListener("beforeprint", () => this.print(true));
      window.addEventListener("afterprint", () => this.print(false));
      const hash = new URLSearchParams(window.location.hash.slice(1));
      if (hash.get("event")) this.openEvent(hash.get("event"), true);
    }

    /** After an event was closed: back to where the reader came from. */
    closed() {
      this.list.mark(null);
      this.address(null);
      if (this.from && this.from.isConnected) this.from.focus({ preventScroll: true });
      this.from = null;
    }

    /** A small screen keeps the legend folded. */
    suit() {
      byId("legend").open = !NARROW.matches;
      this.map.invalidateSize({ animate: false });
    }

    /**
     * On paper nothing can be opened: what is folded is unfolded. The map is printed as it stands
     * on the screen, shrunk to the page: canvases drawn anew while printing come out blank.
     */
    print(on) {
      this.printing = on;
      for (const box of document.querySelectorAll("#side details, #legend")) {
        if (on) box.dataset.was = box.open ? "open" : "";
        if (box.id !== "layers-box") box.open = on || box.dataset.was === "open";
      }
      if (!on) return;
      while (!byId("more").hidden) this.list.extend();
      const { offsetWidth, offsetHeight, style } = byId("stage");
      style.setProperty("--wide", `${offsetWidth}px`);
      style.setProperty("--high", `${offsetHeight}px`);
      style.setProperty("--shrink", String(Math.min(1, PAPER_PX / offsetWidth)));
    }

    recolour() {
      geomap.readInk();
      this.land.redraw();
      this.marks.recolour();
      this.names.draw();
      drawLegend(this.marks.entries, this.data.places || []);
    }
  }

  geomap.start = (map, groups) => {
    geomap.page = new Page(map, groups);
    document.documentElement.dataset.ready = "yes";
  };
})();
