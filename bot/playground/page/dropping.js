// Files that are pasted, or dropped anywhere on the page.

import { $ } from "./dom.js";
import { draws } from "./drawing.js";
import { words } from "./words.js";

export function wireDropping(onFiles) {
  draws(() => ($("drop").firstElementChild.textContent = words().drop));
  document.onpaste = (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    onFiles(files);
  };
  let inside = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const count = (step) => (event) => {
    if (!carriesFiles(event)) return;
    inside = Math.max(0, inside + step);
    $("drop").hidden = inside === 0;
  };
  document.ondragenter = count(1);
  document.ondragleave = count(-1);
  document.ondragover = (event) => {
    if (carriesFiles(event)) event.preventDefault();
  };
  document.ondrop = (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = 0;
    $("drop").hidden = true;
    onFiles([...event.dataTransfer.files]);
  };
}
