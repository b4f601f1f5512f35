"""The shape that the code keeps."""

import ast
import re
from pathlib import Path

import pytest

from api.settings import PREFIX, Settings
from api.variables import about, settings_of

ROOT = Path(__file__).parents[1]
PACKAGES = {"index": {"index"}, "rag": {"index", "rag"}, "api": {"index", "rag", "api"}}
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
LONGEST_FILE = 300


def imported(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add((node.module or "").partition(".")[0])
    return names


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported(path) & PACKAGES.keys() <= PACKAGES[package]


@pytest.mark.parametrize(
    ("library", "only"),
    [
        ("faiss", "index/searchable/local/vectors.py"),
        ("tantivy", "index/searchable/local/terms.py"),
        (
            "httpx",
            (
                "index/embedding/openai.py rag/generators/transport.py api/remote.py "
                "api/fetching/fetcher.py api/fetching/page.py api/fetching/robots.py "
                "api/fetching/target.py"
            ),
        ),
        ("httpcore", "api/fetching/connection.py api/fetching/fetcher.py"),
        ("protego", "api/fetching/robots.py"),
        ("mcp", "api/mcp/server.py api/mcp/tools.py api/rest/mcp.py"),
        ("xllamacpp", "rag/generators/local.py"),
        (
            "sentence_transformers",
            "index/embedding/sentence_transformer.py index/reranking/cross_encoder.py",
        ),
        ("slack_bolt", "api/slack/listening.py api/slack/socket_mode.py api/rest/slack.py"),
        ("slack_sdk", "api/slack/listening.py api/slack/web.py"),
        ("langchain_text_splitters", "index/splitting.py"),
        ("limits", "api/rest/rates.py"),
        ("opentelemetry", "api/rest/tracing.py"),
        ("prometheus_client", "api/rest/meters.py api/rest/metrics.py"),
        ("structlog", "api/rest/logs.py"),
    ],
)
def test_a_library_is_imported_where_it_belongs(library: str, only: str) -> None:
    assert {named(path) for path in FILES if library in imported(path)} == set(only.split())


def test_sql_stands_in_the_catalog_alone() -> None:
    users = {named(path.parent) for path in FILES if "sqlite3" in imported(path)}
    assert users == {"index/catalog/sqlite"}


def test_the_environment_is_read_in_one_place() -> None:
    readers = {named(path) for path in FILES if "os.environ" in path.read_text(encoding="utf-8")}
    assert readers == {"api/settings.py"}


def test_nothing_is_pickled() -> None:
    assert [named(path) for path in FILES if imported(path) & {"pickle", "joblib", "dill"}] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_every_setting_is_in_the_table_of_settings() -> None:
    described = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    written = [
        f"| `{PREFIX}{one.name.upper()}` | {about(one).text} |" for one in settings_of(Settings)
    ]
    table = [line for line in described.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert table == written


@pytest.mark.parametrize("page", [ROOT / "README.md", *(ROOT / "docs").glob("*.md")], ids=named)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = {ROOT / name for name in re.findall(r"`((?:index|rag|api|tests)/[\w/.]*)`", text)}
    paths |= {page.parent / link for link in re.findall(r"\]\((?!http)([^)#]+)", text)}
    assert [str(path) for path in sorted(paths) if not path.exists()] == []
