"""Probabilities as people read them."""

from __future__ import annotations

from bot.texts import Texts

# With these, and a percentage, the longest label still fits beside on a narrow phone.
BAR_CELLS = 5


def percent(texts: Texts, probability: float) -> str:
    """A whole percentage, plain text; what is below one is said to be so, and 100 is never lied."""
    if probability < 0.01:
        return texts("percent-below-one")
    # 99.6 % is not certainty.
    return texts("percent", value=min(99, round(probability * 100)))


def bar(probability: float) -> str:
    """Five cells, filled in proportion; one percent or more shows at least one."""
    filled = max(round(probability * BAR_CELLS), int(probability >= 0.01))
    return "█" * filled + "░" * (BAR_CELLS - filled)
