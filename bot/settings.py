"""Settings of the bot: those of the inference module, and where Telegram is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, HttpUrl, SecretStr, model_validator

from inference.settings import InferenceSettings

# https://core.telegram.org/bots/api#setwebhook
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_KEY = re.compile(r"[!-~]{1,256}")


class Settings(InferenceSettings):
    """`.env.example` names every setting with its default and one line of explanation."""

    bot_token: SecretStr | None = None
    bot_api_url: HttpUrl | None = None
    inference_url: HttpUrl | None = None
    api_key: SecretStr | None = None
    request_seconds: float = Field(default=30, gt=0)
    database_url: SecretStr | None = None
    playground_port: int = Field(default=8081, ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_concurrent_updates: int = Field(default=256, ge=2)
    drain_seconds: float = Field(default=10, ge=0)
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=0, le=65535)
    admin_chat: int | None = None
    storage_chat: int | None = None
    keep_feedback_photos: bool = False

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.bot_api_url is not None and self.bot_token is None:
            raise ValueError("BOT_API_URL needs a BOT_TOKEN beside it")
        if self.webhook_secret is not None and not _SECRET.fullmatch(
            self.webhook_secret.get_secret_value()
        ):
            raise ValueError("WEBHOOK_SECRET has 1 to 256 of the characters A-Z, a-z, 0-9, _ and -")
        if self.api_key is not None and not _KEY.fullmatch(self.api_key.get_secret_value()):
            raise ValueError("API_KEY has 1 to 256 visible ASCII characters and no spaces")
        if self.max_concurrent_updates <= self.queue_size:
            # Else all who wait would be handled, and nobody left to be told that the bot is busy.
            raise ValueError("MAX_CONCURRENT_UPDATES must be more than QUEUE_SIZE")
        return self

    @property
    def playground_dir(self) -> Path:
        return self.data_dir / "playground"

    @property
    def store_url(self) -> str:
        """SQLAlchemy's address of the database: the given one, else a SQLite file in DATA_DIR."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'bot.sqlite3'}"
