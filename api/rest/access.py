"""Who may do what."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.rest.service import SettingsDep
from index.state import Key, Scope

_BEARER = HTTPBearer(auto_error=False, description="A key made by `groundwire key create`.")
_Written = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def needs(scope: Scope) -> Any:
    """A dependency that lets a request pass whose key allows `scope`, or any where none is needed."""

    async def check(_: _Written, request: Request, settings: SettingsDep) -> None:  # noqa: RUF029  not worth a thread
        if settings.require_keys:
            require(scope, request.state.key)

    return Depends(check)


def require(scope: Scope, key: Key | None) -> None:
    """Let a key pass that allows `scope`, for what is no route: it stands in the request's state."""
    if key is None:
        raise no_key()
    if not key.allows(scope):
        raise HTTPException(403, f"this key does not allow {scope.value!r}: use one that does")


def no_key() -> HTTPException:
    """The refusal of a request without a key that counts."""
    detail = "send a key that counts, as `Authorization: Bearer gw_...`"
    return HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
