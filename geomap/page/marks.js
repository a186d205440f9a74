"use strict";
// The marks on the map. They are made once, when first needed, and then shown or hidden; a click
// tells of all the events that a mark stands for.

(() => {
  const WORLD_EDGE = 90; // degrees: what lies this near to the edge of the world is repeated

  const strongest = (events) =>
    Object.keys(geomap.STATUSES).find((s) => events.some((e) => e.status === s)) || "asserted";

  const SIZES = { burst: 8, triangle: 5, circle: 4.5 };
  const SMALL = { burst: 5, triangle: 4, circle: 3 };
  const GRID = 32; // pixels: wider than any symbol, so that only neighbours are compared

  const grownBy = (count) => Math.min(8, 2.2 * Math.log2(count));

  geomap.Marks = class {
    constructor(map, groups, data, open) {
      this.map = map;
      this.groups = groups;
      this.data = data;
      this.open = open;
      this.middle = geomap.middleOf(data.places || []);
      const lines = new Map();
      const lineOf = (entry) => {
        if (entry.ends) return entry.ends.map((n) => [data.places[n].lon, data.places[n].lat]);
        if (!lines.has(entry.path)) {
          const parts = data.paths[entry.path].map((t) => geomap.unpack(t, data.scale));
          lines.set(entry.path, geomap.unwrap(parts));
        }
        return lines.get(entry.path);
      };
      this.entries = geomap.gather(data);
      const drawn = this.entries.filter((e) => e.shape === "line" || e.shape === "flight");
      geomap.fan(drawn, (entry) => this.turned(geomap.unwrap([lineOf(entry)])));
      this.areaRenderer = L.canvas({ pane: "areas", padding: 0.3 });
      this.renderer = L.canvas({ tolerance: 5, padding: 0.3 });
      map.on("zoomend", () => this.declutter());
    }

    turned(line) {
      const shift = geomap.turnTo(line[0][0], this.middle) - line[0][0];
      return line.map(([lon, lat]) => [lon + shift, lat]);
    }

    /** How often a mark is drawn: again beside, where the map can be moved past its edge. */
    shifts(lons) {
      const [west, east] = [Math.min(...lons), Math.max(...lons)];
      const shifts = [0];
      if (west < this.middle - 180 + WORLD_EDGE) shifts.push(360);
      if (east > this.middle + 180 - WORLD_EDGE) shifts.push(-360);
      return shifts;
    }

    make(entry) {
      if (entry.line) {
        const lons = entry.line.map((p) => p[0]);
        return this.shifts(lons).map((shift) => this.makeLine(entry, shift));
      }
      const place = this.data.places[entry.place];
      const lon = geomap.turnTo(place.lon, this.middle);
      return this.shifts([lon]).map((shift) => {
        const at = [place.lat, lon + shift];
        if (entry.shape === "area") return this.makeArea(at, place.radius);
        const mark = new geomap.Sign(at, { renderer: this.renderer, radius: 6 });
        mark.symbol = { shape: entry.shape, wide: Boolean(place.wide), unreal: entry.unreal };
        return this.wire(mark, entry);
      });
    }

    makeArea(at, radius) {
      return L.circle(at, {
        renderer: this.areaRenderer,
        radius,
        interactive: false,
        stroke: true,
        weight: 1,
        dashArray: "2 3",
        color: geomap.colour("--area"),
        fillColor: geomap.colour("--area"),
        fillOpacity: 0.1,
        opacity: 0.55,
      });
    }

    makeLine(entry, shift) {
      const line = new geomap.Line(
        entry.line.map(([lon, lat]) => [lat, lon + shift]),
        { renderer: this.renderer, smoothFactor: 0.5, lineCap: "butt" },
      );
      return this.wire(line, entry);
    }

    wire(mark, entry) {
      mark.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        this.open(this.together(entry), entry.line ? event.latlng : mark.getLatLng());
      });
      const hint = () => geomap.hint(this.together(entry), this.placeOf(entry));
      mark.bindTooltip(hint, { sticky: true });
      return mark;
    }

    /** Events that a mark stands for: at a place all of them, for one symbol may cover another. */
    together(entry) {
      if (entry.place === undefined) return entry.shown;
      const here = this.entries.filter((e) => e.place === entry.place && e.shape !== "area");
      return [...new Set(here.flatMap((e) => e.shown))];
    }

    placeOf(entry) {
      return entry.place === undefined ? null : this.data.places[entry.place];
    }

    /** Show the marks of these events and no others. */
    show(visible, areasOn) {
      this.shownPlaces = new Map();
      let added = false;
      for (const entry of this.entries) {
        entry.shown = entry.events.filter((event) => visible.has(event));
        const on = entry.shown.length > 0 && (entry.shape !== "area" || areasOn);
        const group = this.groups[entry.group];
        if (on) {
          if (!entry.marks) entry.marks = this.make(entry);
          for (const mark of entry.marks) {
            this.style(entry, mark);
            if (!group.hasLayer(mark)) {
              group.addLayer(mark);
              added = true;
              if (entry.line) mark.bringToBack();
            }
          }
          if (entry.place !== undefined && entry.shape !== "area") this.notePlace(entry);
        } else if (entry.marks) {
          for (const mark of entry.marks) group.removeLayer(mark);
        }
      }
      // A strike hides the ring of a place, never the other way round.
      const strikes = added ? this.entries.filter((e) => e.shape === "burst") : [];
      for (const { shown, marks } of strikes) if (shown.length) for (const m of marks) m.bringToFront();
      this.declutter();
    }

    notePlace(entry) {
      for (const mark of entry.marks) {
        const { lat, lng } = mark.getLatLng();
        const { name } = this.data.places[entry.place];
        const key = `${name} ${lat} ${lng}`;
        const known = this.shownPlaces.get(key) || { name, lat, lon: lng, marks: [], weight: 0 };
        known.marks.push(mark);
        known.weight += entry.shown.length;
        this.shownPlaces.set(key, known);
      }
    }

    /** Where symbols of one kind would lie on each other, the lesser ones are drawn small. */
    declutter() {
      const taken = new Map();
      const marks = this.entries.filter((e) => e.marks && e.shown.length && e.marks[0].symbol);
      marks.sort((a, b) => b.shown.length - a.shown.length);
      for (const mark of marks.flatMap((e) => e.marks)) {
        const { x, y } = this.map.project(mark.getLatLng());
        const [column, line] = [Math.floor(x / GRID), Math.floor(y / GRID)];
        const { shape } = mark.symbol;
        let free = true;
        for (let i = column - 1; i <= column + 1 && free; i += 1) {
          for (let j = line - 1; j <= line + 1 && free; j += 1) {
            const near = taken.get(`${shape} ${i} ${j}`) || [];
            free = near.every((o) => Math.hypot(o.x - x, o.y - y) >= o.r + mark.full * 0.7);
          }
        }
        mark.symbol.small = !free;
        mark.setRadius(free ? mark.full : SMALL[shape]);
        if (!free) continue;
        const key = `${shape} ${column} ${line}`;
        if (!taken.has(key)) taken.set(key, []);
        taken.get(key).push({ x, y, r: mark.full * 0.7 });
      }
    }

    /** Places drawn now, those of most events first. */
    places() {
      const places = [...(this.shownPlaces || new Map()).values()];
      for (const place of places) {
        place.radius = 1 + Math.max(...place.marks.map((mark) => mark.getRadius()));
      }
      return places.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
    }

    style(entry, mark) {
      if (entry.shape === "area") return;
      const count = entry.shown.length;
      const status = strongest(entry.shown);
      const faint = status === "alleged" || status === "denied";
      if (!entry.line) {
        Object.assign(mark.symbol, { count, faint });
        mark.full = SIZES[entry.shape] + (entry.shape === "triangle" ? 0 : grownBy(count));
        return;
      }
      const flight = entry.shape === "flight";
      const colour = geomap.colour(flight ? "--strike" : geomap.MODES[entry.mode].colour);
      const weight = flight ? 1 : Math.min(5, 1.8 + 0.6 * Math.log2(count)) - (entry.flow ? 0.6 : 0);
      const dash = entry.unreal ? "1 5" : flight ? "4 4" : entry.flow ? "9 5" : null;
      mark.setStyle({ color: colour, weight, dashArray: dash, opacity: faint ? 0.55 : 0.9 });
      mark.signs = { mode: flight || entry.flow ? "none" : entry.mode, colour, weight, faint };
    }

    /** Where the map should look for these events, as bounds, or null. */
    bounds(events) {
      const wanted = new Set(events);
      const bounds = L.latLngBounds([]);
      for (const entry of this.entries) {
        if (!entry.events.some((e) => wanted.has(e))) continue;
        if (entry.line) for (const [lon, lat] of entry.line) bounds.extend([lat, lon]);
        else {
          const { lat, lon } = this.data.places[entry.place];
          bounds.extend([lat, geomap.turnTo(lon, this.middle)]);
        }
      }
      return bounds.isValid() ? bounds : null;
    }

    /** The colours as the present scheme has them. */
    recolour() {
      for (const entry of this.entries) {
        for (const mark of entry.marks || []) if (entry.shown.length) this.style(entry, mark);
      }
      this.declutter();
    }
  };
})();
