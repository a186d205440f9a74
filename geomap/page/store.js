"use strict";
// Reads the data block: base64 of deflate, in it tables of columns (maps/columns.py writes them
// and says how). Columns stay typed arrays; a row becomes an object when somebody looks at it.

(() => {
  geomap.NO_DAY = -(2 ** 31);

  const bytesOf = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const plain = atob(text);
    const bytes = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i += 1) bytes[i] = plain.charCodeAt(i);
    return bytes;
  };

  /** The bytes behind base64 of deflate-raw, undone by the browser. */
  geomap.inflate = async (text) => {
    const stream = new Blob([bytesOf(text)]).stream();
    const plain = stream.pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(plain).arrayBuffer();
  };

  /** Whole numbers from their bytes, all first ones, all second ones ...; summed up if `how` says. */
  const whole = (buffer, at, count, how) => {
    const bytes = new Uint8Array(buffer, at, 4 * count);
    const values = new Uint32Array(count);
    const [second, third, fourth] = [count, 2 * count, 3 * count];
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      const value = (bytes[i] | (bytes[second + i] << 8) | (bytes[third + i] << 16) | (bytes[fourth + i] << 24)) >>> 0;
      sum = how === "step" ? (sum + value) >>> 0 : value;
      values[i] = sum;
    }
    return values;
  };

  /** A column that was kept as the difference (exclusive or) to another one. */
  const unlike = (values, other) => {
    const bits = (array) => new Uint32Array(array.buffer, array.byteOffset, array.byteLength / 4);
    const out = new values.constructor(values.length);
    const [a, b, target] = [bits(values), bits(other), bits(out)];
    for (let i = 0; i < target.length; i += 1) target[i] = a[i] ^ b[i];
    return out;
  };

  /** Where each list of a column begins, from the lengths of the lists; one more at the end. */
  const startsOf = (lengths) => {
    const starts = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i += 1) starts[i + 1] = starts[i] + lengths[i];
    return starts;
  };

  geomap.Store = class {
    constructor(buffer) {
      const top = new DataView(buffer).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, top)));
      const array = ([type, at, count, how]) =>
        type === "f8" ? new Float64Array(buffer, 4 + top + at, count) : whole(buffer, 4 + top + at, count, how);
      this.head = header.head;
      this.tables = header.tables;
      for (const table of Object.values(this.tables)) {
        for (const column of Object.values(table.columns)) {
          column.values = array(column.at);
          if (column.like) column.values = unlike(column.values, table.columns[column.like].values);
          if (column.kind === "day") column.values = new Int32Array(column.values.buffer);
          if (column.lengths) column.starts = startsOf(array(column.lengths));
        }
      }
      this.textStarts = startsOf(array(header.texts));
      this.allText = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(buffer, 4 + top + header.data));
      this.count = this.tables.events.count;
    }

    /** The text of this number. */
    text(number) {
      return this.allText.slice(this.textStarts[number], this.textStarts[number + 1]);
    }

    /** The values of a column, as they are kept. */
    column(table, name) {
      return this.tables[table].columns[name].values;
    }

    /** A column of lists: all members one after the other, and where each row's begin. */
    lists(table, name) {
      const { starts, values } = this.tables[table].columns[name];
      return { starts, values };
    }

    /** The members of one row's list. */
    members(table, name, row) {
      const { starts, values } = this.tables[table].columns[name];
      return values.subarray(starts[row], starts[row + 1]);
    }

    cell({ kind, values, starts, words }, row) {
      if (starts) {
        const found = Array.from(values.subarray(starts[row], starts[row + 1]));
        if (!found.length) return undefined;
        return kind === "texts" ? found.map((n) => this.text(n)) : found;
      }
      const value = values[row];
      if (kind === "code") return words[value];
      if (kind === "number") return Number.isNaN(value) ? undefined : value;
      if (kind === "day") return value === geomap.NO_DAY ? undefined : value;
      if (!value) return undefined;
      return kind === "text" ? this.text(value - 1) : value - 1;
    }

    /** One row as an object; what is unknown or empty is not there. */
    row(table, number) {
      const row = { n: number };
      for (const [name, column] of Object.entries(this.tables[table].columns)) {
        const value = this.cell(column, number);
        if (value !== undefined) row[name] = value;
      }
      return row;
    }

    event(number) {
      return this.row("events", number);
    }

    place(number) {
      return this.row("places", number);
    }

    /** Number of the event with this id, or null. */
    find(id) {
      const ids = this.column("events", "id");
      for (let i = 0; i < this.count; i += 1) if (ids[i] && this.text(ids[i] - 1) === id) return i;
      return null;
    }

    isDated(number) {
      return (
        this.column("events", "start")[number] !== geomap.NO_DAY ||
        this.column("events", "end")[number] !== geomap.NO_DAY
      );
    }
  };
})();
