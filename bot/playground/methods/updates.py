"""How a bot gets its updates: by long polling, or by a webhook."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import conflict
from bot.playground.methods.call import Call, Method
from bot.playground.updates import WEBHOOK_ACTIVE, WEBHOOK_SET
from bot.playground.webhook import Webhook, forget, load, save


async def get_updates(call: Call) -> list[dict[str, Any]]:
    updates, bot_id = call.telegram.updates, call.bot.id
    if load(call.telegram.storage, bot_id) is not None:
        raise conflict(WEBHOOK_ACTIVE)
    updates.allow(bot_id, call.parameters.array("allowed_updates", "allowed updates"))
    updates.confirm(bot_id, call.parameters.integer("offset"))
    limit = call.parameters.integer("limit", 100, 1, 100)
    timeout = call.parameters.integer("timeout", 0, 0, 50)
    return await updates.poll(bot_id, limit, timeout, call.gone)


async def set_webhook(call: Call) -> bool:
    url = call.parameters.text("url").strip()
    if not url:
        return await delete_webhook(call)
    webhook = Webhook.checked(
        url,
        call.parameters.text("secret_token"),
        call.parameters.integer("max_connections", 40, 1, 100),
    )
    updates = call.telegram.updates
    updates.allow(call.bot.id, call.parameters.array("allowed_updates", "allowed updates"))
    if call.parameters.flag("drop_pending_updates"):
        updates.drop(call.bot.id)
    save(call.telegram.storage, call.bot.id, webhook)
    updates.end_poll(call.bot.id, conflict(WEBHOOK_SET))
    call.telegram.events.publish("webhook", bot=call.bot.id)
    return True


async def delete_webhook(call: Call) -> bool:
    if call.parameters.flag("drop_pending_updates"):
        call.telegram.updates.drop(call.bot.id)
    forget(call.telegram.storage, call.bot.id)
    call.telegram.events.publish("webhook", bot=call.bot.id)
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    webhook = load(call.telegram.storage, call.bot.id)
    info: dict[str, Any] = {
        "url": "" if webhook is None else webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": call.telegram.updates.count(call.bot.id),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        if webhook.error_date:
            info["last_error_date"] = webhook.error_date
            info["last_error_message"] = webhook.error
    allowed = call.telegram.updates.allowed(call.bot.id)
    if allowed:
        info["allowed_updates"] = allowed
    return info


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
