"""The real commands and the real service, for tests that knock at the doors."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from api.rest.app import create_app
from api.settings import PREFIX, read_settings
from index.embedding.hashed import HashedEmbedder

FEED = Path(__file__).parents[1] / "examples" / "technology-feed.txt"
COMMANDS = Path(sys.executable).parent
BACKLOG = "What was CoreWeave's backlog at the end of June 2025?"
BACKLOG_QUOTE = "到6月底，CoreWeave签下而尚未交付的积压订单合计301亿美元，差不多是年初的两倍"
BACKLOG_ANSWER = (
    f"Cloud Weekly (2025-10-22), in Chinese: “{BACKLOG_QUOTE}” (that is, $30.1 billion)"
)


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(**variables: str) -> dict[str, str]:
    """The environment without settings of ours and wishes for a terminal, and with `variables`."""
    left_out = (PREFIX, "GITHUB_ACTIONS", "FORCE_COLOR", "PY_COLORS", "COLUMNS", "LINES")
    own = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**own, "HF_HUB_OFFLINE": "1", **variables}


def run(
    command: str,
    *arguments: str | bytes | Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    before: tuple[str, ...] = (),
) -> Ran:
    """Run `ask` or `groundwire`; `before` is what stands before it on the command line."""
    ended = subprocess.run(
        [*before, COMMANDS / command, *arguments],
        env=environment(**(env or {})),
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a home with its bytes, less what SQLite leaves behind when it only reads."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    return {
        name: data
        for name, data in found.items()
        if not name.endswith("-shm") and (data or not name.endswith("-wal"))
    }


@contextmanager
def serving(home: Path, **settings: object) -> Generator[str, None, None]:
    """The service over a home on a free port of this machine; the url it answers at."""
    listener = socket.create_server(("127.0.0.1", 0))  # asks are queued from here on
    app = create_app(read_settings({}, home=home, **settings))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def nobody_listening() -> Generator[str, None, None]:
    """A url of this machine at which connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and no listen()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def embedding() -> Generator[str, None, None]:
    """The url of an embedding server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Embedding) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Embedding(BaseHTTPRequestHandler):
    """Its vectors are those of the built-in embedder, backwards."""

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["content-length"])))["input"]
        vectors = HashedEmbedder().embed_documents(texts)[:, ::-1].tolist()
        rows = [{"index": n, "embedding": vector} for n, vector in enumerate(vectors)]
        body = json.dumps({"data": rows}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
