"""Take the steps of the Dockerfile in a clean folder, and use what they make as an operator would.

    check_image.py [EXTRAS]

For machines without Docker: folders of the image are folders of a temporary one, the installed
files belong to someone else than who runs the service, and nothing but /data and /tmp may change.
Steps that make users are left out.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

ROOT = Path(__file__).parents[1]
FOLDERS = ("/opt/groundwire", "/src", "/data")
UID = 10001
PORT = "8080"
ARTICLE = {"title": "Ferry", "text": "The ferry of Lowmere carried 4,200 passengers in May."}
QUESTION = "How many passengers did the ferry of Lowmere carry in May?"


def instructions() -> Iterator[tuple[str, str]]:
    """The lines of the Dockerfile, continued ones joined, without comments."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    for line in re.sub(r"\\\n", " ", text).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            yield name, rest.strip()


class Image:
    """What the steps make, below `root`."""

    def __init__(self, root: Path, extras: str, port: int) -> None:
        self._root, self.port = root, port
        self._folder = root
        self.environment = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        self._arguments = {"EXTRAS": extras}
        self.commands = dict[str, list[str]]()
        python = Path(sys.executable).resolve()
        # a Python in someone's own home cannot be run by others: then only writing is watched
        self.other_user = os.getuid() == 0 and all(p.stat().st_mode & 1 for p in python.parents)
        self.environment["PIP_QUIET"] = "1"

    def here(self, text: str) -> str:
        """The text with the image's folders where they are here, and its port."""
        for folder in FOLDERS:
            text = re.sub(rf"(?<![\w.]){folder}\b", str(self._root) + folder, text)
        return text.replace(PORT, str(self.port))

    def take(self, name: str, rest: str) -> None:
        step = getattr(self, f"_{name.lower()}", None)
        if step:
            step(rest)

    def _from(self, _: str) -> None:
        self._folder = self._root
        self.environment["PATH"] = os.environ["PATH"]

    def _arg(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self._arguments.setdefault(name, value.strip('"'))

    def _workdir(self, rest: str) -> None:
        self._folder = Path(self.here(rest))
        self._folder.mkdir(parents=True, exist_ok=True)

    def _env(self, rest: str) -> None:
        for pair in shlex.split(self.here(rest)):
            name, _, value = pair.partition("=")
            self.environment[name] = value.replace("$PATH", self.environment["PATH"])

    def _copy(self, rest: str) -> None:
        *sources, target = rest.split()
        if sources[0].startswith("--from"):
            return  # both stages share the folder
        for source in sources:
            if (ROOT / source).is_dir():
                pattern = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(ROOT / source, self._folder / target, ignore=pattern)
            else:
                shutil.copy(ROOT / source, self._folder / target)

    def _run(self, rest: str) -> None:
        if "useradd" in rest:
            return
        command = ["bash", "-euo", "pipefail", "-c", self.here(rest)]
        environment = self.environment | self._arguments
        subprocess.run(command, cwd=self._folder, env=environment, check=True)

    def _command(self, name: str, rest: str) -> None:
        self.commands[name] = json.loads(self.here(rest[rest.index("[") :]))

    def _entrypoint(self, rest: str) -> None:
        self._command("entrypoint", rest)

    def _cmd(self, rest: str) -> None:
        self._command("cmd", rest)

    def _healthcheck(self, rest: str) -> None:
        self._command("healthcheck", rest)

    def popen(self, command: list[str]) -> subprocess.Popen[str]:
        """Start a command as the image's user, with nothing but the image's environment."""
        user = {"user": UID, "group": UID, "extra_groups": []} if self.other_user else {}
        environment = self.environment | {"HOME": "/nonexistent", "TMPDIR": str(self._root / "tmp")}
        found = shutil.which(command[0], path=environment["PATH"]) or command[0]
        return subprocess.Popen(
            [found, *command[1:]],
            cwd="/",
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            **user,
        )

    def run(self, *command: str) -> str:
        """What a command prints. Raises CalledProcessError."""
        process = self.popen(list(command))
        out, _ = process.communicate(timeout=120)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, out)
        return out


def files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def use(image: Image, url: str) -> None:
    """What a first user does, with the container's own commands."""
    end = time.monotonic() + 60
    while True:
        try:
            image.run(*image.commands["healthcheck"])
            break
        except subprocess.CalledProcessError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
    assert httpx.post(f"{url}/v1/ask", json={"question": QUESTION}).status_code == 401
    key = image.run("groundwire", "key", "create", "me", "--scope", "admin").strip()
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        assert client.post("/v1/articles", json=ARTICLE).status_code == 201
        answer = client.post("/v1/ask", json={"question": QUESTION}).json()
        assert "4,200" in answer["answer"], answer
        assert client.get("/readyz").json() == {"status": "ready"}
        assert b"groundwire_answers_total" in client.get("/metrics").content
    print("answered:", answer["answer"])


def made(root: Path) -> Image:
    """The image, its steps taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    image = Image(root, sys.argv[1] if len(sys.argv) > 1 else "otel", port)
    root.chmod(0o755)
    for name in ("data", "tmp"):
        (root / name).mkdir()
        (root / name).chmod(0o777)
    for name, rest in instructions():
        image.take(name, rest)
    shutil.rmtree(root / "src")
    return image


def main() -> None:
    with TemporaryDirectory(prefix="groundwire-image-") as folder:
        root = Path(folder)
        image = made(root)
        installed = files(root / "opt")
        size = sum(Path(path).stat().st_size for path in installed)
        print(f"{len(installed)} files, {size / 1e6:.0f} MB beside Python's image")
        process = image.popen([*image.commands["entrypoint"], *image.commands["cmd"]])
        try:
            use(image, f"http://127.0.0.1:{image.port}")
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(60)
        assert status == 0, status
        assert files(root / "opt") == installed, "something was written beside /data and /tmp"
        who = f"as user {UID}" if image.other_user else "as the one who ran this"
        print(f"sound {who}: exit status 0, nothing written beside /data and /tmp")


if __name__ == "__main__":
    main()
