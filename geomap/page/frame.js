"use strict";
// Around the map: its controls, the popup, the sheet and the panel that tell of an event, the
// buttons, the keyboard, the paper.

(() => {
  const { el, byId, said, t } = geomap;
  const PAPER_PX = 690; // A4 less its margins, at 96 pixels an inch
  const NMI_M = 1852; // the international nautical mile, exactly
  const SAID_MS = 4000;

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

  /** Text as Leaflet's attribution takes it, which is HTML: escaped by way of an element. */
  const escaped = (text) => el("span", {}, text).innerHTML;

  geomap.makePanes = (map) => {
    for (const [name, z] of [["heat", 340], ["glow", 380], ["tracks", 385], ["drawing", 390], ["names", 450]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = String(z);
      pane.style.pointerEvents = "none";
    }
  };

  geomap.addControls = (map, head) => {
    L.control.zoom({ position: "topright", zoomInTitle: t("map.in"), zoomOutTitle: t("map.out") }).addTo(map);
    const credit = L.control.attribution({ prefix: false, position: "bottomright" });
    credit.addTo(map);
    credit.addAttribution(`${escaped(head.credit)} · Natural Earth · ${escaped(t("map.made"))}`);
    new Scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
    map.getContainer().setAttribute("aria-label", t("map.label"));
    map.getContainer().setAttribute("role", "region");
  };

  /** Online tiles, if the map was drawn with any: off until the reader switches them on. */
  geomap.readTiles = (tiles) => {
    if (!tiles) return null;
    const layer = L.tileLayer(tiles.url, {
      maxZoom: tiles.maxZoom, maxNativeZoom: tiles.maxZoom, subdomains: tiles.subdomains,
      zIndex: 2, attribution: escaped(tiles.attribution), referrerPolicy: "strict-origin-when-cross-origin",
    });
    return { layer, name: tiles.name };
  };

  // ---- what is open ----

  /** On a small screen: a sheet at the foot of the map, for a popup would cover it all. */
  geomap.tellBelow = (page, node) => {
    byId("sheet-body").replaceChildren(node);
    byId("sheet").hidden = false;
    byId("sheet").scrollTop = 0;
  };

  geomap.tellThere = (page, node, at) => {
    const size = page.map.getSize();
    page.popup = L.popup({
      maxWidth: 380,
      minWidth: 280,
      maxHeight: Math.max(160, Math.round(size.y * 0.55)),
      autoPanPaddingTopLeft: page.corner(12),
      autoPanPaddingBottomRight: [12, 12],
    });
    const move = el("button", { type: "button", class: "move", onclick: () => {
      page.beside = true;
      const open = page.opened;
      page.map.closePopup();
      geomap.tellBeside(page, node);
      page.openedIs(open);
    } }, t("popup.beside"));
    const box = el("div", {}, node, move);
    // A button that is replaced when clicked is no longer inside the popup when Leaflet asks: the
    // map would take the click for its own and close the popup
    L.DomEvent.on(box, "click", L.DomEvent.stopPropagation);
    page.popup.setLatLng(at).setContent(box).openOn(page.map);
    page.map.getContainer().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", t("close"));
  };

  /** In the panel beside the map, for those who read many. */
  geomap.tellBeside = (page, node) => {
    byId("detail-body").replaceChildren(node);
    byId("detail").hidden = false;
    byId("detail").scrollIntoView({ block: "nearest" });
  };

  geomap.tellInList = (page, number) => {
    byId("off-box").open = true;
    const button = page.list.rows.get(number);
    if (!button) return;
    const item = button.parentElement;
    const open = item.querySelector("article");
    if (open) open.remove();
    else item.append(geomap.eventNode(number, page.store, (n) => page.go(n)));
    item.scrollIntoView({ block: "nearest" });
    page.opened = number;
    page.stateSoon();
  };

  // ---- about ----

  geomap.drawAbout = (page) => {
    const { head, store } = page;
    const lines = [
      ...head.credits, t("about.background"), t("about.borders"), t("about.library"),
      t("about.offline"), t("about.lines"),
    ];
    byId("made").append(...lines.map((text) => el("p", {}, text)));
    for (const [name, value] of Object.entries(head.made || {})) {
      byId("made").append(el("p", {}, said(name), ": ", said(value)));
    }
    byId("series-box").hidden = !head.series.length;
    byId("series").append(...head.series.map((s) => geomap.seriesNode(s, (id) => page.openId(id))));
    geomap.drawTracks(page);
    byId("sources-box").addEventListener("toggle", () => drawSources(page), { once: true });
    byId("sources-count").textContent = `(${geomap.number(store.tables.sources.count)})`;
  };

  const SOURCES_AT_ONCE = 500;
  const drawSources = ({ store, index }) => {
    if (byId("sources").childElementCount) return;
    const { counts } = index.facet("source");
    const total = store.tables.sources.count;
    for (let i = 0; i < Math.min(total, SOURCES_AT_ONCE); i += 1) {
      byId("sources").append(geomap.sourceNode(store.row("sources", i), counts[i]));
    }
    if (total > SOURCES_AT_ONCE) {
      byId("sources").after(el("p", { class: "note" }, t("source.rest", { n: total - SOURCES_AT_ONCE })));
    }
  };

  // ---- buttons and keys ----

  geomap.putState = (fragment) => {
    try {
      window.history.replaceState(null, "", fragment);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // a frame without an address of its own
    }
  };

  const say = (text) => {
    byId("said").textContent = text;
    setTimeout(() => { byId("said").textContent = ""; }, SAID_MS);
  };

  const wireShare = (page) => {
    byId("copy").addEventListener("click", async () => {
      const fragment = geomap.writeState(page);
      geomap.putState(fragment);
      const address = window.location.href.split("#")[0] + fragment;
      say(t((await geomap.copy(address)) ? "share.copied" : "share.refused"));
    });
    const name = () => (page.head.title || "map").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "map";
    const offer = (id, make, ending, type) => byId(id).addEventListener("click", () => {
      geomap.save(make(page.shownNumbers(), page.store), `${name()}.${ending}`, type);
    });
    offer("save-geojson", geomap.toGeoJson, "geojson", "application/geo+json");
    offer("save-csv", geomap.toCsv, "csv", "text/csv");
    byId("print").addEventListener("click", async () => {
      await page.onPaper(true);
      window.print();
    });
    window.addEventListener("afterprint", () => page.onPaper(false));
  };

  const closeSheet = (page) => {
    byId("sheet").hidden = true;
    page.closed();
  };

  const closeDetail = (page) => {
    byId("detail").hidden = true;
    page.beside = false;
    page.closed();
  };

  geomap.wireFrame = (page) => {
    wireShare(page);
    byId("open-side").addEventListener("click", () => {
      page.drawer(true);
      byId("close-side").focus();
    });
    byId("close-side").addEventListener("click", () => {
      page.drawer(false);
      byId("open-side").focus();
    });
    page.map.on("popupclose", () => page.closed());
    byId("close-sheet").addEventListener("click", () => closeSheet(page));
    byId("close-detail").addEventListener("click", () => closeDetail(page));
    byId("fit").addEventListener("click", () => page.fit());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!byId("sheet").hidden) closeSheet(page);
      else if (document.body.classList.contains("drawn")) page.drawer(false);
      else page.map.closePopup();
    });
    window.addEventListener("hashchange", () => {
      const { view, event } = geomap.readState(page, window.location.hash);
      if (view) page.map.setView([view[1], view[2]], view[0], { animate: false });
      page.update();
      page.panel.sync();
      if (event) page.openId(event, { still: true, stay: Boolean(view) });
    });
    window.addEventListener("beforeprint", () => print(page, true));
    window.addEventListener("afterprint", () => print(page, false));
  };

  /**
   * On paper nothing can be opened: what is folded is unfolded. The map is printed as it stands
   * on the screen, shrunk to the page: canvases drawn anew while printing come out blank.
   */
  const print = (page, on) => {
    page.printing = on;
    for (const box of document.querySelectorAll("#side details, #legend")) {
      if (on) box.dataset.was = box.open ? "open" : "";
      if (!box.classList.contains("choice")) box.open = on || box.dataset.was === "open";
    }
    if (!on) return;
    drawSources(page);
    page.list.forPrint();
    const { offsetWidth, style } = byId("stage");
    style.setProperty("--wide", `${offsetWidth}px`);
    style.setProperty("--high", `${page.map.getSize().y}px`);
    style.setProperty("--shrink", String(Math.min(1, PAPER_PX / offsetWidth)));
  };
})();
