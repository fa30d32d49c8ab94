// The open chat's messages, and what a message may ask of the parts around it.

import { Chat } from "./chat.js";
import { inForum, state } from "./state.js";
import { senderId, senderName } from "./summary.js";
import { words } from "./words.js";

// The parts that answer put their functions here: onReply, onCommand, onMention,
// onButton, onMenu, onMove, onPoint, onStop.
export const context = {
  get me() { return state.user?.id; },
  get inGroup() { return state.chatId < 0; },
  shows: (message) => !inForum() || (message.message_thread_id ?? 0) === state.thread,
  nameOf: (message) => (senderId(message) === state.user?.id ? words().you : senderName(message)),
  onJump: (id) => chat.jump(id),
};
export const chat = new Chat(context);
