"""Settings that every program of the project shares, read from the environment and `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from inference import bundled
from inference.errors import UserError
from inference.images import MIB, ImageLimits

S = TypeVar("S", bound="InferenceSettings")


class SettingsError(UserError):
    """A setting has a value that cannot be used."""


class InferenceSettings(BaseSettings):
    """What recognition and search need; `.env.example` explains each in a line."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    model: Path = bundled.AUTO
    catalogue: Path = bundled.CATALOGUE
    data_dir: Path = Path("data")
    encoder: str = "auto"
    backbone: str = "mobilenet_v2+efficientnet_lite0"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    backend: Literal["auto", "torch", "openvino"] = "auto"
    jpeg_decoder: Literal["auto", "pillow", "nvjpeg"] = "auto"
    image_text_model: str = ""
    zero_shot_threshold: float = Field(default=0.9, gt=0, le=1)
    max_photo_mb: int = Field(default=20, ge=1)
    max_photo_megapixels: int = Field(default=40, ge=1)
    max_photo_side: int = Field(default=20_000, ge=64)
    queue_size: int = Field(default=64, ge=1)
    max_batch: int = Field(default=64, ge=1)
    deadline_seconds: float = Field(default=20, gt=0)
    reload_seconds: float = Field(default=30, gt=0)
    search_processes: int | None = Field(default=None, ge=0, le=64)

    @field_validator("search_processes")
    @classmethod
    def _by_words_alone(cls, processes: int | None, info: ValidationInfo) -> int | None:
        if processes and info.data.get("image_text_model"):
            raise ValueError(
                "with IMAGE_TEXT_MODEL it has to be 0: only the service itself searches by photos"
            )
        return processes

    @property
    def model_folder(self) -> Path:
        """The folder of the model; `auto` is the accurate one for all but `serving_model`."""
        return bundled.MODELS.get(self.model, self.model)

    @property
    def limits(self) -> ImageLimits:
        return ImageLimits(
            max_bytes=self.max_photo_mb * MIB,
            max_pixels=self.max_photo_megapixels * 1_000_000,
            max_side=self.max_photo_side,
        )


def read_settings(kind: type[S], **given: Any) -> S:
    """The settings, with `given` values before those of the environment. Raises SettingsError."""
    try:
        return kind(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper() or "The settings"
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name} cannot be used: {reason}.") from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not a UTF-8 text file.") from None
    except OSError as error:
        raise SettingsError(f".env cannot be read: {error.strerror}.") from None
