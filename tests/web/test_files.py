"""The files of the page: how they are served, and what must not be in them."""

import re
from pathlib import Path

import httpx
import pytest

import api
from api.rest.page import HEADERS, assets

ROOT = Path(api.__file__).parent / "web"
FILES = sorted(path for path in ROOT.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# ways for text to become markup, code or an address
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|createContextualFragment"
    r"|\beval\b|new Function|\.href\s*=|\.src\s*=|location\s*=|location\.(?:assign|replace|href)"
    r"|window\.open|srcdoc\s*[:=]|setTimeout\(\s*[\"'`]|cookie"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_turns_text_into_markup(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_short_and_names_no_other_host(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    hosts = set(re.findall(r"(?:https?:|[\"'(])//[\w-]+(?:\.[\w-]+)+", text))
    assert hosts <= {"http://www.w3.org"}  # a namespace, which nobody fetches


@pytest.mark.parametrize("name", ["index.html", "docs.html"])
def test_a_document_has_no_script_or_style_of_its_own(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=\"/web/)", text) == []


def test_both_languages_have_every_text_and_the_page_has_no_other() -> None:
    en, zh = ((ROOT / "words" / f"{name}.js").read_text("utf-8") for name in ("en", "zh"))
    keys = [set(re.findall(r"^  (?:  )?(\w+):", text, re.MULTILINE)) for text in (en, zh)]
    assert keys[0] - keys[1] == set()
    text = "".join((ROOT / name).read_text("utf-8") for name in ("index.html", "docs.html"))
    named = set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', text))
    assert named <= keys[0]
    used = set(re.findall(r"\bwords\(\)\.(\w+)", "".join(p.read_text("utf-8") for p in SCRIPTS)))
    assert used <= keys[0]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/docs", "text/html; charset=utf-8"),
        ("/web/app.js", "text/javascript; charset=utf-8"),
        ("/web/words/zh.js", "text/javascript; charset=utf-8"),
        ("/web/base.css", "text/css; charset=utf-8"),
        ("/web/icon.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_served_under_the_policy_and_asked_about_again(
    server: str, path: str, media_type: str
) -> None:
    first = httpx.get(server + path)
    assert (first.status_code, first.headers["content-type"]) == (200, media_type)
    assert first.headers["content-security-policy"] == POLICY
    assert {name: first.headers[name] for name in HEADERS} == HEADERS
    assert first.headers["x-content-type-options"] == "nosniff"
    again = httpx.get(server + path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = httpx.get(server + path, headers={"If-None-Match": '"x"'})
    assert other.content == first.content
    head = httpx.head(server + path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/web/",
        "/web/none.js",
        "/web/index.html",
        "/web/../page.py",
        "/web/%2e%2e/rest/page.py",
        "/web/%2Fetc%2Fpasswd",
        "/web/words/",
        "/web/words",
    ],
)
def test_nothing_else_is_served(server: str, path: str) -> None:
    reply = httpx.get(server + path)
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


def test_every_module_of_the_page_is_named_in_advance(server: str) -> None:
    page = httpx.get(server).text
    named = set(re.findall(r'rel="modulepreload" href="/web/([^"]+)"', page))
    needed, left = set[str](), ["app.js"]
    while left:
        name = left.pop()
        if name in needed:
            continue
        needed.add(name)
        text = assets()[name].content.decode()
        folder = Path(name).parent
        left += [
            str(folder / path[2:])
            for path in re.findall(r'^(?:import|export) .* from "(\./[^"]+)"', text, re.MULTILINE)
        ]
    assert named == needed
