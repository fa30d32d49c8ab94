// A map of places drawn from their coordinates alone: points, a grid, a scale, labels beside points.

import { shape } from "./dom.js";
import { words } from "./words.js";

const MARGIN = 56, TALLEST = 360;
const METRES_PER_DEGREE = 111_320;
const LEAST_SPAN = 400; // metres
const LABEL_HEIGHT = 17, LONGEST = 26;

// `places`: {number, title, lat, lon}, all with coordinates. `choose(number, scroll)` on hover, tap
// or focus. `width` in pixels, so that the labels keep their size on a phone.
export function drawMap(places, choose, width) {
  const size = { width, height: Math.min(TALLEST, Math.round(width * 0.8)) };
  const { project, metresPerPixel } = projection(places, size);
  const points = places.map((place) => ({ ...place, ...project(place) }));
  spread(points, size);
  const drawing = shape("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "group", "aria-label": words().map });
  drawing.append(shape("rect", { class: "map-ground", ...size }), grid(metresPerPixel, size));
  for (const point of points) if (Math.hypot(point.x - point.trueX, point.y - point.trueY) > 2)
    drawing.append(shape("line", { class: "map-leader", x1: point.trueX, y1: point.trueY, x2: point.x, y2: point.y }), shape("circle", { class: "map-other", cx: point.trueX, cy: point.trueY, r: 3.5 }));
  drawing.append(...labels(points, size), scale(metresPerPixel, size));
  for (const point of points) drawing.append(pin(point, choose));
  return drawing;
}

// Equirectangular around the middle: a degree of longitude is shorter by the cosine of the latitude.
function projection(places, size) {
  const lats = places.map((place) => place.lat), lons = places.map((place) => place.lon);
  const middle = { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 };
  const east = METRES_PER_DEGREE * Math.cos((middle.lat * Math.PI) / 180);
  const width = Math.max((Math.max(...lons) - Math.min(...lons)) * east, LEAST_SPAN);
  const height = Math.max((Math.max(...lats) - Math.min(...lats)) * METRES_PER_DEGREE, LEAST_SPAN);
  const metresPerPixel = Math.max(width / (size.width - 2 * MARGIN), height / (size.height - 2 * MARGIN));
  const project = ({ lat, lon }) => {
    const x = size.width / 2 + ((lon - middle.lon) * east) / metresPerPixel;
    const y = size.height / 2 - ((lat - middle.lat) * METRES_PER_DEGREE) / metresPerPixel;
    return { x, y, trueX: x, trueY: y };
  };
  return { project, metresPerPixel };
}

// Points that would cover each other move apart; a line shows where they belong.
function spread(points, { width, height }) {
  const apart = 27;
  for (let turn = 0; turn < 60; turn += 1)
    for (const [i, one] of points.entries())
      for (const other of points.slice(i + 1)) {
        const distance = Math.hypot(other.x - one.x, other.y - one.y);
        if (distance >= apart) continue;
        const angle = distance > 0.01 ? Math.atan2(other.y - one.y, other.x - one.x) : (other.number * 2.4) % 6.28;
        const push = (apart - distance) / 2 + 0.1;
        one.x -= Math.cos(angle) * push;
        one.y -= Math.sin(angle) * push;
        other.x += Math.cos(angle) * push;
        other.y += Math.sin(angle) * push;
      }
  for (const point of points) {
    point.x = Math.min(width - 20, Math.max(20, point.x));
    point.y = Math.min(height - 44, Math.max(20, point.y));
  }
}

function pin({ number, title, x, y }, choose) {
  const node = shape("g", { class: "map-point", tabindex: 0, role: "button", "aria-label": `${number}. ${title}`, "data-number": number, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    shape("circle", { class: "halo", r: 20 }), shape("circle", { r: 12 }), shape("text", { class: "digit", y: 4.6 }, String(number)));
  node.addEventListener("mouseenter", () => choose(number, false));
  node.addEventListener("focus", () => choose(number, false));
  node.addEventListener("click", () => choose(number, true));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(number, true);
  });
  return node;
}

// Each label at the first side of its point where it covers nothing; none where no side is free.
function* labels(points, size) {
  const taken = points.map(({ x, y }) => ({ left: x - 15, right: x + 15, top: y - 15, bottom: y + 15 }));
  taken.push({ left: 0, right: 150, top: size.height - 40, bottom: size.height });
  for (const { title, x, y } of points) {
    const text = title.length > LONGEST ? `${title.slice(0, LONGEST - 1).trimEnd()}…` : title;
    const width = lengthOf(text) + 2;
    const sides = [
      { left: x + 17, top: y - LABEL_HEIGHT / 2 }, { left: x - 17 - width, top: y - LABEL_HEIGHT / 2 },
      { left: x - width / 2, top: y - 17 - LABEL_HEIGHT }, { left: x - width / 2, top: y + 17 },
      { left: x + 10, top: y - 15 - LABEL_HEIGHT }, { left: x + 10, top: y + 14 },
      { left: x - 10 - width, top: y - 15 - LABEL_HEIGHT }, { left: x - 10 - width, top: y + 14 },
    ];
    const boxes = sides.map(({ left, top }) => ({ left, right: left + width, top, bottom: top + LABEL_HEIGHT }));
    const free = boxes.find((box) => box.left > 4 && box.right < size.width - 4 && box.top > 4 && box.bottom < size.height - 4 && !taken.some((other) => crosses(box, other)));
    if (!free) continue;
    taken.push(free);
    yield shape("text", { class: "map-label", x: free.left, y: free.bottom - 4, "aria-hidden": "true" }, text);
  }
}

function lengthOf(text) {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  return canvas.measureText(text).width;
}

const crosses = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// The longest of 1, 2 and 5 times a power of ten metres within 120 pixels.
export function scaleLength(metresPerPixel) {
  const most = 120 * metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((factor) => factor * power).find((length) => length <= most);
}

function scale(metresPerPixel, { height }) {
  const length = scaleLength(metresPerPixel), pixels = length / metresPerPixel;
  const text = length >= 1000 ? `${length / 1000} ${words().km}` : `${length} ${words().m}`;
  const [left, y] = [16, height - 14];
  return shape("g", {}, shape("path", { class: "map-scale", d: `M${left} ${y - 6}V${y}H${left + pixels}V${y - 6}` }),
    shape("text", { class: "map-scale-text", x: left + pixels / 2, y: y - 8 }, text));
}

function grid(metresPerPixel, { width, height }) {
  const step = scaleLength(metresPerPixel) / metresPerPixel;
  let path = "";
  for (let x = (width / 2) % step; x < width; x += step) path += `M${x.toFixed(1)} 0V${height}`;
  for (let y = (height / 2) % step; y < height; y += step) path += `M0 ${y.toFixed(1)}H${width}`;
  return shape("path", { class: "map-grid", d: path });
}
