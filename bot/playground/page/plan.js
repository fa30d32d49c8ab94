// A drawn plan of a place: streets of no real town, but always the same ones around the same point.

const SPACE = "http://www.w3.org/2000/svg";
const METRES_PER_DEGREE = 111_320;
const STREETS = [
  { angle: 12, gap: 190, width: 9 },
  { angle: 102, gap: 130, width: 7 },
  { angle: 72, gap: 640, width: 16 },
  { angle: 102, gap: 780, width: 15 },
];
const PARK_CELL = 410;

export const METRES_PER_PIXEL = 2.6;

export function planElement({ latitude, longitude }, width = 330, height = 148) {
  const drawing = shape("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMid slice", class: "plan-map", "aria-hidden": "true" });
  const x = longitude * METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const y = -latitude * METRES_PER_DEGREE;
  drawing.append(...parks(x, y, width, height));
  for (const street of STREETS) drawing.append(streets(street, x, y, width, height));
  return drawing;
}

// `from` moved by so many metres.
export function moved(from, east, north) {
  const latitude = from.latitude + north / METRES_PER_DEGREE;
  const longitude = from.longitude + east / (METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180));
  return { latitude: Math.min(90, Math.max(-90, rounded(latitude))), longitude: rounded(((longitude + 540) % 360) - 180) };
}

const rounded = (degrees) => Math.round(degrees * 1e6) / 1e6;

function shape(name, attributes) {
  const node = document.createElementNS(SPACE, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

// Parallel lines at one angle, as a single path; the point (x, y) in metres is the plan's middle.
function streets({ angle, gap, width: breadth }, x, y, width, height) {
  const turn = (angle * Math.PI) / 180;
  const along = [Math.cos(turn), Math.sin(turn)], across = [-Math.sin(turn), Math.cos(turn)];
  const reach = Math.hypot(width, height);
  const middle = (x * across[0] + y * across[1]) % gap;
  let path = "";
  for (let metres = -middle - gap * Math.ceil((reach * METRES_PER_PIXEL) / gap); metres < reach * METRES_PER_PIXEL; metres += gap) {
    const at = metres / METRES_PER_PIXEL;
    const [cx, cy] = [width / 2 + across[0] * at, height / 2 + across[1] * at];
    path += `M${(cx - along[0] * reach).toFixed(1)} ${(cy - along[1] * reach).toFixed(1)}L${(cx + along[0] * reach).toFixed(1)} ${(cy + along[1] * reach).toFixed(1)}`;
  }
  return shape("path", { d: path, class: "street", "stroke-width": breadth });
}

function* parks(x, y, width, height) {
  const cell = PARK_CELL / METRES_PER_PIXEL;
  const left = x / PARK_CELL, top = y / PARK_CELL;
  for (let column = Math.floor(left - width / cell); column <= left + width / cell; column += 1)
    for (let row = Math.floor(top - height / cell); row <= top + height / cell; row += 1) {
      const chance = Math.abs(Math.sin(column * 127.1 + row * 311.7) * 43_758.5) % 1;
      if (chance > 0.3) continue;
      const [px, py] = [width / 2 + (column - left) * cell, height / 2 + (row - top) * cell];
      yield shape("rect", { x: px, y: py, width: cell * (0.5 + chance), height: cell * (0.9 - chance), rx: 10, class: chance < 0.12 ? "water" : "park", transform: `rotate(12 ${px} ${py})` });
    }
}
