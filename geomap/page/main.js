"use strict";
// Puts the parts together: reads the data, draws it on the folium map, and keeps the map, the
// list, the time line and the address in step.

(() => {
  const { el, byId, said, t } = geomap;
  const NARROW = window.matchMedia("(max-width: 760px)");
  const STATE_MS = 300; // browsers refuse more than some hundred changes of the address in a row
  const LIST_MS = 120; // with many events the list follows when the hand rests
  const MANY = 5000;
  const ROOMY = { wide: 640, high: 620 }; // a smaller picture has no room for an open legend
  const TALL_PX = 1000; // a window lower than this has no room for the layers above the list

  geomap.LAYER_DEFAULTS = { areas: true, lines: true, stops: true, tracks: true, names: true, heat: false, tiles: false };

  /** A box on the unit square as Leaflet's bounds. */
  const asBounds = ([x0, y0, x1, y1]) =>
    L.latLngBounds([geomap.toLat(y1), geomap.toLon(x0)], [geomap.toLat(y0), geomap.toLon(x1)]);

  class Page {
    constructor(map, store, world) {
      this.map = map;
      this.store = store;
      this.head = store.head;
      this.layers = { ...geomap.LAYER_DEFAULTS };
      this.opened = null;
      this.world = world;
      this.index = new geomap.Index(store);
      this.scene = new geomap.Scene(store);
      this.unit = this.scene.commonUnit();
      this.byAmount = false;
      this.filters = new geomap.Filters(store, this.index);
      geomap.drawHead(this.head);
      this.suit();
      byId("layers-box").open = this.compact || window.innerHeight >= TALL_PX;
      this.drawLayers();
      this.time = new geomap.Time(this);
      this.list = new geomap.List(this);
      this.panel = new geomap.Panel(this);
      this.pointer = new geomap.Pointer(this);
      geomap.drawLegend(this.scene, this.tracks);
      this.start();
      geomap.drawAbout(this);
      this.wire();
    }

    drawLayers() {
      const { map, scene } = this;
      geomap.makePanes(map);
      geomap.addControls(map, this.head);
      this.land = new geomap.Land(this.world).addTo(map);
      this.tiles = geomap.readTiles(this.head.tiles);
      this.drawing = new geomap.Drawing(scene, { pane: "drawing" });
      this.heat = new geomap.Heat(scene, { pane: "heat" });
      this.tracks = new geomap.Tracks(this.store, scene.middle, { pane: "tracks" });
      this.glow = new geomap.Glow(scene, { pane: "glow" });
      this.names = new geomap.Names(this.world, () => this.drawing.places());
      this.drawing.layers = { ...this.layers, symbols: true };
      // From within them: Leaflet would glide there, and go on gliding after the first view is set
      map.setView([30, scene.middle], map.getZoom(), { animate: false });
      map.setMaxBounds([[-85.05, scene.middle - 270], [85.05, scene.middle + 270]]);
    }

    /** The first view: as the address says, else all that is shown. */
    start() {
      const { view, event } = geomap.readState(this, window.location.hash);
      this.count();
      if (view) this.map.setView([view[1], view[2]], view[0], { animate: false });
      else this.fitFirst();
      this.update();
      this.panel.sync();
      if (event) this.openId(event, { still: true, stay: Boolean(view) });
    }

    /** Which events are shown now. */
    count() {
      this.filters.span = this.time.span();
      const { visible, timeless } = this.filters.apply(this.time.spans);
      this.visible = visible;
      this.scene.show(visible);
      this.time.drawBars(timeless);
    }

    update() {
      this.count();
      const { layers, drawing } = this;
      this.toggleTiles(layers.tiles);
      this.heat.active = layers.heat;
      this.heat.redraw();
      this.tracks.active = layers.tracks;
      this.tracks.cut(this.filters.span);
      this.tracks.redraw();
      drawing.layers = { ...layers, symbols: true };
      drawing.unit = this.byAmount && this.unit ? this.unit.number : null;
      // The first time they draw themselves as they are added
      if (this.map.hasLayer(drawing)) drawing.redraw();
      else for (const layer of [this.heat, this.tracks, drawing, this.glow]) layer.addTo(this.map);
      this.drawNames();
      this.listSoon();
      this.stateSoon();
    }

    listSoon() {
      clearTimeout(this.listTimer);
      if (this.store.count < MANY || !this.list.visible) this.list.show(this.visible);
      else {
        this.list.count(this.visible, 0);
        this.listTimer = setTimeout(() => this.list.show(this.visible), LIST_MS);
      }
    }

    drawNames() {
      if (this.layers.names) this.names.addTo(this.map).draw();
      else this.names.remove();
      this.tellLimits();
    }

    /** Say what is drawn otherwise than one by one, because there is so much of it. */
    tellLimits() {
      const { grouped, bundled, areas } = this.drawing.notes;
      const parts = [];
      if (this.head.thinned) parts.push(t("limit.thinned"));
      if (grouped) parts.push(t("limit.grouped", { n: grouped }));
      if (bundled) parts.push(t("limit.bundled", { n: bundled }));
      if (areas) parts.push(t("limit.areas", { n: areas }));
      byId("limits").textContent = parts.join(" ");
      byId("limits").hidden = !parts.length;
    }

    toggleTiles(on) {
      if (!this.tiles) return;
      if (on) this.tiles.layer.addTo(this.map);
      else this.tiles.layer.remove();
    }

    reset() {
      this.filters.reset();
      this.byAmount = false;
      Object.assign(this.layers, geomap.LAYER_DEFAULTS);
      this.time.stop();
      if (this.time.works) this.time.clear();
      else this.update();
      this.panel.sync();
    }

    shownNumbers() {
      const numbers = [];
      for (let n = 0; n < this.visible.length; n += 1) if (this.visible[n]) numbers.push(n);
      return numbers;
    }

    // ---- view ----

    boundsOf(numbers) {
      const box = this.scene.bounds(numbers);
      return box && asBounds(box);
    }

    fit() {
      const shown = this.shownNumbers();
      const all = () => Array.from({ length: this.store.count }, (_, n) => n);
      const boxes = Array.from({ length: this.layers.tracks ? this.tracks.count : 0 }, (_, n) => this.tracks.box(n));
      const told = shown.length ? shown : all();
      const where = this.scene.bounds(told, { lone: false }) || this.scene.bounds(told);
      const bounds = [where, ...boxes].filter(Boolean).map(asBounds).reduce((one, other) => (one ? one.extend(other) : other), null);
      const room = { paddingTopLeft: this.corner(24), paddingBottomRight: [48, 36] };
      this.fitted = bounds;
      if (bounds) this.map.fitBounds(bounds, { maxZoom: 7, animate: false, ...room });
      else this.map.setView([30, this.scene.middle], 2, { animate: false });
    }

    /** A map of the whole world has no room for the legend: it is folded, not laid over events. */
    fitFirst() {
      this.fit();
      if (!this.covers() || !this.fitted) return;
      const legend = byId("legend");
      const [first, last] = [this.fitted.getNorthWest(), this.fitted.getSouthEast()].map((at) => this.map.latLngToContainerPoint(at));
      const under = first.x < legend.offsetLeft + legend.offsetWidth && first.y < legend.offsetHeight;
      legend.open = !under && last.x <= this.map.getSize().x;
      this.fit();
    }

    /** What the legend covers at the left of the map, in pixels, and a margin at the top. */
    corner(top) {
      return [this.covers() ? byId("legend").offsetWidth + 24 : 24, top];
    }

    covers() {
      const legend = byId("legend");
      return legend.open && !legend.hidden && this.map.getSize().x > 700;
    }

    // ---- what is open ----

    /** Tell of some events at a point of the map. */
    tell(numbers, at) {
      const node = geomap.popupNode(numbers, this.store, {
        changed: (n) => this.openedIs(n),
        open: (n) => this.go(n),
      });
      if (this.compact) geomap.tellBelow(this, node);
      else if (this.beside) geomap.tellBeside(this, node);
      else geomap.tellThere(this, node, at);
      node.focus({ preventScroll: true });
    }

    openedIs(number) {
      this.opened = number;
      this.list.mark(number);
      this.relight();
      this.stateSoon();
      if (this.popup) this.popup.update();
    }

    /** Look at a box on the unit square. */
    goBox(box) {
      if (!box) return;
      this.drawer(false);
      this.map.fitBounds(asBounds(box), { maxZoom: 10, animate: !geomap.isStill(), padding: [40, 40] });
    }

    /** Highlight what is open, and nothing else. */
    relight() {
      this.lightEvents(this.opened === null ? [] : [this.opened]);
    }

    lightEvents(numbers) {
      const all = new Set(numbers);
      const journeys = this.store.column("events", "journey");
      for (const n of numbers) {
        if (journeys[n]) for (const leg of this.store.members("journeys", "events", journeys[n] - 1)) all.add(leg);
      }
      const lanes = new Set([...all].flatMap((n) => this.scene.lanesWith(n)).filter((l) => l.shown));
      const sites = new Set([...all].flatMap((n) => this.scene.sitesWith(n)).filter((s) => this.scene.shown[s]));
      this.glow.light([...lanes], [...sites]);
    }

    /** Go to an event of the list and tell of it; one without a place is told in the list. */
    go(number, { still = geomap.isStill(), stay = false } = {}) {
      this.from = document.activeElement;
      const bounds = this.boundsOf([number]);
      if (!bounds) {
        geomap.tellInList(this, number);
        return;
      }
      this.drawer(false);
      this.map.closePopup();
      byId("sheet").hidden = true;
      const below = this.compact ? this.map.getSize().y * 0.62 : 60;
      const room = { paddingTopLeft: this.corner(60), paddingBottomRight: [60, below] };
      this.going = number;
      // Leaflet moves a popup into sight by where it lies: not while the map is on its way
      const tell = () => {
        if (this.going === number) this.tell([number], this.anchor(number) || bounds.getCenter());
      };
      if (stay) tell();
      else {
        this.map.once("moveend", tell);
        this.map.fitBounds(bounds, { maxZoom: 7, animate: !still, ...room });
      }
    }

    /** Where a popup points to: the place that was struck, the middle of a line. */
    anchor(number) {
      const { scene } = this;
      const at = (x, y) => L.latLng(geomap.toLat(y), geomap.toLon(x));
      const sites = scene.sitesWith(number);
      const main = sites.find((s) => scene.siteShape[s] === 1);
      const [lane] = scene.lanesWith(number).filter((l) => !l.flight);
      if (main === undefined && lane) {
        const middle = Math.floor(lane.xy.length / 4) * 2;
        return at(lane.xy[middle], lane.xy[middle + 1]);
      }
      const site = main ?? sites[0];
      return site === undefined ? null : at(scene.x[scene.sitePlace[site]], scene.y[scene.sitePlace[site]]);
    }

    openId(id, options) {
      const number = this.store.find(id);
      if (number !== null) this.go(number, options);
    }

    /** After an event was closed: back to where the reader came from. */
    closed() {
      this.openedIs(null);
      if (this.from && this.from.isConnected) this.from.focus({ preventScroll: true });
      this.from = null;
    }

    // ---- the frame ----

    drawer(open) {
      document.body.classList.toggle("drawn", open);
      byId("open-side").setAttribute("aria-expanded", String(open));
    }

    /** A small screen and an embedded map have the list in a drawer and the legend folded. */
    suit() {
      this.compact = NARROW.matches || Boolean(this.head.embed);
      document.documentElement.classList.toggle("compact", this.compact);
      const { offsetWidth, offsetHeight } = byId("stage");
      // On a phone the world is too wide at the least zoom of a desk: "all" would not be all
      this.map.setMinZoom(offsetWidth < 2 * 256 ? 1 : 2);
      byId("legend").open = !this.compact && offsetWidth >= ROOMY.wide && offsetHeight >= ROOMY.high;
      this.map.invalidateSize({ animate: false });
    }

    stateSoon() {
      if (!this.wired) return;
      clearTimeout(this.stateTimer);
      this.stateTimer = setTimeout(() => geomap.putState(geomap.writeState(this)), STATE_MS);
    }

    /** While nothing happens: group the symbols of the next zooms, so that zooming does not wait. */
    prepareSoon() {
      if (!this.scene.crowded || !window.requestIdleCallback) return;
      const zoom = Math.floor(this.map.getZoom());
      for (const next of [zoom + 1, zoom - 1]) window.requestIdleCallback(() => this.scene.prepare(next));
    }

    recolour() {
      geomap.readInk();
      this.land.redraw();
      this.update();
      geomap.drawLegend(this.scene, this.tracks);
    }

    /**
     * A dark map is drawn light before it is printed: ink is dear, and the legend is light too.
     * Resolves when it is on the screen; what is drawn while printing comes out blank.
     */
    async onPaper(on) {
      const root = document.documentElement;
      if (root.classList.contains("paper") === on || (on && !geomap.DARK.matches)) return;
      root.classList.toggle("paper", on);
      this.land.unhurried = false;
      this.recolour();
      this.land.unhurried = true;
      const painted = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
      await painted();
      await painted();
    }

    countDrawn(name) {
      const { scene } = this;
      if (name === "lines") return scene.lanes.length;
      if (name === "areas") return scene.radius.filter((_, place) => scene.isVague(place)).length;
      if (name === "stops") return scene.stop.filter(Boolean).length;
      if (name === "tracks") return this.tracks.count;
      if (name === "heat") return this.store.column("events", "kind").filter(Boolean).length;
      return null;
    }

    wire() {
      this.land.unhurried = true;
      byId("legend").addEventListener("toggle", () => this.drawNames());
      this.map.on("moveend", () => {
        this.tellLimits();
        this.stateSoon();
        this.prepareSoon();
      });
      NARROW.addEventListener("change", () => {
        if (!this.printing) this.suit();
      });
      geomap.DARK.addEventListener("change", () => {
        if (!this.printing) this.recolour();
      });
      geomap.wireFrame(this);
      this.prepareSoon();
      this.wired = true;
      geomap.page = this;
    }
  }

  /** Hand over the folium map; the rest is in the data blocks. */
  geomap.start = async (map) => {
    try {
      geomap.readWords();
      const packed = JSON.parse(byId("geomap-data").textContent);
      const [buffer, world] = await Promise.all([geomap.inflate(packed), geomap.readWorld()]);
      geomap.readInk();
      geomap.page = new Page(map, new geomap.Store(buffer), world);
    } catch (error) {
      // An old browser (before 2023) lacks what unpacks the data: say so instead of a blank page
      byId("count").textContent = "DecompressionStream" in window ? String(error) : t("old");
      throw error;
    }
    document.documentElement.dataset.ready = "yes";
  };

  geomap.drawHead = (head) => {
    byId("title").append(said(head.title));
    byId("subtitle").append(said(head.subtitle || ""));
    byId("subtitle").hidden = !head.subtitle;
    for (const [key, value] of [["author", head.author], ["note", head.note]]) {
      if (value) byId("imprint").append(el("p", { class: key }, key === "author" ? `${t("head.author")} ` : "", said(value)));
    }
    byId("imprint").hidden = !head.author && !head.note;
  };
})();
