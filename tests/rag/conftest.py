"""An index with a few articles of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import day

from index import Article, Index

ARTICLES = [
    Article(
        id="ferry",
        title="Egret's Debut Slips",
        source="Tidewater Gazette",
        published_at=day(10, 26),
        text="核心观点 - 白鹭号渡轮的首航日改为2026年5月2日，推迟48天 [1] - 单程票价为2.80欧元 [2][3] "
        "运营 - 一号线单程要走17分钟 [4] - 9月共运送乘客41.8万人次 [5]",
    ),
    Article(
        id="library",
        title="Wexelhaven Opens Its Library",
        source="Wexelhaven Herald",
        published_at=day(10, 20),
        text="Construction of the library lasted four years. It cost 38.6 million euros; the city paid 65%. "
        "Ingrid Saltmarsh directs the house. The building ignores [1] every storm.",
    ),
    Article(
        id="plant",
        title="Ochrebank Fires Up",
        source="Kiln & Cable",
        text="Ochrebank工厂的年处理能力为4万吨 [1] - 镍和钴的回收率达到96% [2] - 工厂由英伟达前高管创办 [3]",
    ),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "home", create=True) as index:
        index.add(ARTICLES)
        yield index


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The same for tests that only ask."""
    with Index(tmp_path_factory.mktemp("shared") / "home", create=True) as index:
        index.add(ARTICLES)
        yield index
