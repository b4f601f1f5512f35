"""The shipped embedder, which its tests use as users get it."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_embedder
from index.embedding.static import FOLDER, StaticEmbedder
from index.errors import EmbedderUnavailable

EMBEDDER = StaticEmbedder()
LARGEST = 40_000_000  # bytes
TEXTS = [
    "CoreWeave第二季度末的积压订单金额是多少？",
    "雲端運算公司的資本支出上升了24%",
    "How much did the company pay to settle the dispute?",
    "ＡＷＳ　营收３０．１亿美元",
    "Привет, 세계! 😀 naïve café",
    "x" * 5_000,
]
PASSAGES = [
    "渡轮每天早上七点从北码头出发，航程四十分钟。",
    "法院裁定该公司向股东支付一亿美元的赔偿金。",
    "新图书馆的建设花了三年时间，今年秋天对公众开放。",
    "医生建议病人每天至少步行半小时。",
]


def nearest(query: str, texts: list[str]) -> int:
    return int(np.argmax(EMBEDDER.embed_documents(texts) @ EMBEDDER.embed_query(query)))


def test_sentence_transformers_gives_the_same_vectors() -> None:
    theirs = load_embedder(str(FOLDER)).embed_documents(TEXTS)
    np.testing.assert_allclose(EMBEDDER.embed_documents(TEXTS), theirs, atol=1e-3)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("When does the ferry leave the dock?", 0),
        ("How much compensation did the court order?", 1),
        ("How long did the construction of the library take?", 2),
        ("What do doctors recommend to patients?", 3),
    ],
)
def test_an_english_question_finds_a_chinese_passage(question: str, passage: int) -> None:
    assert nearest(question, PASSAGES) == passage


def test_a_chinese_question_finds_an_english_passage() -> None:
    english = ["The ferry leaves the harbour at seven.", "The court awarded damages to investors."]
    assert nearest("法院判给投资者什么？", english) == 1
    assert nearest("渡轮几点离开港口？", english) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("積壓訂單的金額", "积压订单的金额"),
        ("ＡＷＳ", "aws"),
        ("３０．１", "30.1"),
        ("Cloud", "CLOUD"),
    ],
)
def test_ways_of_writing_the_same_have_one_vector(one: str, other: str) -> None:
    np.testing.assert_array_equal(EMBEDDER.embed_query(one), EMBEDDER.embed_query(other))


@pytest.mark.parametrize("word", ["Zyxqwv", "龘靐", "ฟอร์ด", "300750.SZ"])
def test_a_word_that_was_never_seen_is_found_by_its_parts(word: str) -> None:
    texts = [f"News of {other} today" for other in ("Brapl", "龍驤", "ราคา", "GOOG", word)]
    assert nearest(word, texts) == 4


@pytest.mark.parametrize("text", ["", "。！？", "😀"])
def test_a_text_without_a_letter_has_the_vector_of_zeros(text: str) -> None:
    assert not EMBEDDER.embed_query(text).any()


def test_it_loads_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from index.embedding import load_embedder; "
        "load_embedder('builtin').embed_query('a'); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"


def test_the_weights_that_are_shipped_belong_to_the_model() -> None:
    digest = sha256((FOLDER / "model.safetensors").read_bytes()).hexdigest()
    written = json.loads((FOLDER / "ranking.json").read_text("utf-8"))
    assert digest.startswith(written["model"])
    assert EMBEDDER.fingerprint == f"static-{EMBEDDER.dimensions}-{written['model']}"


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= LARGEST


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "ranking.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_model_is_reported(tmp_path: Path, name: str, damage: str) -> None:
    for path in FOLDER.iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    if damage == "cut":
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes()[:100])
    with pytest.raises(EmbedderUnavailable, match=r"cannot be read .*install groundwire again"):
        StaticEmbedder(folder=tmp_path)
