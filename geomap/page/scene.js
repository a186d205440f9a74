"use strict";
// What the map draws of the events: sites (a place in one role, with all events that share it),
// lanes, and groups of sites where they would lie on each other. All in typed arrays: a hundred
// thousand events are counted anew at every step of the time line.

(() => {
  // Above this many sites neighbours are drawn as one; below, each is drawn and the lesser ones
  // small where they touch. 1,500 symbols take 9 ms to draw on the measured machine.
  geomap.GROUP_ABOVE = 1500;
  const REACH = 44; // pixels: sites nearer than this to a weightier one are drawn with it
  const MOST_ZOOM = 12; // beyond it hardly anything is grouped
  const LEAST_VAGUE_M = 3000; // nearer than this the symbol itself covers where it may lie
  const CIRCLE = 0;
  const BURST = 1;
  const TRIANGLE = 2;
  geomap.SHAPES = ["circle", "burst", "triangle"];

  /** The meridian opposite the widest gap between the places. */
  const middleOf = (lons) => {
    if (!lons.length) return 0;
    const turned = Float64Array.from(lons, (lon) => ((lon % 360) + 360) % 360).sort();
    let gap = turned[0] + 360 - turned[turned.length - 1];
    let start = turned[0];
    for (let i = 1; i < turned.length; i += 1) {
      if (turned[i] - turned[i - 1] <= gap) continue;
      gap = turned[i] - turned[i - 1];
      start = turned[i];
    }
    const middle = start + (360 - gap) / 2;
    const held = middle - 360 * Math.round(middle / 360);
    // Only data that would be cut at 180 moves the middle: others keep the usual world.
    return lons.some((lon) => Math.abs(lon - held) > 180) ? held : 0;
  };

  /** For pairs (key, member): where each key's members begin, and the members. */
  const grouped = (keys, members, count) => {
    const starts = new Uint32Array(count + 1);
    for (const key of keys) starts[key + 1] += 1;
    for (let i = 0; i < count; i += 1) starts[i + 1] += starts[i];
    const next = starts.slice();
    const values = new Uint32Array(members.length);
    for (let i = 0; i < keys.length; i += 1) {
      values[next[keys[i]]] = members[i];
      next[keys[i]] += 1;
    }
    return { starts, values };
  };

  geomap.Scene = class {
    constructor(store) {
      this.store = store;
      this.readPlaces();
      this.lanes = geomap.makeLanes(store, this);
      this.makeSites();
      this.lanesOf = null;
      this.levels = new Map();
      this.crowded = this.siteCount > geomap.GROUP_ABOVE;
    }

    readPlaces() {
      const [lats, lons] = ["lat", "lon"].map((name) => this.store.column("places", name));
      this.middle = middleOf(lons);
      this.x = Float64Array.from(lons, (lon) => geomap.toX(geomap.turnTo(lon, this.middle)));
      this.y = Float64Array.from(lats, geomap.toY);
      this.wide = this.store.column("places", "wide");
      this.radius = this.store.column("places", "radius"); // metres, one higher; 0 is none
      const kinds = this.store.column("places", "kind");
      const stops = new Map();
      // A port is drawn as a square and a crossing as a rhomb, where goods stop there
      this.stop = Uint8Array.from(kinds, (k) => {
        if (!stops.has(k)) stops.set(k, ["", "port", "rail_crossing"].indexOf(k ? this.store.text(k - 1) : ""));
        return Math.max(0, stops.get(k));
      });
    }

    /** Sites: one for each place, shape and whether what is told there happened. */
    makeSites() {
      const { store } = this;
      const places = this.x.length;
      const index = new Int32Array(places * 6).fill(-1);
      const [ofSite, ofEvent] = [[], []];
      const sites = { place: [], shape: [], unreal: [] };
      const add = (raised, shape, unreal, n) => {
        if (!raised) return;
        const key = (raised - 1) * 6 + shape * 2 + unreal;
        if (index[key] < 0) {
          index[key] = sites.place.length;
          sites.place.push(raised - 1);
          sites.shape.push(shape);
          sites.unreal.push(unreal);
        }
        ofSite.push(index[key]);
        ofEvent.push(n);
      };
      const column = (name) => store.column("events", name);
      const [from, to, at, launch] = ["from", "to", "at", "launch"].map(column);
      const [kind, modality, via] = [column("kind"), column("modality"), store.lists("events", "via")];
      for (let n = 0; n < store.count; n += 1) {
        const unreal = modality[n] > 0 ? 1 : 0;
        add(launch[n], TRIANGLE, unreal, n);
        add(at[n], kind[n] ? BURST : CIRCLE, unreal, n);
        if (from[n] !== at[n]) add(from[n], CIRCLE, unreal, n);
        if (to[n] !== from[n] && to[n] !== at[n]) add(to[n], CIRCLE, unreal, n);
        for (let i = via.starts[n]; i < via.starts[n + 1]; i += 1) {
          const stop = via.values[i] + 1;
          if (stop !== from[n] && stop !== to[n]) add(stop, CIRCLE, unreal, n);
        }
      }
      this.siteCount = sites.place.length;
      this.sitePlace = Uint32Array.from(sites.place);
      this.siteShape = Uint8Array.from(sites.shape);
      this.siteUnreal = Uint8Array.from(sites.unreal);
      this.siteEvents = grouped(ofSite, ofEvent, this.siteCount);
      this.eventSites = grouped(ofEvent, ofSite, store.count);
      this.shown = new Uint32Array(this.siteCount); // events shown at each site
      this.status = new Uint8Array(this.siteCount); // the strongest status among them
      this.weapons = new Uint8Array(this.siteCount); // and all classes of weapons, as bits
      this.weaponBits = geomap.bitsOf(store, "weapons");
    }

    /** Whether the true spot may lie elsewhere: in a wide area, or anywhere in a large town. */
    isVague(place) {
      const metres = this.radius[place] - 1;
      return metres > 0 && (Boolean(this.wide[place]) || metres > LEAST_VAGUE_M);
    }

    /** Whether any event is alleged or denied. */
    isDoubted() {
      return this.store.column("events", "status").some((status) => status > 1);
    }

    /** Count what is shown, given a mark for each event. */
    show(visible) {
      this.visible = visible;
      const status = this.store.column("events", "status");
      const { starts, values } = this.siteEvents;
      for (let site = 0; site < this.siteCount; site += 1) {
        let [count, strongest, weapons] = [0, 3, 0];
        for (let i = starts[site]; i < starts[site + 1]; i += 1) {
          const n = values[i];
          if (!visible[n]) continue;
          count += 1;
          strongest = Math.min(strongest, status[n]);
          weapons |= this.weaponBits[n];
        }
        this.shown[site] = count;
        this.status[site] = strongest;
        this.weapons[site] = weapons;
      }
      for (const lane of this.lanes) {
        [lane.shown, lane.status] = [0, 3];
        for (const n of lane.events) {
          if (!visible[n]) continue;
          lane.shown += 1;
          lane.status = Math.min(lane.status, status[n]);
        }
      }
    }

    /** The unit that most transfers are counted in, and how many are; null where none is. */
    commonUnit() {
      const [units, best, kinds] = ["unit", "best", "kind"].map((name) => this.store.column("events", name));
      const counts = new Map();
      for (let n = 0; n < this.store.count; n += 1) {
        if (!kinds[n] && units[n] && !Number.isNaN(best[n])) counts.set(units[n], (counts.get(units[n]) || 0) + 1);
      }
      const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return most ? { number: most[0], text: this.store.text(most[0] - 1) } : null;
    }

    /** The largest quantity in a unit that is told of a lane; quantities are never added up. */
    largestOn(lane, unit) {
      const [units, best] = ["unit", "best"].map((name) => this.store.column("events", name));
      let most = 0;
      for (const part of lane.bundle || [lane]) {
        for (const n of part.events) {
          if (this.visible[n] && units[n] === unit && best[n] > most) most = best[n];
        }
      }
      return most;
    }

    /** Events shown at a site. */
    eventsAt(site) {
      const { starts, values } = this.siteEvents;
      return Array.from(values.subarray(starts[site], starts[site + 1])).filter((n) => this.visible[n]);
    }

    /** Events shown on a lane, or on all lanes of a bundle. */
    eventsOn(lane) {
      const events = lane.bundle ? lane.bundle.flatMap((l) => l.events) : lane.events;
      return [...new Set(events)].filter((n) => this.visible[n]);
    }

    /** Lanes of an event. */
    lanesWith(event) {
      if (!this.lanesOf) {
        this.lanesOf = new Map();
        for (const lane of this.lanes) {
          for (const n of lane.events) {
            if (!this.lanesOf.has(n)) this.lanesOf.set(n, []);
            this.lanesOf.get(n).push(lane);
          }
        }
      }
      return this.lanesOf.get(event) || [];
    }

    sitesWith(event) {
      const { starts, values } = this.eventSites;
      return Array.from(values.subarray(starts[event], starts[event + 1]));
    }

    /**
     * For each site the one that it is drawn with at a zoom: the weightiest within reach. It
     * depends on all events, not on those shown: symbols stay where they are while time moves.
     */
    leaders(zoom) {
      if (!this.levels.has(zoom)) this.levels.set(zoom, this.lead(256 * 2 ** zoom));
      return this.levels.get(zoom);
    }

    lead(size) {
      const { starts } = this.siteEvents;
      const weight = (site) => starts[site + 1] - starts[site];
      if (!this.byWeight) {
        this.byWeight = Uint32Array.from({ length: this.siteCount }, (_, i) => i);
        this.byWeight.sort((a, b) => weight(b) - weight(a) || a - b);
      }
      const leaders = new Uint32Array(this.siteCount);
      const cells = new Map();
      const across = Math.ceil((size * 3) / REACH);
      for (const site of this.byWeight) {
        const place = this.sitePlace[site];
        const [x, y] = [(this.x[place] + 1) * size, this.y[place] * size];
        const [column, row] = [Math.floor(x / REACH), Math.floor(y / REACH)];
        const shape = this.siteShape[site];
        const key = (i, j) => ((j * across + i) * 3) + shape;
        let leader = site;
        let nearest = REACH;
        for (let j = row - 1; j <= row + 1; j += 1) {
          for (let i = column - 1; i <= column + 1; i += 1) {
            for (const other of cells.get(key(i, j)) || []) {
              const at = this.sitePlace[other];
              const far = Math.hypot((this.x[at] + 1) * size - x, this.y[at] * size - y);
              if (far < nearest) [leader, nearest] = [other, far];
            }
          }
        }
        leaders[site] = leader;
        if (leader !== site) continue;
        const own = key(column, row);
        if (!cells.has(own)) cells.set(own, []);
        cells.get(own).push(site);
      }
      return leaders;
    }

    /**
     * The symbols to draw at a zoom: sites, alone or grouped. Each with its place, shape, how many
     * events and sites it stands for.
     */
    signs(zoom) {
      if (!this.crowded) {
        const all = [];
        for (let s = 0; s < this.siteCount; s += 1) if (this.shown[s]) all.push(this.sign(s, s));
        return all;
      }
      const leaders = this.leaders(zoom);
      const signs = new Map();
      for (let site = 0; site < this.siteCount; site += 1) {
        if (!this.shown[site]) continue;
        const leader = leaders[site];
        const sign = signs.get(leader);
        if (!sign) signs.set(leader, this.sign(site, leader));
        else {
          sign.count += this.shown[site];
          sign.status = Math.min(sign.status, this.status[site]);
          sign.weapons |= this.weapons[site];
          sign.sites.push(site);
          sign.unreal = sign.unreal && this.siteUnreal[site];
          sign.site = leader;
        }
      }
      return [...signs.values()];
    }

    sign(site) {
      return {
        site, sites: [site], count: this.shown[site], status: this.status[site],
        shape: geomap.SHAPES[this.siteShape[site]], unreal: this.siteUnreal[site],
        weapons: this.weapons[site],
      };
    }

    /** Have the groups and bundles of a zoom ready. */
    prepare(zoom) {
      if (zoom < 0 || zoom > MOST_ZOOM) return;
      this.leaders(zoom);
      this.bundles(zoom);
    }

    /** All lanes in bundles as they are drawn at a zoom, with what is shown of each. */
    bundles(zoom) {
      const key = `lanes ${zoom}`;
      if (!this.levels.has(key)) this.levels.set(key, geomap.bundle(this.lanes, 256 * 2 ** zoom));
      return this.levels.get(key).map(geomap.tally).filter((bundle) => bundle.shown);
    }

    /**
     * Where the map should look for these events, on the unit square, or null. Without `lone`
     * a country or sea from which no line leads does not count: its sign may stand anywhere.
     */
    bounds(events, { lone = true } = {}) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      const take = (x0, y0, x1, y1) => {
        box[0] = Math.min(box[0], x0);
        box[1] = Math.min(box[1], y0);
        box[2] = Math.max(box[2], x1);
        box[3] = Math.max(box[3], y1);
      };
      for (const n of events) {
        const apart = !lone && !this.lanesWith(n).length;
        for (const site of this.sitesWith(n)) {
          if (apart && this.wide[this.sitePlace[site]]) continue;
          const [x, y] = [this.x[this.sitePlace[site]], this.y[this.sitePlace[site]]];
          take(x, y, x, y);
        }
      }
      if (events.length < 50) for (const n of events) for (const l of this.lanesWith(n)) take(...l.box);
      return box[0] === Infinity ? null : box;
    }
  };

  /** A list column as bits of one byte for each event. */
  geomap.bitsOf = (store, name) => {
    const { starts, values } = store.lists("events", name);
    const bits = new Uint8Array(store.count);
    for (let n = 0; n < store.count; n += 1) {
      for (let i = starts[n]; i < starts[n + 1]; i += 1) bits[n] |= 1 << values[i];
    }
    return bits;
  };
})();
