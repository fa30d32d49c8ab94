"""Models that lie on this machine: in a folder, or in the model hub's cache. Nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import try_to_load_from_cache
from huggingface_hub.errors import HFValidationError


def find_on_disk(name: str) -> Path | None:
    """The folder of a model: the one named, or the hub's cache of that name; None if neither."""
    folder = Path(name).expanduser()
    if (folder / "config.json").is_file():
        return folder
    try:
        config = try_to_load_from_cache(name, "config.json")
    except HFValidationError:
        return None
    return Path(config).parent if isinstance(config, str) else None


def how_to_get(name: str) -> str:
    """What to do so that `find_on_disk` finds a whole model, as a part of a sentence."""
    if name.startswith((".", "~", "/")) or name.count("/") > 1 or Path(name).exists():
        return f"put config.json, model.safetensors and the tokenizer's files into {name}"
    return f"run `hf download {name}` once and start again"
