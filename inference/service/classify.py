"""POST /v1/classify: photos in, categories and places out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from inference.answers import guess_object, recognition_object
from inference.images import MIB, ImageError, Refusal
from inference.place_names import short_name
from inference.protocol import PhotoView
from inference.recognition import Recognition
from inference.service.bodies import MULTIPART, Upload, read_body, read_form
from inference.service.problems import ProblemError
from inference.service.questions import PhotoQuestion, photo_question
from inference.service.responses import json_response
from inference.service.state import SERVICE, Answering, Service
from inference.service.turns import each

routes = web.RouteTableDef()
_AT_ONCE = 8  # photos of one request in the engine, so that others find room beside it
_BINARY = "application/octet-stream"


@routes.post("/v1/classify")
async def classify(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.for_photos()
    limits = service.settings.limits
    kind = request.content_type
    with service.bodies.shared() as take:
        if kind == MULTIPART:
            form = await read_form(request, service.settings.max_body, limits.max_bytes, take)
            question = photo_question({**request.query, **form.fields})
            city = answering.city(question.city)
            if not form.files:
                raise ProblemError("no_photo", "Send at least one part with a file name.")
            if question.together:
                answers = [await _together(service, answering, form.files, city, question)]
            else:
                answers = await each(
                    form.files,
                    lambda upload: _answer(service, answering, upload, city, question),
                    _AT_ONCE,
                )
        elif kind.startswith("image/") or kind == _BINARY:
            question = photo_question(request.query)
            city = answering.city(question.city)
            data = await read_body(request, limits.max_bytes, take)
            if not data:
                raise ProblemError("no_photo", "The body is empty; send the bytes of a photo.")
            answer = await recognized(service, answering, data, city, question.k)
            answers = [_object(None, answer, question)]
        else:
            raise ProblemError(
                "unsupported_media_type",
                f"Send {MULTIPART}, or the photo itself as image/* or {_BINARY}.",
            )
    return json_response(answers, {"X-Model-Version": answering.engine.model_version})


async def recognized(
    service: Service, answering: Answering, data: bytes, city: str | None, k: int
) -> Recognition:
    """The answer to the one photo of a request. Raises ProblemError for a photo that is refused."""
    try:
        answer = await answering.engine.recognize(data, city, k)
    except ImageError as error:
        service.metrics.photo(str(error.code))
        raise _refusal(error) from None
    service.metrics.photo("answered")
    return answer


def _refusal(error: ImageError) -> ProblemError:
    return ProblemError(str(error.code), str(error), status=422)


def checked(service: Service, upload: Upload) -> bytes:
    """The bytes of a file. Raises ImageError for one that was too large to be read."""
    if upload.data is None:
        size = service.settings.limits.max_bytes // MIB
        raise ImageError(Refusal.TOO_LARGE, f"The file is larger than {size} MB.")
    return upload.data


async def _answer(
    service: Service,
    answering: Answering,
    upload: Upload,
    city: str | None,
    question: PhotoQuestion,
) -> dict[str, Any]:
    try:
        answer = await answering.engine.recognize(checked(service, upload), city, question.k)
    except ImageError as error:
        service.metrics.photo(str(error.code))
        return _refused(upload.name, error)
    service.metrics.photo("answered")
    return _object(upload.name, answer, question)


async def _together(
    service: Service,
    answering: Answering,
    uploads: Sequence[Upload],
    city: str | None,
    question: PhotoQuestion,
) -> dict[str, Any]:
    async def view(upload: Upload) -> PhotoView | ImageError:
        try:
            return await answering.engine.view(checked(service, upload))
        except ImageError as error:
            return error

    seen = await each(uploads, view, _AT_ONCE)
    refusals = [
        (u.name, e) for u, e in zip(uploads, seen, strict=True) if isinstance(e, ImageError)
    ]
    views = [item for item in seen if not isinstance(item, ImageError)]
    for _, refusal in refusals:
        service.metrics.photo(str(refusal.code))
    if not views:
        raise _refusal(refusals[0][1])
    answer = await answering.engine.recognize_views(views, city, question.k)
    for _ in views:
        service.metrics.photo("answered")
    refused = [_refused(name, error) for name, error in refusals]
    return {**_object(None, answer, question), "refused": refused}


def _refused(photo: str | None, error: ImageError) -> dict[str, Any]:
    return {"photo": photo, "error": {"code": str(error.code), "message": str(error)}}


def _object(photo: str | None, answer: Recognition, question: PhotoQuestion) -> dict[str, Any]:
    elsewhere = answer.elsewhere
    language = question.language
    document = recognition_object(photo, answer, language)
    for shown, guess in zip(document["places"], answer.places, strict=True):
        shown["title"] = short_name(guess.place, language)
    if elsewhere is None:
        return {**document, "elsewhere": None}
    title = short_name(elsewhere.place, language)
    return {**document, "elsewhere": {**guess_object(elsewhere), "title": title}}
