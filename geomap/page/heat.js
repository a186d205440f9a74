"use strict";
// How densely impacts lie: a smooth wash of one colour, darker where more strikes are. Each place
// counts with the number of strikes shown there; nothing is smoothed over time.

(() => {
  const STEP = 6; // pixels of the picture in one cell of the grid
  const REACH = 4; // cells that one strike spreads over, on each side
  const PASSES = 3; // a box blur done three times is near a Gaussian

  /** One pass of a box blur along rows; twice with the axes swapped gives both directions. */
  const blurred = (grid, wide, high) => {
    const out = new Float32Array(grid.length);
    for (let y = 0; y < high; y += 1) {
      let sum = 0;
      for (let x = -REACH; x < wide; x += 1) {
        if (x + REACH < wide) sum += grid[y * wide + x + REACH];
        if (x - REACH - 1 >= 0) sum -= grid[y * wide + x - REACH - 1];
        if (x >= 0) out[x * high + y] = sum / (2 * REACH + 1);
      }
    }
    return out;
  };

  geomap.Heat = geomap.Canvas.extend({
    initialize(scene, options) {
      geomap.Canvas.prototype.initialize.call(this, { className: "heat", ...options });
      this.scene = scene;
      this.active = false;
    },
    draw(context, frame) {
      if (!this.active) return;
      const { min, max } = frame;
      const wide = Math.ceil((max.x - min.x) / STEP);
      const high = Math.ceil((max.y - min.y) / STEP);
      let grid = this.counted(frame, wide, high);
      for (let i = 0; i < PASSES; i += 1) grid = blurred(blurred(grid, wide, high), high, wide);
      const top = grid.reduce((a, b) => Math.max(a, b), 0);
      if (!top) return;
      context.imageSmoothingEnabled = true;
      context.drawImage(this.picture(grid, wide, high, top), min.x, min.y, wide * STEP, high * STEP);
    },
    counted({ size, origin, min, turns }, wide, high) {
      const { scene } = this;
      const grid = new Float32Array(wide * high);
      for (let site = 0; site < scene.siteCount; site += 1) {
        if (!scene.shown[site] || scene.siteShape[site] !== 1 || scene.siteUnreal[site]) continue;
        const place = scene.sitePlace[site];
        for (const turn of turns) {
          const x = Math.floor(((scene.x[place] + turn) * size - origin.x - min.x) / STEP);
          const y = Math.floor((scene.y[place] * size - origin.y - min.y) / STEP);
          if (x >= 0 && y >= 0 && x < wide && y < high) grid[y * wide + x] += scene.shown[site];
        }
      }
      return grid;
    },
    picture(grid, wide, high, top) {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [wide, high];
      const context = canvas.getContext("2d");
      context.fillStyle = geomap.ink.strike;
      context.fillRect(0, 0, wide, high);
      const picture = context.getImageData(0, 0, wide, high);
      // The root lets single strikes be seen beside a town struck a thousand times
      for (let i = 0; i < grid.length; i += 1) picture.data[4 * i + 3] = 215 * Math.sqrt(grid[i] / top);
      context.putImageData(picture, 0, 0);
      return canvas;
    },
  });
})();
