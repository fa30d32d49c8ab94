// A message in a line, and whose it is.

import { words } from "./words.js";

export function summary(message) {
  if (message.text || message.caption) return message.text ?? message.caption;
  const kind = ["photo", "document", "venue", "location", "sticker", "voice"].find((name) => message[name]);
  if (message.venue) return message.venue.title;
  return kind ? words()[kind] : "…";
}

// In a channel the channel is the sender.
export const senderId = (message) => (message.from ?? message.sender_chat).id;
export const senderName = (message) => message.from?.first_name ?? message.sender_chat.title;
