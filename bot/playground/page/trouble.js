// What goes wrong, as a sentence for people.

import { Refusal } from "./api.js";
import { toast } from "./dom.js";
import { words } from "./words.js";

export function reason(error) {
  if (/IMAGE_PROCESS_FAILED|PHOTO_INVALID|non-empty/.test(error.message)) return words().badPicture;
  if (error.status === 413) return words().tooLarge;
  return (error instanceof Refusal && error.message) || words().failed;
}

// Whether it worked; where not, the page says why.
export async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    toast(reason(error));
    return false;
  }
}
