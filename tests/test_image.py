"""What the Dockerfile and the compose file keep to; `make check-image` takes their steps."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def test_the_linter_has_nothing_to_say() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    ran = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_image_has_a_user_a_health_check_and_asks_for_keys() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", last, re.MULTILINE)
    assert "GROUNDWIRE_REQUIRE_KEYS=true" in last
    assert "http://127.0.0.1:8080/healthz" in last
    assert '"serve", "--host", "0.0.0.0"' in last


def test_what_is_copied_is_there_and_sent_to_the_builder() -> None:
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    sent = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert set(copied) == sent
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_container_can_change_nothing_but_its_volume() -> None:
    service: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))[
        "services"
    ]["groundwire"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] == "2g"
    assert service["volumes"] == ["data:/data"]
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert service["ports"] == ["127.0.0.1:8080:8080"]
