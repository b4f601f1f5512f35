"""Uploads that cannot be kept: full disks, broken requests, homes that cannot be written."""

import errno
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from doors import serving
from served import ended, posted

from api.jobs import Spool
from index.errors import HomeReadOnly


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("a file system of 6 MB cannot be mounted here: run this as root")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("temporary", [False, True])
def test_a_full_disk_refuses_an_upload_and_leaves_nothing(
    temporary: bool, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it fills up where the form is received, or in the home."""
    home = tmp_path / "home" if temporary else small_disk / "home"
    if temporary:
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    with serving(home) as url, httpx.Client(base_url=url, timeout=60) as client:
        reply = client.post("/v1/ingest", files={"files": ("a.txt", b"a" * 8_000_000)})
        assert (reply.status_code, reply.json()["title"]) == (507, "Disk full")
        assert client.get("/v1/jobs").json()["jobs"] == []
        assert not list(home.glob("uploads/*"))
        made = posted(client, ("a.txt", b"There is room for this."))
        assert ended(client, made)["state"] == "done"


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    head = (
        "POST /v1/ingest HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    )
    with serving(tmp_path / "home") as url, httpx.Client(base_url=url, timeout=60) as client:
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as broken:
            broken.sendall(head.encode() + b"a" * 2_000_000)
        assert ended(client, posted(client, ("b.txt", b"Whole.")))["state"] == "done"
        assert len(client.get("/v1/jobs").json()["jobs"]) == 1
    assert list((tmp_path / "home" / "uploads").iterdir()) == []


def test_a_home_that_cannot_be_written_takes_no_upload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(HomeReadOnly, match="cannot be written: it can only be searched"):
        Spool(tmp_path).store("a", [])
