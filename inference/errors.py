"""The one kind of error that is shown to a person as a sentence, without a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the user of a command can put right; its message says what and how."""
