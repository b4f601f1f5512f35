"""How long `ask` takes, as a ratio to importing the libraries it cannot do without.

    python scripts/measure_start.py HOME QUESTION [--runs 5]

Both are whole processes, run in turn; the medians are compared.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

BASE = [sys.executable, "-c", "import numpy, faiss, tantivy, rjieba, typer"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("question")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    ask = ask_command(options.home, options.question)
    times: dict[str, list[float]] = {"ask": [], "base": []}
    for _ in range(options.runs):
        times["ask"].append(seconds(ask))
        times["base"].append(seconds(BASE))
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["ask"] / medians["base"]
    print(f"ask {medians['ask']:.3f} s | imports alone {medians['base']:.3f} s | ratio {ratio:.2f}")


def ask_command(home: str | Path, question: str) -> list[str]:
    return [str(Path(sys.executable).with_name("ask")), "--home", str(home), question]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
