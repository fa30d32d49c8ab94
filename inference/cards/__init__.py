"""The picture of a place that has no photo: a card drawn from what the catalogue knows."""

from inference.cards.layout import CARD_VERSION, SIZE, draw_card

__all__ = ["CARD_VERSION", "SIZE", "draw_card"]
