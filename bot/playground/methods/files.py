"""getFile: where a file can be downloaded from."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.files import MAX_DOWNLOAD
from bot.playground.methods.call import Call, Method


async def get_file(call: Call) -> dict[str, Any]:
    file_id = call.parameters.text("file_id").strip()
    if not file_id:
        raise bad_request("file_id not specified")
    files = call.telegram.files
    file = files.by_file_id(call.bot.id, file_id)
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    files.allow_download(call.bot.id, file)
    return {
        "file_id": file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


METHODS: dict[str, Method] = {"getFile": get_file}
