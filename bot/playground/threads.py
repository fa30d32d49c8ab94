"""Where a message stands: its topic in a forum, its thread of answers in a supergroup.

In a supergroup without topics an answer carries a `message_thread_id` too, without
`is_topic_message`, and a bot that sends it back is refused, as by the real server.
"""

from __future__ import annotations

from bot.playground.chats import Chat, Chats
from bot.playground.errors import bad_request
from bot.playground.messages import Message

NOT_FOUND = "message thread not found"


def placed(chats: Chats, chat: Chat, thread: int, answered: Message | None) -> Message:
    """The part of a message that says where it stands and what it answers.

    An answer without a topic goes to the topic of what it answers; what is answered from another
    topic is not shown. ApiError 400 for a topic there is not.
    """
    forum = bool(chat.facts.get("is_forum"))
    if thread and (not forum or thread not in chats.topics(chat.id)):
        raise bad_request(NOT_FOUND)
    if answered is None:
        return _topic(thread) if thread else {}
    content: Message = {"$reply": answered["message_id"]}
    if forum:
        home = int(answered.get("message_thread_id", 0))
        if thread and thread != home:
            return _topic(thread)
        return content | (_topic(home) if home else {})
    if chat.type == "supergroup":
        content["message_thread_id"] = answered.get("message_thread_id", answered["message_id"])
    return content


def _topic(thread: int) -> Message:
    return {"message_thread_id": thread, "is_topic_message": True}
