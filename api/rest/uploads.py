"""What a request brings to be ingested: files of a form, or urls in JSON."""

import re
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, BinaryIO

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.rest.schemas import Body, Line
from index.errors import BadInput
from index.files import filling

MOST_FILES, MOST_URLS = 200, 200
_FORM, _JSON = "multipart/form-data", "application/json"
_LONGEST_NAME = 200
_BROKEN = 400
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
Url = Annotated[Line, Field(min_length=1, examples=["https://example.org/news/1"])]


class UrlBody(Body):
    """A page to fetch."""

    url: Url

    @property
    def all(self) -> tuple[str, ...]:
        """The url."""
        return (self.url,)


class UrlsBody(Body):
    """Pages to fetch."""

    urls: list[Url] = Field(min_length=1, max_length=MOST_URLS)

    @property
    def all(self) -> tuple[str, ...]:
        """The urls, each once."""
        return tuple(dict.fromkeys(self.urls))


def _one_or_many(body: Any) -> str:
    return "many" if isinstance(body, dict) and "urls" in body else "one"


_BODY: TypeAdapter[UrlBody | UrlsBody] = TypeAdapter(
    Annotated[
        Annotated[UrlBody, Tag("one")] | Annotated[UrlsBody, Tag("many")],
        Discriminator(_one_or_many),
    ]
)


@dataclass(frozen=True, slots=True)
class Brought:
    """Files with the names they were given, or urls."""

    names: tuple[str, ...] = ()
    files: tuple[BinaryIO, ...] = ()
    urls: tuple[str, ...] = ()


_FILES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_FILES,
            "items": {"type": "string", "format": "binary"},
        }
    },
}
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {"schema": _FILES_SCHEMA},
            _JSON: {"schema": {"oneOf": [m.model_json_schema() for m in (UrlBody, UrlsBody)]}},
        },
    }
}


@asynccontextmanager
async def brought(request: Request) -> AsyncGenerator[Brought, None]:
    """What a request brings, until the block ends. Raises BadInput, HomeFull or a validation error."""
    media = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if media == _FORM:
        form = await _form(request)
        try:
            yield _files(form.multi_items())
        finally:
            await form.close()
    elif media == _JSON:
        yield Brought(urls=_urls(await request.body()))
    else:
        raise BadInput(f"send files as {_FORM} in the field `files`, or URLs as {_JSON}")


async def _form(request: Request) -> FormData:
    """The form, large files of it in temporary ones. Raises BadInput or HomeFull."""
    try:
        with filling(Path(tempfile.gettempdir())):
            return await request.form(max_files=MOST_FILES, max_fields=0)
    except ClientDisconnect:
        raise HTTPException(_BROKEN, "the request broke off") from None
    except HTTPException as error:
        if error.status_code != _BROKEN:
            raise
        raise BadInput(
            f"the form cannot be read: {error.detail} Send files in the field `files`."
        ) from None


def _files(items: Sequence[tuple[str, UploadFile | str]]) -> Brought:
    files = [value for name, value in items if name == "files" and isinstance(value, UploadFile)]
    if not files or len(files) < len(items):
        raise BadInput("the form has to hold files, all in the field `files`")
    names = _apart([_label(file.filename or "") for file in files])
    return Brought(names=names, files=tuple(file.file for file in files))


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """The names, each once: the second `a.txt` is `a (2).txt`, so that it is no revision of it."""
    apart = list[str]()
    for name in names:
        path, number, candidate = PurePosixPath(name), 1, name
        while candidate in apart:
            number += 1
            candidate = f"{name.removesuffix(path.suffix)} ({number}){path.suffix}"
        apart.append(candidate)
    return tuple(apart)


def _label(name: str) -> str:
    """The name, which is shown and tells the file's format, and leads nowhere."""
    return _ODD.sub("", name).strip()[-_LONGEST_NAME:] or "file"


def _urls(body: bytes) -> tuple[str, ...]:
    try:
        return _BODY.validate_json(body).all
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in found]) from error
