"use strict";
// Search and facets: which events hold a word, come from a source, name a ship or a country.

(() => {
  const TEXTS = ["id", "what", "summary", "unit", "weapon", "merged", "supplier", "recipient", "attacker"];
  const PLACES = ["from", "to", "at", "launch"];
  const LISTS = ["via", "others"];
  const CLAIM_TEXTS = ["who", "through", "when"];

  const NUMBER = / \(IMO (\d{7})\)$/;

  /**
   * What each ship is listed as, by its name as an event has it: "DELTA RANGER" and "Delta Ranger"
   * are the "Delta Ranger (IMO 9377418)" of another report, unless that name has two numbers.
   */
  const oneShip = (texts) => {
    const bare = (text) => text.replace(NUMBER, "").toLowerCase();
    const ships = new Map();
    for (const text of texts) ships.set(bare(text), [...(ships.get(bare(text)) || []), text]);
    const listed = new Map();
    const chosen = (some) => some.find((text) => text !== text.toUpperCase()) || some[0];
    for (const alike of ships.values()) {
      const numbered = alike.filter((text) => NUMBER.test(text));
      const one = new Set(numbered.map((text) => NUMBER.exec(text)[1])).size === 1;
      const unnumbered = alike.filter((text) => !NUMBER.test(text));
      for (const text of alike) {
        listed.set(text, one ? chosen(numbered) : NUMBER.test(text) ? text : chosen(unnumbered));
      }
    }
    return listed;
  };

  geomap.Index = class {
    constructor(store) {
      this.store = store;
      this.found = new Map(); // word -> marks, of the last words typed
      this.facets = new Map();
    }

    /** Marks of the texts that hold a word. */
    textsWith(word) {
      const { store } = this;
      const count = store.textStarts.length - 1;
      if (!this.lower) {
        this.lower = Array.from({ length: count }, (_, i) => geomap.folded(store.text(i)));
      }
      const marks = new Uint8Array(count + 1); // one higher, as the columns have it: 0 is no text
      for (let i = 0; i < count; i += 1) if (this.lower[i].includes(word)) marks[i + 1] = 1;
      for (const [code, name] of geomap.countryNames) {
        if (!geomap.folded(name).includes(word)) continue;
        const number = this.codes().get(code);
        if (number !== undefined) marks[number] = 1;
      }
      return marks;
    }

    /** Numbers (one higher) of the texts that are codes of countries. */
    codes() {
      if (!this.ofCode) {
        this.ofCode = new Map();
        const columns = [["places", "country"], ["events", "supplier"], ["events", "recipient"], ["events", "attacker"]];
        for (const [table, name] of columns) {
          for (const n of new Set(this.store.column(table, name))) {
            if (n) this.ofCode.set(this.store.text(n - 1), n);
          }
        }
      }
      return this.ofCode;
    }

    /** Marks of the events that hold a word anywhere: in summary, quote, place, ship, source. */
    matching(word) {
      if (this.found.has(word)) return this.found.get(word);
      const { store } = this;
      const text = this.textsWith(word);
      const rows = (table, names, lists = []) => {
        const marks = new Uint8Array(store.tables[table].count);
        for (const name of names) {
          const column = store.column(table, name);
          for (let i = 0; i < marks.length; i += 1) marks[i] |= text[column[i]];
        }
        for (const name of lists) {
          const { starts, values } = store.lists(table, name);
          for (let i = 0; i < marks.length; i += 1) {
            for (let k = starts[i]; k < starts[i + 1]; k += 1) marks[i] |= text[values[k] + 1];
          }
        }
        return marks;
      };
      const marks = rows("events", TEXTS, ["ships", "who", "denied"]);
      const places = rows("places", ["name", "country"]);
      const claims = rows("claims", CLAIM_TEXTS, ["items", "quotes", "denials"]);
      const refer = (name, of) => {
        const { starts, values } = store.lists("events", name);
        for (let n = 0; n < marks.length; n += 1) {
          for (let k = starts[n]; k < starts[n + 1]; k += 1) marks[n] |= of[values[k]];
        }
      };
      for (const name of PLACES) {
        const column = store.column("events", name);
        for (let n = 0; n < marks.length; n += 1) if (column[n]) marks[n] |= places[column[n] - 1];
      }
      for (const name of LISTS) refer(name, places);
      refer("claims", claims);
      refer("sources", rows("sources", ["title", "publisher", "file"]));
      refer("flags", rows("flags", ["code", "message"]));
      if (this.found.size > 8) this.found.clear();
      this.found.set(word, marks);
      return marks;
    }

    /** For each event its values of a facet (source, ship, country), and what they are called. */
    facet(name) {
      if (!this.facets.has(name)) this.facets.set(name, this[`${name}Facet`]());
      return this.facets.get(name);
    }

    sourceFacet() {
      const names = [];
      const keys = [];
      for (let i = 0; i < this.store.tables.sources.count; i += 1) {
        const { id, title, n } = this.store.row("sources", i);
        names.push(title || id || String(n));
        keys.push(id || String(n));
      }
      return counted({ ...this.store.lists("events", "sources"), names, keys });
    }

    shipFacet() {
      const { starts, values } = this.store.lists("events", "ships");
      const texts = new Map([...new Set(values)].map((text) => [text, this.store.text(text)]));
      const shipOf = oneShip([...texts.values()]);
      const names = [...new Set(shipOf.values())];
      const numbers = new Map(names.map((name, number) => [name, number]));
      const own = values.map((text) => numbers.get(shipOf.get(texts.get(text))));
      return counted({ starts, values: own, names, keys: names });
    }

    /** Countries of an event: of its places, and who supplies, receives, attacks. */
    countryFacet() {
      const { store } = this;
      const column = (name) => store.column("events", name);
      const parties = ["supplier", "recipient", "attacker"].map(column);
      const places = PLACES.map(column);
      const country = store.column("places", "country");
      const numbers = new Map();
      const starts = new Uint32Array(store.count + 1);
      const values = [];
      for (let n = 0; n < store.count; n += 1) {
        const codes = new Set(parties.map((p) => p[n]));
        for (const p of places) if (p[n]) codes.add(country[p[n] - 1]);
        codes.delete(0);
        for (const code of codes) {
          if (!numbers.has(code)) numbers.set(code, numbers.size);
          values.push(numbers.get(code));
        }
        starts[n + 1] = values.length;
      }
      const keys = [...numbers.keys()].map((text) => store.text(text - 1));
      return counted({ starts, values, names: keys.map(geomap.countryName), keys });
    }

    /** Marks of the events that have any of the chosen values of a facet. */
    having(name, chosen) {
      const { starts, values, keys } = this.facet(name);
      const wanted = new Uint8Array(keys.length);
      for (const [i, key] of keys.entries()) if (chosen.has(key)) wanted[i] = 1;
      const marks = new Uint8Array(this.store.count);
      for (let n = 0; n < marks.length; n += 1) {
        for (let k = starts[n]; k < starts[n + 1]; k += 1) marks[n] |= wanted[values[k]];
      }
      return marks;
    }
  };

  /** A facet with how many events have each value, and its values by that, most first. */
  const counted = (facet) => {
    const counts = new Uint32Array(facet.keys.length);
    for (const value of facet.values) counts[value] += 1;
    const order = [...counts.keys()].sort(
      (a, b) => counts[b] - counts[a] || (facet.names[a] < facet.names[b] ? -1 : 1),
    );
    return { ...facet, counts, order };
  };
})();
