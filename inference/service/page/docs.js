// The documentation, drawn from the OpenAPI document, with a form to try each route.

import { asked, ask, Refused } from "./api.js";
import { $, element } from "./dom.js";
import { languageSwitch, words } from "./words.js";

const described = await ask("/openapi.json");
const SKIPPED = new Set(["pages"]);

function redraw() {
  $("title").textContent = words().docsTitle;
  $("page").textContent = words().page;
  const blocks = described.tags.filter(({ name }) => !SKIPPED.has(name)).flatMap(({ name, description }) => [element("h2", {}, description), ...operationsOf(name)]);
  const schemas = Object.entries(described.components.schemas).map(([name, schema]) =>
    element("details", { class: "panel operation", id: `schema-${name}` }, element("summary", {}, element("code", {}, name)), element("div", { class: "inside" }, schema.description ? element("p", {}, schema.description) : null, element("pre", {}, JSON.stringify(schema, null, 2)))));
  $("operations").replaceChildren(...blocks, element("h2", {}, words().schemas), ...schemas);
}

function operationsOf(tag) {
  return Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([, operation]) => operation.tags.includes(tag)).map(([method, operation]) => operationBlock(path, method, operation)));
}

function operationBlock(path, method, operation) {
  const inside = element("div", { class: "inside" });
  const block = element("details", { class: "panel operation" }, element("summary", {}, element("span", { class: "method" }, method.toUpperCase()), element("code", {}, path), element("span", { class: "muted" }, operation.summary)), inside);
  block.addEventListener("toggle", () => {
    if (!inside.childElementCount) inside.append(...parameters(operation), ...bodies(operation), answers(operation), tryForm(path, method, operation));
  });
  return block;
}

function parameters({ parameters: listed = [] }) {
  if (!listed.length) return [];
  return [element("h3", {}, words().parameters), element("ul", {}, ...listed.map((each) => element("li", {}, element("code", {}, each.name), ` · ${kind(each.schema)}`, each.required ? ` · ${words().required}` : "", each.schema.description ? ` · ${each.schema.description}` : "")))];
}

function bodies({ requestBody }) {
  if (!requestBody) return [];
  const kinds = Object.entries(requestBody.content).map(([media, { schema }]) => element("li", {}, element("code", {}, media), ` · ${kind(schema)}`, schema.description ? ` · ${schema.description}` : "", fieldsOf(schema)));
  return [element("h3", {}, words().body), element("ul", {}, ...kinds)];
}

function fieldsOf(schema) {
  if (!schema.properties) return null;
  return element("ul", {}, ...Object.entries(schema.properties).map(([name, each]) => element("li", {}, element("code", {}, name), ` · ${kind(each)}`, schema.required?.includes(name) ? ` · ${words().required}` : "")));
}

function answers({ responses }) {
  const items = Object.entries(responses).map(([status, { description, content = {} }]) =>
    element("li", {}, element("code", {}, status), ` ${description} `, ...Object.entries(content).flatMap(([media, { schema }]) => [element("code", {}, media), " · ", ...named(schema)])));
  return element("div", {}, element("h3", {}, words().answers), element("ul", {}, ...items));
}

// A schema in a few words, names of schemas as links.
function named(schema) {
  const name = schema.$ref?.split("/").pop();
  if (name) return [element("a", { href: `#schema-${name}`, onclick: () => ($(`schema-${name}`).open = true) }, name)];
  if (schema.type === "array") return ["[", ...named(schema.items), "]"];
  if (schema.anyOf) return schema.anyOf.flatMap((each, index) => (index ? [" | ", ...named(each)] : named(each)));
  return [kind(schema)];
}

function kind(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.contentMediaType) return schema.contentMediaType;
  if (schema.type === "array") return `[${kind(schema.items)}]`;
  const limits = schema.maximum === undefined ? "" : ` ${schema.minimum}–${schema.maximum}`;
  const usual = schema.default === undefined ? "" : ` = ${schema.default}`;
  return `${[schema.type].flat().join(" | ")}${limits}${usual}`;
}

function tryForm(path, method, operation) {
  const form = element("form", { class: "try", autocomplete: "off" }, element("h3", {}, words().tryIt));
  const content = operation.requestBody?.content ?? {};
  const media = ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"].find((each) => each in content);
  const fields = media && media !== "application/json" ? Object.entries(content[media].schema.properties) : [];
  const inQuery = media === "multipart/form-data" ? [] : (operation.parameters ?? []);
  for (const { name, schema } of [...inQuery, ...(operation.parameters ?? []).filter((each) => each.in === "path" && !inQuery.includes(each))]) form.append(field(name, schema, "parameter"));
  for (const [name, schema] of fields) form.append(field(name, schema, "field"));
  if (media === "application/json") form.append(element("label", { class: "field" }, element("span", { class: "muted" }, media), element("textarea", { name: "body" }, '{"query": "храм на крови", "k": 3}')));
  const result = element("div", { role: "status" });
  form.append(element("button", { class: "primary", type: "submit" }, words().send), result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, path, method, operation, media, result);
  });
  return form;
}

function field(name, schema, role) {
  const file = schema.contentMediaType || schema.items?.contentMediaType;
  const input = schema.enum || schema.type === "boolean"
    ? element("select", { name }, ...(schema.enum ?? [false, true]).map((each) => element("option", {}, String(each))))
    : element("input", { name, type: file ? "file" : "text", multiple: schema.type === "array" && file, value: file ? null : schema.default });
  input.dataset.role = role;
  return element("label", { class: "field" }, element("span", { class: "muted" }, name), input);
}

async function send(form, path, method, operation, media, result) {
  const query = new URLSearchParams();
  let address = path;
  for (const input of form.querySelectorAll('[data-role="parameter"]')) {
    if (!input.value) continue;
    if (address.includes(`{${input.name}}`)) address = address.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else query.append(input.name, input.value);
  }
  const options = { method: method.toUpperCase() };
  if (media === "application/json") Object.assign(options, { body: form.elements.body.value, headers: { "Content-Type": media } });
  else if (media) options.body = media === "multipart/form-data" ? formData(form) : new URLSearchParams(formData(form));
  try {
    const response = await asked(query.size ? `${address}?${query}` : address, options);
    result.replaceChildren(element("p", { class: "muted" }, `${response.status} ${response.statusText}`), await shown(response));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.replaceChildren(element("p", { class: "muted" }, error.message));
  }
}

function formData(form) {
  const data = new FormData();
  for (const input of form.querySelectorAll('[data-role="field"]')) {
    if (input.type === "file") for (const file of input.files) data.append(input.name, file);
    else if (input.value) data.append(input.name, input.value);
  }
  return data;
}

async function shown(response) {
  const media = response.headers.get("Content-Type") ?? "";
  if (media.startsWith("image/")) {
    const image = element("img", { alt: "" });
    image.src = URL.createObjectURL(await response.blob());
    return image;
  }
  const text = await response.text();
  return element("pre", {}, media.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text);
}

languageSwitch($("language"), redraw);
