// Photos of one place → one answer, and which of them are not in it.

import { ask, Refused } from "./api.js";
import { refusal, words } from "./words.js";

export const MOST_PHOTOS = 16; // of one request

// `photos` are the files sent of the `chosen` many, `fields` the form's other fields. The answer of
// /v1/classify, and `leftOut`: lines that say what is not in it and why. Refused where no photo is taken.
export async function classify(photos, chosen, fields, waiting) {
  const { answer, refused } = await answered(photos, fields, waiting);
  const reasons = refused.map(({ photo, error }) => `${photo}: ${refusal(error.code) ?? error.message}`);
  const left = chosen > photos.length ? [words().tooMany(photos.length, chosen), ...reasons] : reasons;
  if (!answer) throw new Refused(left.join("\n"));
  const taken = photos.length - refused.length;
  return { answer, leftOut: reasons.length ? [words().taken(taken, chosen), ...left] : left };
}

// The answer, none where no photo is taken, and the photos that are not.
async function answered(photos, fields, waiting) {
  const classified = (more) => ask("/v1/classify", request(photos, { ...fields, ...more }), waiting);
  if (photos.length > 1) {
    try {
      const [answer] = await classified({ together: "true" });
      return { answer, refused: answer.refused };
    } catch (error) {
      if (error.status !== 422) throw error;
      return { refused: await classified({}) }; // asked one by one, each says why
    }
  }
  const [only] = await classified({});
  return only.error ? { refused: [only] } : { answer: only, refused: [] };
}

function request(photos, fields) {
  const body = new FormData();
  for (const photo of photos) body.append("photo", photo);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { method: "POST", body };
}
