"use strict";
// The panel beside the map: switches of the layers with how many events each holds, and the
// facets (sources, ships, countries) of which some can be chosen.

(() => {
  const { el, byId, t } = geomap;
  const VALUES_SHOWN = 100; // of a facet, those of most events; the search finds the others
  const FACETS = ["source", "ship", "country"];

  /** Layers that hold no events of their own. */
  const DRAWN = ["areas", "lines", "stops", "tracks", "names", "heat"];

  const weaponKey = (weapon) => {
    const canvas = el("canvas", { width: "32", height: "32", class: "sign", "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    geomap.drawSymbol(context, { shape: "burst", weapons: 1 << weapon }, 8, 8, 7);
    return canvas;
  };

  geomap.Panel = class {
    constructor(page) {
      this.page = page;
      this.boxes = new Map();
      this.drawSwitches();
      this.drawFacets();
      byId("find").addEventListener("input", (event) => {
        page.filters.text = event.target.value;
        page.update();
      });
      byId("reset").addEventListener("click", () => page.reset());
    }

    drawSwitches() {
      const { filters } = this.page;
      for (const [group, { key, bits }] of geomap.GROUPS.entries()) {
        const counts = filters.counts(group);
        const present = bits.map((_, bit) => bit).filter((bit) => counts[bit]);
        if (!present.length) continue;
        const field = el("fieldset", {}, el("legend", {}, t(`group.${key}`)));
        for (const bit of present) {
          const { key: name, mark } = bits[bit];
          const turn = (on) => filters.turn(group, bit, on);
          const box = this.box(name, filters.isOn(group, bit), turn, counts[bit]);
          const sign = group === 1 ? weaponKey(bit) : mark && el("span", { class: `key ${mark}`, "aria-hidden": "true" });
          if (sign) box.firstChild.after(sign);
          field.append(box);
        }
        byId("layers").append(field);
      }
      const field = el("fieldset", {}, el("legend", {}, t("group.drawn")));
      for (const name of DRAWN) {
        const count = this.page.countDrawn(name);
        if (count === 0) continue;
        field.append(this.box(name, this.page.layers[name], (on) => { this.page.layers[name] = on; }, count));
      }
      if (this.page.tiles) {
        field.append(this.box("tiles", false, (on) => { this.page.layers.tiles = on; }));
        field.append(el("p", { class: "note" }, t("tiles.note", { name: this.page.tiles.name })));
      }
      if (this.page.unit) field.append(this.widthChoice(this.page.unit.text));
      byId("layers").append(field);
    }

    /** What the width of lines tells. */
    widthChoice(unit) {
      this.width = el("select", { id: "width" },
        el("option", { value: "" }, t("width.events")),
        el("option", { value: "amount" }, t("width.amount", { unit: geomap.cut(unit, 30) })));
      this.width.addEventListener("change", () => {
        this.page.byAmount = this.width.value !== "";
        this.page.update();
      });
      return el("div", { class: "width" }, el("label", { for: "width" }, t("width")), this.width);
    }

    box(key, on, turn, count) {
      const input = el("input", { type: "checkbox", id: `layer-${key}`, checked: on });
      input.addEventListener("change", () => {
        turn(input.checked);
        this.page.update();
      });
      this.boxes.set(key, input);
      const line = el("label", { for: `layer-${key}` }, input, el("span", {}, t(`layer.${key}`)));
      if (count !== undefined && count !== null) line.append(el("span", { class: "n" }, geomap.number(count)));
      return line;
    }

    drawFacets() {
      for (const name of FACETS) {
        const box = byId(`facet-${name}`);
        const { keys } = this.page.index.facet(name);
        box.hidden = !keys.length;
        box.addEventListener("toggle", () => this.fill(name));
      }
    }

    /** The values of a facet, once somebody opens it. */
    fill(name) {
      const box = byId(`facet-${name}`);
      if (!box.open || box.querySelector("label")) return;
      const { names, keys, counts, order } = this.page.index.facet(name);
      const { filters } = this.page;
      const field = el("fieldset", {}, el("legend", {}, t("facet.only")));
      const chosen = filters.only.get(name) || new Set();
      const first = order.slice(0, VALUES_SHOWN);
      const rest = order.slice(VALUES_SHOWN).filter((value) => chosen.has(keys[value]));
      for (const value of [...first, ...rest]) {
        const id = `only-${name}-${value}`;
        const input = el("input", { type: "checkbox", id, checked: chosen.has(keys[value]) });
        input.dataset.key = keys[value];
        input.addEventListener("change", () => {
          this.choose(name, keys[value], input.checked);
          this.page.update();
        });
        const label = geomap.said(geomap.cut(names[value], 80), "span");
        field.append(el("label", { for: id }, input, label, el("span", { class: "n" }, geomap.number(counts[value]))));
      }
      if (order.length > VALUES_SHOWN) {
        field.append(el("p", { class: "note" }, t("facet.rest", { n: order.length - VALUES_SHOWN })));
      }
      box.append(field);
    }

    choose(name, key, on) {
      const { only } = this.page.filters;
      if (!only.has(name)) only.set(name, new Set());
      if (on) only.get(name).add(key);
      else only.get(name).delete(key);
      this.say(name);
    }

    /** How many values of a facet are chosen, where it can be read while it is folded. */
    say(name) {
      const { size } = this.page.filters.only.get(name) || new Set();
      byId(`facet-${name}`).querySelector(".n").textContent = size ? t("facet.chosen", { n: size }) : "";
    }

    /** Make the boxes say what the filters say. */
    sync() {
      const { filters, layers } = this.page;
      for (const [group, { bits }] of geomap.GROUPS.entries()) {
        for (const [bit, { key }] of bits.entries()) {
          if (this.boxes.has(key)) this.boxes.get(key).checked = filters.isOn(group, bit);
        }
      }
      for (const [name, on] of Object.entries(layers)) {
        if (this.boxes.has(name)) this.boxes.get(name).checked = on;
      }
      if (this.width) this.width.value = this.page.byAmount ? "amount" : "";
      byId("find").value = filters.text;
      for (const name of FACETS) {
        const chosen = filters.only.get(name) || new Set();
        for (const input of byId(`facet-${name}`).querySelectorAll("input")) {
          input.checked = chosen.has(input.dataset.key);
        }
        this.say(name);
      }
    }
  };
})();
