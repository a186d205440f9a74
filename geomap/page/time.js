"use strict";
// The time line: how many events lie in each stretch, two handles, a play button with speed and
// mode. An event is an interval: it is shown when any of it lies between the handles. Undated
// events have a switch of their own among the layers and are never hidden from here.

(() => {
  const { el, byId, t } = geomap;
  const BINS = 60;
  const STEP_MS = { slow: 900, normal: 450, fast: 150 };
  const WINDOW_BINS = 6; // a moving window is a tenth of the whole line, unless handles say less
  const DAY_S = 86400;
  const FAR = 2 ** 30; // a day beyond every calendar

  /**
   * First and last day of each event. One that is open at its end goes on to the edge of the time
   * line; one that only says "no later than" stands at that day, where it was told.
   */
  const spansOf = (store) => {
    const [start, end] = ["start", "end"].map((name) => store.column("events", name));
    const first = Int32Array.from(start, (day, n) => (day !== geomap.NO_DAY ? day : end[n]));
    const last = Int32Array.from(end, (day) => (day !== geomap.NO_DAY ? day : FAR));
    return { first, last };
  };

  geomap.Time = class {
    constructor(page) {
      this.page = page;
      this.spans = spansOf(page.store);
      const { first, last } = this.spans;
      [this.first, this.last] = [Infinity, -Infinity];
      for (let n = 0; n < first.length; n += 1) {
        if (first[n] === geomap.NO_DAY) continue;
        this.first = Math.min(this.first, first[n]);
        this.last = Math.max(this.last, last[n] === FAR ? first[n] : last[n]);
      }
      const seconds = ["start", "end"].map((name) => page.store.column("parts", name));
      for (let n = 0; n < page.store.tables.parts.count; n += 1) {
        this.first = Math.min(this.first, Math.floor(seconds[0][n] / DAY_S));
        this.last = Math.max(this.last, Math.floor(seconds[1][n] / DAY_S));
      }
      this.works = this.last > this.first;
      if (!this.works) return;
      [this.from, this.to] = [this.first, this.last];
      this.build();
    }

    build() {
      const range = (key, value) =>
        el("input", { type: "range", min: "0", max: String(this.last - this.first), step: "1",
          value: String(value - this.first), "aria-label": t(`time.${key}`) });
      this.low = range("from", this.from);
      this.high = range("to", this.to);
      this.low.addEventListener("input", () => this.move("low"));
      this.high.addEventListener("input", () => this.move("high"));
      this.words = el("output", { class: "span" });
      this.button = el("button", { type: "button", class: "play", onclick: () => this.toggle() });
      const choice = (id, group, keys) => el("select", { id, "aria-label": t(`time.${group}`) },
        ...keys.map((key) => el("option", { value: key }, t(`time.${key}`))));
      this.mode = choice("time-mode", "mode", ["sum", "window"]);
      this.speed = choice("time-speed", "speed", Object.keys(STEP_MS));
      this.speed.value = "normal";
      this.reset = el("button", { type: "button", onclick: () => this.clear() }, t("time.all"));
      this.bars = el("div", { class: "bars", "aria-hidden": "true" });
      for (let i = 0; i < BINS; i += 1) this.bars.append(el("i", {}));
      const track = el("div", { class: "track" }, this.bars, this.low, this.high);
      const tools = el("div", { class: "tools" }, this.button, this.mode, this.speed, this.words, this.reset);
      byId("time").append(tools, track);
      byId("time").hidden = false;
      this.say();
    }

    /** Bars of how many of these events lie in each stretch, whatever the handles say. */
    drawBars(timeless) {
      if (!this.works) return;
      const wide = (this.last - this.first + 1) / BINS;
      const steps = new Int32Array(BINS + 1);
      const { first, last } = this.spans;
      for (let n = 0; n < timeless.length; n += 1) {
        if (!timeless[n] || first[n] === geomap.NO_DAY) continue;
        const a = Math.max(0, Math.floor((first[n] - this.first) / wide));
        const b = Math.min(BINS - 1, Math.floor((Math.min(last[n], this.last) - this.first) / wide));
        steps[a] += 1;
        steps[b + 1] -= 1;
      }
      const bins = [];
      for (let i = 0, sum = 0; i < BINS; i += 1) {
        sum += steps[i];
        bins.push(sum);
      }
      const top = Math.max(...bins) || 1;
      for (const [i, bar] of [...this.bars.children].entries()) {
        bar.style.height = `${Math.round((bins[i] / top) * 100)}%`;
        bar.title = String(bins[i]);
      }
    }

    move(which) {
      const [a, b] = [Number(this.low.value), Number(this.high.value)];
      if (a > b) (which === "low" ? this.high : this.low).value = which === "low" ? a : b;
      this.from = this.first + Number(this.low.value);
      this.to = this.first + Number(this.high.value);
      this.say();
      this.page.update();
    }

    place(from, to) {
      this.low.value = String(Math.max(0, from - this.first));
      this.high.value = String(Math.min(this.last, to) - this.first);
      this.move("high");
    }

    clear() {
      this.stop();
      this.place(this.first, this.last);
    }

    /** The days between the handles, or null if that is all. */
    span() {
      const whole = !this.works || (this.from === this.first && this.to === this.last);
      return whole ? null : [this.from, this.to];
    }

    say() {
      const [a, b] = [geomap.dayWords(this.from), geomap.dayWords(this.to)];
      this.words.textContent = `${a} – ${b}`;
      this.low.setAttribute("aria-valuetext", a);
      this.high.setAttribute("aria-valuetext", b);
      this.button.textContent = t(this.timer ? "time.pause" : "time.play");
      const wide = this.last - this.first;
      for (const [i, bar] of [...this.bars.children].entries()) {
        const middle = this.first + ((i + 0.5) * wide) / BINS;
        bar.className = middle >= this.from && middle <= this.to ? "in" : "";
      }
    }

    toggle() {
      if (this.timer) this.stop();
      else this.play();
    }

    stop() {
      clearTimeout(this.timer);
      this.timer = null;
      if (this.works) this.say();
    }

    play() {
      const stride = Math.max(1, Math.round((this.last - this.first) / BINS));
      const reach = this.mode.value === "window" ? Math.min(this.to - this.from, stride * WINDOW_BINS) : null;
      if (this.to >= this.last) this.place(this.first, this.first + (reach ?? 0));
      const step = () => {
        const to = Math.min(this.last, this.to + stride);
        this.place(reach === null ? this.from : Math.max(this.first, to - reach), to);
        this.timer = to < this.last ? setTimeout(step, STEP_MS[this.speed.value]) : null;
        this.say();
      };
      this.timer = setTimeout(step, STEP_MS[this.speed.value]);
      this.say();
    }
  };
})();
