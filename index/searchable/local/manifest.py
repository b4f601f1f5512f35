"""What a derived folder holds: which change it has reached, and a hash of every file.

Files are written beside the old ones under new names; replacing the manifest is the commit.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.files import file_hash, replace_file

NAME = "manifest.json"
SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sequence` is the last change taken in, `fingerprint` what the content depends on.

    `files` are hashes of files that never change under their name; `small` holds the whole content
    of files that do, so that they can be put back.
    """

    sequence: int
    fingerprint: str
    files: Mapping[str, str] = field(default_factory=dict)
    small: Mapping[str, str] = field(default_factory=dict)
    schema: int = SCHEMA

    def write(self, folder: Path) -> None:
        """Replace the folder's manifest, durably."""
        replace_file(folder / NAME, self.written())

    def written(self) -> bytes:
        """The bytes of the manifest's file."""
        body = asdict(self)
        return json.dumps({**body, "sha256": _digest(body)}, indent=1).encode()

    def whole(self, folder: Path) -> bool:
        """Whether the large files are there as they were written."""
        try:
            return all(file_hash(folder / name) == digest for name, digest in self.files.items())
        except OSError:
            return False

    def current(self, folder: Path) -> bool:
        """Whether the small files are as they were, too."""
        try:
            texts = {name: (folder / name).read_bytes() for name in self.small}
        except OSError:
            return False
        return all(texts[name] == text.encode() for name, text in self.small.items())


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest; None where it is missing or damaged, so that one rebuilds."""
    try:
        data = (folder / NAME).read_bytes()
        body = json.loads(data)
        del body["sha256"]
        manifest = Manifest(**body)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if manifest.schema == SCHEMA and manifest.written() == data else None


def borrow(source: Path, folder: Path) -> None:
    """Make `folder` stand for `source`: links to what never changes, copies of the rest."""
    manifest = read_manifest(source)
    if manifest is None:
        return
    for name in manifest.files:
        (folder / name).symlink_to((source / name).absolute())
    for name, text in manifest.small.items():
        (folder / name).write_text(text, "utf-8")
    manifest.write(folder)


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
