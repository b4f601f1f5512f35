"""The OpenAPI document."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.rest.schemas import Problem

_FIRST = re.compile(r"[^.:;\n]+")  # of what a route's docstring says
_TAGS = [
    {"name": "asking", "description": "Questions answered, passages found, answers checked again."},
    {"name": "chat", "description": "The same questions, as OpenAI's clients put them."},
    {"name": "articles", "description": "What is asked: stored, listed, read, deleted."},
    {"name": "jobs", "description": "Files and pages, ingested behind the request."},
    {"name": "slack", "description": "Slack's requests, and slash commands of Mattermost."},
    {"name": "health", "description": "Whether the service works."},
]


def describe(app: FastAPI, *, keys: bool) -> None:
    """Have `app` describe its routes, its problem documents, and `keys` where they are needed."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, keys=keys)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # the documented way to extend it


def _document(app: FastAPI, *, keys: bool) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        routes=app.routes,
        tags=_TAGS,
    )
    document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    operations = [one for path in document["paths"].values() for one in path.values()]
    for operation in operations:
        operation["summary"] = _FIRST.match(operation["description"])[0]  # type: ignore[index]
    if not keys:
        del document["components"]["securitySchemes"]
        for operation in operations:
            operation.pop("security", None)
    return document
