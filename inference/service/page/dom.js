// Building blocks: elements of HTML and SVG. Text only ever becomes text nodes.

const SPACE = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

export function shape(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SPACE, tag), properties, children);
}

function filled(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A bar of a probability, 0 to 1. Drawn: the Content-Security-Policy allows no style attributes.
export function bar(probability) {
  const part = shape("rect", { class: "part", width: probability * 100, height: 8, rx: 1 });
  const whole = shape("rect", { class: "whole", width: 100, height: 8, rx: 1 });
  return shape("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, whole, part);
}
