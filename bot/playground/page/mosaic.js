// An album as rows of pictures of one height each, the rows chosen so that all pictures are shown large.

const GAP = 0.008; // of the album's width

// ratios: width / height of each picture. Returns { height, tiles: [{ left, top, width, height }] }
// in parts of the album's width.
export function mosaic(ratios) {
  const clamped = ratios.map((ratio) => Math.min(Math.max(ratio, 0.6), 2));
  let best = null;
  for (const rows of partitions(clamped.length)) {
    const heights = [];
    let first = 0;
    for (const count of rows) {
      const sum = clamped.slice(first, first + count).reduce((a, b) => a + b, 0);
      heights.push((1 - GAP * (count - 1)) / sum);
      first += count;
    }
    const total = heights.reduce((a, b) => a + b, 0) + GAP * (rows.length - 1);
    const uneven = Math.max(...heights) - Math.min(...heights);
    const flat = Math.max(0, 0.22 - Math.min(...heights)) * 6;
    const cost = Math.abs(total - 0.95) * 1.6 + uneven * 0.7 + flat + Math.max(0, total - 1.3) * 4;
    if (!best || cost < best.cost) best = { cost, rows, heights, total };
  }
  // Pictures are cut a little so that flat albums gain height and tall ones lose some.
  const stretch = Math.min(Math.max(0.85 / best.total, 0.9), 1.08);
  best.heights = best.heights.map((height) => height * stretch);
  best.total = best.heights.reduce((a, b) => a + b, 0) + GAP * (best.rows.length - 1);
  const tiles = [];
  let top = 0, index = 0;
  best.rows.forEach((count, row) => {
    let left = 0;
    for (let column = 0; column < count; column += 1) {
      const width = (clamped[index] * best.heights[row]) / stretch;
      tiles.push({ left, top, width, height: best.heights[row] });
      left += width + GAP;
      index += 1;
    }
    top += best.heights[row] + GAP;
  });
  return { height: best.total, tiles };
}

function* partitions(count) {
  if (count === 0) yield [];
  for (let first = 1; first <= Math.min(4, count); first += 1) {
    for (const rest of partitions(count - first)) yield [first, ...rest];
  }
}
