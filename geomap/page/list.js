"use strict";
// The list beside the map: all events that the map shows, and those it cannot show, for the
// keyboard and for readers who want words. It grows by pages: a hundred thousand rows are too
// many for any browser, and every one can be reached by search and filters.

(() => {
  const { el, byId, t } = geomap;
  const PAGE = 200; // rows added at a time: ten thousand at once take a second
  const PRINTED = 2000; // rows on paper: about a hundred pages

  const NO_DAY = geomap.NO_DAY;

  /** Numbers of all events, by date, by place or by amount; what is unknown comes last. */
  const sortings = (store) => {
    const column = (name) => store.column("events", name);
    const [start, end, best, status] = ["start", "end", "best", "status"].map(column);
    const first = (n) => (start[n] !== NO_DAY ? start[n] : end[n] !== NO_DAY ? end[n] : Infinity);
    const last = (n) => (start[n] !== NO_DAY ? -start[n] : end[n] !== NO_DAY ? -end[n] : Infinity);
    const amount = (n) => (Number.isNaN(best[n]) ? Infinity : -best[n]);
    return { oldest: first, newest: last, amount, status: (n) => status[n] };
  };

  geomap.List = class {
    constructor(page) {
      this.page = page;
      this.store = page.store;
      this.rows = new Map(); // number -> button
      this.keys = sortings(this.store);
      this.orders = new Map();
      this.off = this.store.column("events", "off");
      byId("more").addEventListener("click", () => this.extend());
      const choice = byId("sort");
      for (const key of Object.keys(this.keys)) choice.append(el("option", { value: key }, t(`sort.${key}`)));
      choice.addEventListener("change", () => this.show(this.visible));
    }

    order() {
      const key = byId("sort").value || "oldest";
      if (!this.orders.has(key)) {
        const keys = Float64Array.from({ length: this.store.count }, (_, n) => this.keys[key](n));
        const order = Uint32Array.from({ length: this.store.count }, (_, n) => n);
        order.sort((a, b) => keys[a] - keys[b] || a - b);
        this.orders.set(key, order);
      }
      return this.orders.get(key);
    }

    row(number) {
      const event = this.store.event(number);
      const button = el("button", { type: "button", onclick: () => this.page.go(number) });
      button.append(geomap.eventLine(event));
      const doubtful = event.status === "denied" || event.status === "alleged";
      if (doubtful) button.append(geomap.badge("status", event.status));
      if (event.modality !== "occurred") button.append(geomap.badge("modality", event.modality, "unreal"));
      if (event.flags) button.append(el("span", { class: "status flagged" }, t("event.careShort")));
      this.rows.set(number, button);
      return el("li", {}, button);
    }

    show(visible) {
      this.visible = visible;
      this.next = 0;
      this.rows.clear();
      byId("list").replaceChildren();
      this.left = 0;
      const off = [];
      const order = this.order();
      for (const n of order) {
        if (!visible[n]) continue;
        if (this.off[n]) off.push(n);
        else this.left += 1;
      }
      this.extend();
      byId("off-box").hidden = !off.length;
      byId("off-count").textContent = `(${geomap.number(off.length)})`;
      byId("off").replaceChildren(...off.slice(0, PAGE).map((n) => {
        const item = this.row(n);
        item.append(el("p", { class: "note" }, t(`off.${this.store.event(n).off}`)));
        return item;
      }));
      byId("none").hidden = this.rows.size > 0;
      byId("none").textContent = this.rows.size ? "" : t(this.store.count ? "list.hidden" : "list.none");
      this.count(visible, off.length);
    }

    count(visible, off) {
      let [shown, undated] = [0, 0];
      for (let n = 0; n < visible.length; n += 1) {
        shown += visible[n];
        if (visible[n] && !this.store.isDated(n)) undated += 1;
      }
      const parts = [t("count.shown", { shown: geomap.number(shown), n: visible.length })];
      if (undated) parts.push(t("count.undated", { n: undated }));
      if (off) parts.push(t("count.off", { n: off }));
      if (shown < visible.length) parts.push(t("count.hidden", { n: visible.length - shown }));
      byId("count").textContent = parts.join("; ");
    }

    /** Rows of the next page, or of as many as are printed. */
    extend(most = PAGE) {
      const order = this.order();
      const items = [];
      while (this.next < order.length && items.length < most) {
        const n = order[this.next];
        this.next += 1;
        if (this.visible[n] && !this.off[n]) items.push(this.row(n));
      }
      this.left -= items.length;
      byId("list").append(...items);
      byId("more").hidden = this.left <= 0;
      byId("more").textContent = t("list.more", { n: this.left });
    }

    forPrint() {
      this.extend(PRINTED - this.rows.size);
    }

    /** Mark the row of the event that is open. */
    mark(number) {
      for (const [n, button] of this.rows) {
        if (n === number) button.setAttribute("aria-current", "true");
        else if (button.hasAttribute("aria-current")) button.removeAttribute("aria-current");
      }
      const button = this.rows.get(number);
      if (button) button.scrollIntoView({ block: "nearest" });
    }
  };
})();
