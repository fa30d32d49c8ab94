"""The owner's statistics as one message."""

from __future__ import annotations

from bot.store import Statistics
from bot.texts import Texts

_COUNTED = ("photo", "search", "inline", "chosen_inline", "callback")
_TIMED = ("photo", "search", "inline")


def statistics_text(statistics: Statistics, uptime: float, texts: Texts) -> str:
    """Users, what they did in all and today, how long answers took; `uptime` is in seconds."""
    lines = [
        texts("settings-stats-title"),
        texts(
            "settings-stats-users",
            users=statistics.users,
            today=statistics.users_today,
            week=statistics.users_week,
        ),
        "",
    ]
    for event in _COUNTED:
        total, today = statistics.total.get(event, 0), statistics.today.get(event, 0)
        lines.append(texts(f"settings-stats-{event.replace('_', '-')}", total=total, today=today))
    lines += ["", texts("settings-stats-latency")]
    for event in _TIMED:
        name = texts(f"settings-stats-of-{event}")
        latency = statistics.latency.get(event)
        if latency is None:
            lines.append(texts("settings-stats-no-time", name=name))
        else:
            median, p95 = round(latency.median), round(latency.p95)
            lines.append(texts("settings-stats-time", name=name, median=median, p95=p95))
    right, wrong = (statistics.total.get(f"feedback_{word}", 0) for word in ("right", "wrong"))
    accuracy = statistics.accuracy
    lines.append("")
    if accuracy is None:
        lines.append(texts("settings-stats-no-feedback"))
    else:
        percent = round(accuracy * 100)
        lines.append(texts("settings-stats-feedback", percent=percent, right=right, wrong=wrong))
    minutes = int(uptime // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    lines.append(texts("settings-stats-uptime", days=days, hours=hours, minutes=minutes))
    return "\n".join(lines)
