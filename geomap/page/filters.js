"use strict";
// Which events are shown: layers by kind, mode, status and modality, the search, the source. The
// panel states how many events each layer holds, and the list how many are left out.

(() => {
  const { el, byId } = geomap;
  const PAGE = 200; // rows added to the list at a time: ten thousand at once take a second

  const haystack = (event, data) => {
    const words = [event.summary, event.what, event.amount, event.weapon, event.when];
    for (const key of ["from", "to", "at", "launch"]) {
      if (event[key] !== undefined) words.push(data.places[event[key]].name);
    }
    for (const n of event.via || []) words.push(data.places[n].name);
    for (const code of [event.supplier, event.recipient, event.attacker]) {
      if (code) words.push(geomap.countryName(code));
    }
    words.push(...(event.ships || []), ...(event.who || []));
    for (const flag of event.flags || []) words.push(flag.code.replaceAll("_", " "));
    return words.filter(Boolean).join(" ").slice(0, 4000).toLowerCase();
  };

  /** The switches: key, words, and which events each stands for. */
  const switches = (data) => {
    const transfer = (e) => e.kind === "transfer";
    const modes = Object.entries(geomap.MODES).map(([mode, { label }]) => ({
      key: `mode-${mode}`, group: "Transfers", label, mark: mode, on: true,
      holds: (e) => transfer(e) && (mode === "none" ? !e.modes : (e.modes || []).includes(mode)),
    }));
    const statuses = Object.entries(geomap.STATUSES).map(([status, label]) => ({
      key: `status-${status}`, group: "Status", label, on: true, holds: (e) => e.status === status,
    }));
    return [
      ...modes,
      { key: "strikes", group: "Strikes", label: "all strikes", mark: "strike", on: true,
        holds: (e) => e.kind === "strike" },
      ...statuses,
      { key: "flows", group: "More", label: "flows between countries or wide areas", on: true,
        holds: (e) => geomap.isFlow(e, data.places) },
      { key: "unreal", group: "More", on: false,
        label: "planned, negotiated, hypothetical or said not to have happened",
        holds: (e) => e.modality !== "occurred" },
      { key: "undated", group: "More", label: "without a date", on: true,
        holds: (e) => !geomap.isDated(e) },
    ];
  };

  geomap.isDated = (event) => geomap.day(event.start) !== null || geomap.day(event.end) !== null;

  geomap.Filters = class {
    constructor(data, changed) {
      this.data = data;
      this.changed = changed;
      this.switches = switches(data);
      this.areas = true;
      this.names = true;
      this.text = "";
      this.source = null;
      this.inTime = () => true;
      for (const event of data.events) {
        event.haystack = haystack(event, data);
        event.on = this.switches.filter((s) => s.holds(event)).map((s) => s.key);
      }
      this.drawPanel();
      this.drawSources();
      byId("find").addEventListener("input", (e) => this.set("text", e.target.value.toLowerCase()));
      byId("source").addEventListener("change", (e) =>
        this.set("source", e.target.value === "" ? null : Number(e.target.value)));
    }

    set(name, value) {
      this[name] = value;
      this.changed();
    }

    drawPanel() {
      const panel = byId("layers");
      const boxes = new Map();
      for (const s of this.switches) {
        const count = this.data.events.filter((e) => e.on.includes(s.key)).length;
        if (!count) continue;
        if (!boxes.has(s.group)) {
          const box = el("fieldset", {}, el("legend", {}, s.group));
          boxes.set(s.group, box);
          panel.append(box);
        }
        boxes.get(s.group).append(this.box(s.key, s.label, s.on, (on) => { s.on = on; }, count, s.mark));
      }
      if (!boxes.has("More")) {
        boxes.set("More", el("fieldset", {}, el("legend", {}, "More")));
        panel.append(boxes.get("More"));
      }
      const more = boxes.get("More");
      more.append(this.box("areas", "areas of uncertainty", true, (on) => { this.areas = on; }));
      more.append(this.box("names", "names", true, (on) => { this.names = on; }));
    }

    box(key, label, on, turn, count, mark) {
      const input = el("input", { type: "checkbox", id: `layer-${key}`, checked: on });
      input.addEventListener("change", () => {
        turn(input.checked);
        this.changed();
      });
      const line = el("label", { for: `layer-${key}` }, input);
      if (mark) line.append(el("span", { class: `key ${mark}`, "aria-hidden": "true" }));
      line.append(el("span", {}, label));
      if (count !== undefined) line.append(el("span", { class: "n" }, String(count)));
      return line;
    }

    drawSources() {
      const choice = byId("source");
      const counts = (this.data.sources || []).map(() => 0);
      for (const event of this.data.events) for (const n of event.sources || []) counts[n] += 1;
      choice.append(el("option", { value: "" }, `all ${counts.length}`));
      for (const [n, source] of (this.data.sources || []).entries()) {
        const text = geomap.cut(source.title, 80);
        choice.append(el("option", { value: String(n) }, `${text} (${counts[n]})`));
        byId("sources").append(geomap.sourceNode(source, counts[n]));
      }
    }

    /** Whether the layers, the search and the source let an event through; time comes after. */
    admits(event) {
      const off = (key) => !this.switches.find((s) => s.key === key).on;
      const keys = event.on;
      const modes = keys.filter((k) => k.startsWith("mode-"));
      if (modes.length && modes.every(off)) return false;
      if (keys.some((k) => !k.startsWith("mode-") && off(k))) return false;
      if (this.source !== null && !(event.sources || []).includes(this.source)) return false;
      return !this.text || this.text.split(/\s+/).every((word) => event.haystack.includes(word));
    }

    visible() {
      const admitted = this.data.events.filter((e) => this.admits(e));
      return admitted.filter((e) => !geomap.isDated(e) || this.inTime(e));
    }
  };

  /** The list beside the map: all that the map shows, and what it cannot show, for the keyboard. */
  geomap.List = class {
    constructor(data, choose) {
      this.data = data;
      this.choose = choose;
      this.buttons = new Map();
      byId("more").addEventListener("click", () => this.extend());
    }

    row(event) {
      const button = el("button", { type: "button", onclick: () => this.choose(event) });
      button.append(geomap.eventLine(event));
      if (event.status === "denied" || event.status === "alleged" || event.modality !== "occurred") {
        const word = event.modality === "occurred" ? event.status : geomap.MODALITIES[event.modality];
        button.append(el("span", { class: `status ${event.status}` }, word));
      }
      if (event.flags) button.append(el("span", { class: "status flagged" }, "read with care"));
      this.buttons.set(event, button);
      return el("li", {}, button);
    }

    show(visible) {
      const first = (e) => geomap.day(e.start) ?? geomap.day(e.end) ?? Infinity;
      const sorted = visible.map((event, i) => ({ event, i, at: first(event) }));
      sorted.sort((a, b) => (a.at === b.at ? a.i - b.i : a.at - b.at));
      const events = sorted.map((s) => s.event);
      this.waiting = events.filter((e) => e.off === undefined);
      byId("list").replaceChildren();
      this.buttons.clear();
      this.extend();
      const off = events.filter((e) => e.off !== undefined);
      byId("off-box").hidden = !off.length;
      byId("off-box").firstElementChild.textContent = `Not on the map (${off.length})`;
      byId("off").replaceChildren(...off.slice(0, PAGE).map((e) => {
        const item = this.row(e);
        item.append(el("p", { class: "note" }, e.off));
        return item;
      }));
      this.count(visible, off);
    }

    count(visible, off) {
      const all = this.data.events;
      const undated = visible.filter((e) => !geomap.isDated(e)).length;
      const parts = [`${visible.length} of ${all.length} events shown`];
      if (undated) parts.push(`${undated} undated`);
      if (off.length) parts.push(`${off.length} not on the map`);
      if (all.length > visible.length) parts.push(`${all.length - visible.length} hidden by layers, search or time`);
      byId("count").textContent = parts.join("; ");
    }

    extend() {
      const next = this.waiting.splice(0, PAGE);
      byId("list").append(...next.map((e) => this.row(e)));
      byId("more").hidden = !this.waiting.length;
      byId("more").textContent = `Show more (${this.waiting.length} left)`;
    }

    mark(event) {
      for (const [e, button] of this.buttons) {
        if (e === event) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    }
  };
})();
