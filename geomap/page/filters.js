"use strict";
// Which events are shown: kinds, status, cargo, search, sources, ships, countries, time. All of it
// is read from columns: one pass over a hundred thousand events takes a few milliseconds.

(() => {
  const MODES = ["none", "sea", "rail", "road", "air"];
  const WEAPONS = ["missile", "drone", "artillery", "bomb", "naval", "unknown"];
  const CARGO = ["arms", "civil", "unknown"];
  const MODALITIES = ["occurred", "planned", "negotiating", "hypothetical", "negated"];

  /**
   * The switches, in groups. An event has bits in each group; it is shown if any of them is on.
   * In the group "only" it is hidden if any of its bits is off: that is how undated events, flows
   * between countries and what has not happened are left out.
   */
  geomap.GROUPS = [
    { key: "mode", bits: MODES.map((m) => ({ key: `mode-${m}`, mark: m })) },
    { key: "weapon", bits: WEAPONS.map((w) => ({ key: `weapon-${w}`, mark: "strike", weapon: w })) },
    { key: "status", bits: geomap.STATUSES.map((s) => ({ key: `status-${s}` })) },
    { key: "cargo", bits: CARGO.map((c) => ({ key: `cargo-${c}` })) },
    { key: "only", bits: ["flows", "unreal", "undated"].map((k) => ({ key: k })) },
  ];
  const [MODE, WEAPON, STATUS, CARGOES, ONLY] = [0, 1, 2, 3, 4];

  const isWide = (store) => {
    const wide = store.column("places", "wide");
    return (raised) => raised > 0 && wide[raised - 1] > 0;
  };

  /** Bits of each event in each group. */
  const readBits = (store) => {
    const column = (name) => store.column("events", name);
    const bits = geomap.GROUPS.map(() => new Uint8Array(store.count));
    const modes = geomap.bitsOf(store, "modes");
    const weapons = geomap.bitsOf(store, "weapons");
    const legs = store.lists("events", "legs");
    const sure = store.column("legs", "certainty");
    const names = [...sure].map((c) => (c ? c - 1 : -1));
    const country = new Map();
    const isFlowLeg = (leg) => {
      const text = names[leg];
      if (!country.has(text)) country.set(text, text >= 0 && store.text(text) === "country");
      return country.get(text);
    };
    const broad = isWide(store);
    const [from, to] = [column("from"), column("to")];
    const isFlow = (n) => {
      const [first, end] = [legs.starts[n], legs.starts[n + 1]];
      if (first === end) return from[n] > 0 && to[n] > 0 && (broad(from[n]) || broad(to[n]));
      for (let i = first; i < end; i += 1) if (!isFlowLeg(legs.values[i])) return false;
      return true;
    };
    const [kind, status, cargo, modality] = ["kind", "status", "cargo", "modality"].map(column);
    for (let n = 0; n < store.count; n += 1) {
      if (kind[n]) bits[WEAPON][n] = weapons[n];
      else {
        bits[MODE][n] = modes[n] ? modes[n] << 1 : 1;
        bits[CARGOES][n] = 1 << cargo[n];
      }
      bits[STATUS][n] = 1 << status[n];
      const flow = !kind[n] && isFlow(n);
      bits[ONLY][n] = (flow ? 1 : 0) | (modality[n] ? 2 : 0) | (store.isDated(n) ? 0 : 4);
    }
    return bits;
  };

  geomap.Filters = class {
    constructor(store, index) {
      this.store = store;
      this.index = index;
      this.bits = readBits(store);
      this.reset();
    }

    reset() {
      this.on = geomap.GROUPS.map(({ bits }) => 2 ** bits.length - 1);
      this.on[ONLY] &= ~2; // what is only planned or said not to have happened waits for a click
      this.text = "";
      this.only = new Map(); // facet -> set of chosen values
      this.span = null; // [first day, last day]
    }

    /** How many events have each bit of a group. */
    counts(group) {
      const counts = geomap.GROUPS[group].bits.map(() => 0);
      const bits = this.bits[group];
      for (let n = 0; n < bits.length; n += 1) {
        for (let i = 0, rest = bits[n]; rest; i += 1, rest >>= 1) if (rest & 1) counts[i] += 1;
      }
      return counts;
    }

    isOn(group, bit) {
      return Boolean(this.on[group] & (1 << bit));
    }

    turn(group, bit, on) {
      if (on) this.on[group] |= 1 << bit;
      else this.on[group] &= ~(1 << bit);
    }

    /** A mark for each event that is shown, whatever the time, and within the time. */
    apply(spans) {
      const { count } = this.store;
      const visible = new Uint8Array(count);
      const [mode, weapon, status, cargo, only] = this.bits;
      const on = this.on;
      const off = ~on[ONLY];
      for (let n = 0; n < count; n += 1) {
        const kind = (mode[n] & on[MODE]) | (weapon[n] & on[WEAPON]);
        const goods = cargo[n] === 0 || cargo[n] & on[CARGOES];
        if (kind && goods && status[n] & on[STATUS] && !(only[n] & off)) visible[n] = 1;
      }
      const words = geomap.folded(this.text).split(/\s+/).filter(Boolean);
      for (const word of words) this.keep(visible, this.index.matching(word));
      for (const [facet, chosen] of this.only) if (chosen.size) this.keep(visible, this.index.having(facet, chosen));
      const timeless = visible.slice();
      if (this.span) this.keepTime(visible, spans);
      return { visible, timeless };
    }

    keep(visible, marks) {
      for (let n = 0; n < visible.length; n += 1) visible[n] &= marks[n];
    }

    /** Only what lies, in part at least, within the days; undated events have their own switch. */
    keepTime(visible, { first, last }) {
      const [from, to] = this.span;
      for (let n = 0; n < visible.length; n += 1) {
        const undated = this.bits[ONLY][n] & 4;
        if (!undated && (first[n] > to || last[n] < from)) visible[n] = 0;
      }
    }
  };

  geomap.MODALITIES = MODALITIES;
})();
