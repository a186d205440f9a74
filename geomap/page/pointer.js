"use strict";
// What the pointer does on the map: a hint and a highlight where it rests, a click that opens.

(() => {
  const { el } = geomap;
  const MANY = 60; // events on one mark above which only the mark itself is highlighted

  geomap.Pointer = class {
    constructor(page) {
      this.page = page;
      const { map } = page;
      this.tip = L.tooltip({ sticky: true, offset: [12, 0], direction: "right" });
      map.on("mousemove", (event) => {
        this.at = event;
        if (this.waiting) return;
        this.waiting = requestAnimationFrame(() => {
          this.waiting = null;
          this.hover(this.at);
        });
      });
      map.on("mouseout dragstart zoomstart", () => this.leave());
      map.on("click", (event) => this.click(event));
    }

    hitAt(event) {
      const { drawing, tracks } = this.page;
      const hit = drawing.hit(event.layerPoint);
      if (hit && hit.sign) return hit;
      const track = tracks.hit(event.layerPoint);
      return track ? { track } : hit;
    }

    hover(event) {
      const { map, scene, store } = this.page;
      const hit = this.hitAt(event);
      map.getContainer().style.cursor = hit ? "pointer" : "";
      const key = hit && (hit.sign ? `s${hit.sign.site} ${hit.sign.turn}` : hit.lane || hit);
      if (!hit) {
        this.leave();
        return;
      }
      if (hit.track) {
        this.key = key;
        this.page.relight();
        this.tip.setContent(this.page.tracks.hint(hit.track));
      } else if (key !== this.key) {
        this.key = key;
        const events = this.eventsOf(hit);
        this.light(hit, events);
        const place = hit.sign ? store.place(scene.sitePlace[hit.sign.site]) : null;
        const grouped = hit.sign && this.page.drawing.isGrouped(hit.sign);
        const named = grouped ? { ...place, name: geomap.t("place.around", { name: place.name }) } : place;
        this.tip.setContent(geomap.hint(events, named, store));
      }
      this.tip.setLatLng(event.latlng);
      if (!map.hasLayer(this.tip)) this.tip.addTo(map);
    }

    leave() {
      if (!this.key) return;
      this.key = null;
      this.tip.remove();
      this.page.map.getContainer().style.cursor = "";
      this.page.relight();
    }

    click(event) {
      const hit = this.hitAt(event);
      if (!hit) return;
      if (hit.track) {
        this.tell(hit.track, event.latlng);
        return;
      }
      this.leave();
      const { map } = this.page;
      const at = hit.sign ? map.layerPointToLatLng([hit.sign.x, hit.sign.y]) : event.latlng;
      this.page.tell(this.eventsOf(hit), at);
    }

    /** A track has no event of its own: what is known of this spot of it stays open. */
    tell(track, at) {
      this.leave();
      const node = el("div", { class: "told", tabindex: "-1" }, this.page.tracks.hint(track));
      if (this.page.compact) geomap.tellBelow(this.page, node);
      else L.popup().setLatLng(at).setContent(node).openOn(this.page.map);
    }

    /** Events that a mark stands for: at a place all of them, for one symbol may cover another. */
    eventsOf({ sign, lane }) {
      const { scene } = this.page;
      if (lane) return scene.eventsOn(lane);
      const near = this.page.drawing.drawnSigns.filter((o) => o.place === sign.place && o.turn === sign.turn);
      return [...new Set(near.flatMap((o) => o.sites).flatMap((s) => scene.eventsAt(s)))];
    }

    /** Highlight the whole movement: all legs of the journeys of these events. */
    light(hit, events) {
      const { glow, scene } = this.page;
      if (events.length <= MANY) this.page.lightEvents(events);
      else if (hit.lane) glow.light(hit.lane.bundle || [hit.lane], []);
      else glow.light([], scene.crowded ? [hit.sign.site] : hit.sign.sites);
    }
  };
})();
