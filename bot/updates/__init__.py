"""The way of an update: taken from Telegram, kept, handled in its chat's order, answered."""
