"""How fast the built-in embedder is: its load, a query, and passages a second on one core.

    python scripts/measure_embedding.py

The transformer beside it has the shape of MiniLM (6 layers, 384 wide) and drawn weights, which cost what learned ones cost; both get the same passages of 200 characters, one thread each, in one run.
"""

import os

os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import random
import statistics
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from index.embedding import static

WORDS = [
    "公司",
    "收入",
    "增长",
    "云计算",
    "订单",
    "季度",
    "同比",
    "市场",
    "投资",
    "美元",
    "数据中心",
    "人工智能",
    "合同",
    "股价",
    "利润",
    "客户",
    "2025年",
    "24%",
    "渡轮",
    "图书馆",
    "法院",
    "建设",
    "CoreWeave",
    "Amazon",
    "revenue",
    "backlog",
]
LENGTH = 200  # characters
FAST, SLOW = 4_000, 60  # passages


def passage(drawn: random.Random) -> str:
    text = ""
    while len(text) < LENGTH:
        text += drawn.choice(WORDS) + drawn.choice(["", "", "", "，", "的", "。"])
    return text[:LENGTH]


def main() -> None:
    before = resident()
    start = time.perf_counter()
    embedder = static.StaticEmbedder()
    print(f"load | {1000 * (time.perf_counter() - start):.0f} ms | {resident() - before:.0f} MB")
    number = count()
    ask = seconds(
        lambda: embedder.embed_query(f"CoreWeave第二季度末的订单是多少 {next(number)}"), 500
    )
    print(f"query | {1000 * ask:.3f} ms")
    drawn = random.Random(0)
    texts = [passage(drawn) for _ in range(FAST)]
    embed = embedder._embed  # noqa: SLF001  one thread: the public method takes all cores
    ours = FAST / seconds(lambda: [embed(texts[i : i + 64]) for i in range(0, FAST, 64)], 3)
    theirs = transformer(texts[:SLOW])
    print(f"built-in embedder | {ours:,.0f} passages of {LENGTH} characters a second on one core")
    print(f"MiniLM-shaped transformer | {theirs:,.0f} | ratio {ours / theirs:,.0f}")


def seconds(work: Callable[[], object], runs: int) -> float:
    """The median time of a run."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def transformer(texts: list[str]) -> float:
    """Passages a second: a token for each Chinese character, as its own tokenizer makes them."""
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    config = BertConfig(
        vocab_size=30_522,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    model = BertModel(config).eval()
    rows = torch.tensor([[ord(c) % 30_000 for c in text[:LENGTH]] for text in texts])
    with torch.inference_mode():
        taken = seconds(lambda: [model(rows[i : i + 20]) for i in range(0, len(texts), 20)], 3)
    return len(texts) / taken


def resident() -> float:
    """Megabytes of memory in use by this process."""
    return (
        int(Path("/proc/self/statm").read_text("ascii").split()[1])
        * os.sysconf("SC_PAGE_SIZE")
        / 1e6
    )


if __name__ == "__main__":
    main()
