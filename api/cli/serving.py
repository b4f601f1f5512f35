"""`groundwire serve`: the service, as a process or several."""

import signal
from contextlib import ExitStack, suppress
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.bootstrap import open_index, open_sources
from api.cli.maintenance import Home
from api.cli.output import complain, reported
from api.settings import Settings, hand_on, read_settings
from index.errors import BadInput, HomeBusy

_KEEP_ALIVE_S = 15
_WITHOUT_KEYS = (
    "{host} can be reached from other machines, and no keys are asked for: make one (groundwire key "
    "create NAME) and set GROUNDWIRE_REQUIRE_KEYS=true; or, where something else guards the "
    "service, say so: groundwire serve --without-keys ..."
)
_NO_KEY_YET = (
    "Keys are asked for, and there is none yet. Make one: groundwire key create NAME --scope admin; "
    "in a container: docker compose exec groundwire groundwire key create NAME --scope admin"
)


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8080,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 1,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Serve other machines without asking for keys.")
    ] = False,
    home: Home = None,
) -> None:
    """Serve the REST interface; its documentation is at /docs."""
    from api.rest.stack import places

    with reported(), ExitStack() as stack:
        settings = read_settings(home=home)
        if not (settings.require_keys or without_keys or _is_loopback(host)):
            raise BadInput(_WITHOUT_KEYS.format(host=host))
        _check(settings)
        shared = stack.enter_context(TemporaryDirectory(prefix="groundwire-metrics-"))
        hand_on(settings.home, places(settings, workers), shared if workers > 1 else "")
        _run(settings, host, port, workers)


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    import uvicorn

    from api.rest.connections import BoundedConnection
    from api.rest.logs import log_config

    # uvicorn ends itself by the signal that stopped it: this makes that an end without an error
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(
        "api.rest.app:app_of_a_process",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=BoundedConnection,
        ws="none",
        log_config=log_config(settings.log_format),
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.grace,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(settings: Settings) -> None:
    """Say at once what would fail every request: the home, its embedder, a setting."""
    from api.rest.rates import read_rate

    if settings.rate:
        read_rate(settings.rate)
    with open_index(settings, create=True) as index, suppress(HomeBusy):  # searching goes on
        open_sources(index, settings)
        keys = index.state.keys.all() if settings.require_keys else []
        if settings.require_keys and all(key.revoked_at for key in keys):
            complain(_NO_KEY_YET)
        index.save()
