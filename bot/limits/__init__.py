"""How much may be sent, and asked, in what time."""
