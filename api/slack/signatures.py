"""Whether a request is Slack's: its signature over the raw bytes of the body."""

import hashlib
import hmac
import re

TOLERANCE_S = 300
_TIMESTAMP = re.compile(rb"[0-9]{1,12}")


class BadSignature(Exception):
    """A request that is not Slack's, or is none of now; the message says what is wrong."""


def check_signature(
    secret: bytes, timestamp: bytes, signature: bytes, body: bytes, now: float
) -> None:
    """Raises BadSignature unless Slack signed this body within the last five minutes."""
    if not _TIMESTAMP.fullmatch(timestamp):
        raise BadSignature("the request has no timestamp of Slack's")
    if abs(now - int(timestamp)) > TOLERANCE_S:
        raise BadSignature("the request is too old, or the clock is wrong")
    base = b"v0:" + timestamp + b":" + body
    expected = b"v0=" + hmac.new(secret, base, hashlib.sha256).hexdigest().encode()
    if not hmac.compare_digest(expected, signature):
        raise BadSignature("the signature is not that of the signing secret")
