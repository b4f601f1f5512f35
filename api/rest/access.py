"""Who may do what."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.keys import known_key
from api.rest.service import IndexDep, SettingsDep
from index.state import Scope

_BEARER = HTTPBearer(auto_error=False, description="A key made by `groundwire key create`.")
_Written = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def needs(scope: Scope) -> Any:
    """A dependency that lets a request pass whose key allows `scope`, or any where none is needed."""

    def check(written: _Written, index: IndexDep, settings: SettingsDep) -> None:
        if not settings.require_keys:
            return
        key = known_key(written.credentials, index.state.keys) if written else None
        if key is None:
            detail = "send a key that counts, as `Authorization: Bearer gw_...`"
            raise HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
        if not key.allows(scope):
            raise HTTPException(403, f"this key does not allow {scope.value!r}: use one that does")

    return Depends(check)
