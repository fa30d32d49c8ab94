"""Settings of the bot: those of the inference module, and where Telegram is."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, SecretStr

from inference.settings import InferenceSettings


class Settings(InferenceSettings):
    """`.env.example` names every setting with its default and one line of explanation."""

    bot_token: SecretStr | None = None
    bot_api_url: HttpUrl | None = None
    database_url: SecretStr | None = None
    playground_port: int = Field(default=8081, ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_concurrent_updates: int = Field(default=32, ge=1)
    drain_seconds: float = Field(default=10, ge=0)

    @property
    def playground_dir(self) -> Path:
        return self.data_dir / "playground"

    @property
    def store_url(self) -> str:
        """SQLAlchemy's address of the database: the given one, else a SQLite file in DATA_DIR."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'bot.sqlite3'}"
