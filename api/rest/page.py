"""The web page at `/` and the reference at `/docs`: files of the package, as they are.

They hold nothing secret and ask for no key; the data that they show come from the routes that do.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, HTTPException, Request, Response

from api.rest.service import SettingsDep

_ROOT = "web"
_APART = ("early.js", "reference/", "types.js")  # scripts that are no module of the page
_ZONE, _MODULES = "%zone%", "<!-- modules -->"  # what a document leaves open
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing is taken from elsewhere, and no text can become markup or code. `form-action` would hold
# for a script-less page only: every form is sent by script.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",  # kept, and asked about: a new version shows at once
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is served: its bytes, its media type and its entity tag."""

    content: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, content: bytes, suffix: str) -> "Asset":
        """The asset with these bytes; `suffix` as in `.css` tells its type."""
        return cls(content, _TYPES[suffix], f'"{hashlib.sha256(content).hexdigest()[:32]}"')


@cache
def assets() -> dict[str, Asset]:
    """Every file of the page by its path below `api/web/`, such as `words/en.js`."""
    return dict(_read(files("api") / _ROOT, ""))


def _read(folder: Traversable, before: str) -> list[tuple[str, Asset]]:
    found = list[tuple[str, Asset]]()
    for entry in folder.iterdir():
        name = before + entry.name
        suffix = name[name.rfind(".") :]
        if entry.is_dir():
            found += _read(entry, f"{name}/")
        elif suffix in _TYPES:
            found.append((name, Asset.of(entry.read_bytes(), suffix)))
    return found


@cache
def _page(name: str, zone: str) -> Asset:
    """A document that is told in which time zone days are meant, and which modules it will need."""
    modules = "\n".join(
        f'<link rel="modulepreload" href="/web/{path}">'
        for path in sorted(assets())
        if path.endswith(".js") and not path.startswith(_APART)
    )
    text = assets()[name].content.decode()
    text = text.replace(_ZONE, escape(zone)).replace(_MODULES, modules)
    return Asset.of(text.encode(), ".html")


@router.api_route("/", methods=["GET", "HEAD"])
def page(request: Request, settings: SettingsDep) -> Response:
    """The page on which questions are asked."""
    return _served(_page("index.html", settings.timezone), request)


@router.api_route("/docs", methods=["GET", "HEAD"])
def docs(request: Request, settings: SettingsDep) -> Response:
    """The reference of the REST interface, made from its OpenAPI document."""
    return _served(_page("docs.html", settings.timezone), request)


@router.api_route("/web/{path:path}", methods=["GET", "HEAD"])
def asset(path: str, request: Request) -> Response:
    """A style sheet, a module or an image of the page."""
    known = assets().get(path)
    if known is None or path.endswith(".html"):
        raise HTTPException(404)
    return _served(known, request)


def _served(asset: Asset, request: Request) -> Response:
    headers = {**HEADERS, "ETag": asset.etag}
    tags = {tag.strip().removeprefix("W/") for tag in _header(request, "if-none-match").split(",")}
    if tags & {asset.etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _header(request: Request, name: str) -> str:
    return request.headers.get(name, "")
