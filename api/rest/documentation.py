"""The description of the interface, for those who may use it."""

from typing import Any

from fastapi import APIRouter, Request

from api.rest.access import needs
from index.state import Scope

router = APIRouter(include_in_schema=False, dependencies=[needs(Scope.ASK)])
DESCRIPTION = "/openapi.json"


@router.get(DESCRIPTION)
async def description(request: Request) -> dict[str, Any]:
    """The OpenAPI document."""
    return request.app.openapi()  # type: ignore[no-any-return]
