"use strict";
// The time line: how many events lie in each stretch, two handles, a play button. An event is an
// interval: it is shown when any of it lies between the handles. Undated events have a switch of
// their own among the layers and are never hidden from here.

(() => {
  const { el, byId } = geomap;
  const BINS = 60;
  const STEP_MS = 450;

  /**
   * First and last day of an event. One that is open at its end goes on to the edge of the time
   * line; one that only says "no later than" stands at that day, where it was told.
   */
  const spanOf = (event) => [
    geomap.day(event.start) ?? geomap.day(event.end) ?? -Infinity,
    geomap.day(event.end) ?? Infinity,
  ];

  geomap.Time = class {
    constructor(data, changed) {
      this.changed = changed;
      this.events = data.events.filter(geomap.isDated);
      for (const event of this.events) event.span = spanOf(event);
      const days = this.events.flatMap((e) => e.span).filter(Number.isFinite);
      this.first = Math.min(...days);
      this.last = Math.max(...days);
      this.works = days.length > 0 && this.last > this.first;
      if (!this.works) return;
      this.from = this.first;
      this.to = this.last;
      this.build();
    }

    build() {
      const box = byId("time");
      box.hidden = false;
      const range = (label, value) =>
        el("input", { type: "range", min: "0", max: String(this.last - this.first), step: "1",
          value: String(value - this.first), "aria-label": label });
      this.low = range("From", this.from);
      this.high = range("To", this.to);
      this.low.addEventListener("input", () => this.move("low"));
      this.high.addEventListener("input", () => this.move("high"));
      this.words = el("output", { class: "span" });
      this.button = el("button", { type: "button", class: "play", onclick: () => this.toggle() });
      this.mode = el("select", { "aria-label": "How playing moves" },
        el("option", { value: "sum" }, "add up to date"), el("option", { value: "window" }, "moving window"));
      this.reset = el("button", { type: "button", onclick: () => this.clear() }, "all dates");
      this.bars = el("div", { class: "bars", "aria-hidden": "true" });
      const track = el("div", { class: "track" }, this.bars, this.low, this.high);
      const tools = el("div", { class: "tools" }, this.button, this.mode, this.words, this.reset);
      box.append(tools, track);
      this.drawBars();
      this.say();
    }

    drawBars() {
      const wide = (this.last - this.first + 1) / BINS;
      const bins = new Array(BINS).fill(0);
      for (const { span } of this.events) {
        const a = Math.max(0, Math.floor((Math.max(span[0], this.first) - this.first) / wide));
        const b = Math.min(BINS - 1, Math.floor((Math.min(span[1], this.last) - this.first) / wide));
        for (let i = a; i <= b; i += 1) bins[i] += 1;
      }
      const top = Math.max(...bins);
      this.bars.replaceChildren(...bins.map((n) => {
        const bar = el("i", {});
        bar.style.height = `${Math.round((n / top) * 100)}%`;
        return bar;
      }));
    }

    move(which) {
      const [a, b] = [Number(this.low.value), Number(this.high.value)];
      if (a > b) (which === "low" ? this.high : this.low).value = which === "low" ? a : b;
      this.from = this.first + Number(this.low.value);
      this.to = this.first + Number(this.high.value);
      this.say();
      this.changed();
    }

    place(from, to) {
      this.low.value = String(from - this.first);
      this.high.value = String(to - this.first);
      this.move("high");
    }

    clear() {
      this.stop();
      this.place(this.first, this.last);
    }

    say() {
      const [a, b] = [geomap.dayWords(this.from), geomap.dayWords(this.to)];
      this.words.textContent = `${a} – ${b}`;
      this.low.setAttribute("aria-valuetext", a);
      this.high.setAttribute("aria-valuetext", b);
      this.button.textContent = this.timer ? "Pause" : "Play";
      const wide = this.last - this.first;
      const share = (day) => `${((day - this.first) / wide) * 100}%`;
      for (const [i, bar] of [...this.bars.children].entries()) {
        const middle = this.first + ((i + 0.5) * wide) / BINS;
        bar.className = middle >= this.from && middle <= this.to ? "in" : "";
      }
      this.bars.style.setProperty("--from", share(this.from));
    }

    toggle() {
      if (this.timer) this.stop();
      else this.play();
    }

    stop() {
      clearTimeout(this.timer);
      this.timer = null;
      this.say();
    }

    play() {
      const stride = Math.max(1, Math.round((this.last - this.first) / BINS));
      const reach = this.mode.value === "window" ? Math.min(this.to - this.from, stride * 6) : null;
      if (this.to >= this.last) this.place(this.first, this.first + (reach ?? 0));
      const step = () => {
        const to = Math.min(this.last, this.to + stride);
        this.place(reach === null ? this.from : Math.max(this.first, to - reach), to);
        this.timer = to < this.last ? setTimeout(step, STEP_MS) : null;
        this.say();
      };
      this.timer = setTimeout(step, STEP_MS);
      this.say();
    }

    /** Whether any of an event lies between the handles. */
    holds(event) {
      if (!this.works) return true;
      return event.span[0] <= this.to && event.span[1] >= this.from;
    }
  };
})();
