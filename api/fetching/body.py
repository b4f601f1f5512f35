"""What a server sends, up to a limit that compression does not lift."""

import zlib
from collections.abc import Iterable

from api.fetching.faults import Refused, Unreachable

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_COMPRESSED = {"gzip", "x-gzip", "deflate"}


def read_body(url: str, chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The bytes of a page, unpacked. Raises Refused beyond `most`, Unreachable where damaged."""
    coding = encoding.strip().lower()
    if coding in {"", "identity"}:
        return _joined(url, chunks, most)
    if coding not in _COMPRESSED:
        raise Refused(url, f"is sent as {coding[:40]!r}, which was not asked for")
    return _inflated(url, chunks, most)


def _joined(url: str, chunks: Iterable[bytes], most: int) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > most:
            raise too_large(url, most)
    return bytes(data)


def _inflated(url: str, chunks: Iterable[bytes], most: int) -> bytes:
    inflater, data, received = zlib.decompressobj(_GZIP_OR_ZLIB), bytearray(), 0
    for chunk in chunks:
        received += len(chunk)
        try:
            data += inflater.decompress(chunk, most + 1 - len(data))
        except zlib.error as error:
            raise Unreachable(url, f"its compression is damaged: {error}") from None
        if max(len(data), received) > most:
            raise too_large(url, most)
    if not inflater.eof or inflater.unused_data:
        raise Unreachable(url, "its compression is damaged: it does not end where it should")
    return bytes(data)


def too_large(url: str, most: int) -> Refused:
    """What to say of a page of more than `most` bytes."""
    return Refused(url, f"is larger than {most:,} bytes (GROUNDWIRE_FETCH_BYTES)")
