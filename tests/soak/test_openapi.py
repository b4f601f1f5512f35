"""Every route takes what the OpenAPI document says, refuses the rest, and answers as it says."""

import re
import subprocess
from pathlib import Path

import httpx
from doors import COMMANDS, FEED, environment, run, serving

_CONFIG = Path(__file__).with_name("schemathesis.toml")
_EXAMPLES = {
    False: 3,
    True: 720,
}  # of each operation and phase: more than 500, and 10,000, requests


def test_the_service_does_what_its_description_says(tmp_path: Path, *, soak: bool) -> None:
    home = tmp_path / "home"
    assert run("groundwire", "ingest", "--home", home, FEED).status == 0
    with serving(home) as url:
        ended = subprocess.run(
            [
                COMMANDS / "schemathesis",
                f"--config-file={_CONFIG}",
                "run",
                f"{url}/openapi.json",
                "--seed=1",
                f"--max-examples={_EXAMPLES[soak]}",
                "--generation-database=none",
                "--no-color",
            ],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        alive = httpx.get(f"{url}/healthz").status_code
    print(ended.stdout[-1_500:])  # noqa: T201  the figures of a soak
    assert (ended.returncode, alive) == (0, 200), ended.stdout
    found = re.search(r"(\d+) generated, \1 passed", ended.stdout.replace(",\n", ","))
    assert found, ended.stdout
    assert int(found[1]) >= (10_000 if soak else 500)
