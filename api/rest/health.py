"""Whether the service lives, and whether it can answer."""

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request

from api.bootstrap import open_generator
from api.faults import REPORTED
from api.rest.problems import documented
from api.rest.service import IndexDep, SettingsDep
from api.settings import Settings
from index import Index

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


@router.get("/readyz", responses=documented(503))
async def readyz(request: Request, index: IndexDep, settings: SettingsDep) -> dict[str, str]:
    """Say that questions can be answered: the index is open, and the generator usable."""
    state = request.app.state
    if not hasattr(state, "readiness"):
        state.readiness = CapacityLimiter(1)  # its own thread, so that load is no unreadiness
    try:
        await to_thread.run_sync(_check, index, settings, limiter=state.readiness)
    except REPORTED as error:
        raise HTTPException(503, f"not ready: {error}") from error
    return {"status": "ready"}


def _check(index: Index, settings: Settings) -> None:
    index.refresh()
    open_generator(settings, settings.generator)
