"""Print the lengths of functions and files: median, 90th percentile, and what is too long.

python scripts/function_lengths.py
"""

import ast
import statistics
from pathlib import Path

PACKAGES = ("index", "rag", "api")
LONGEST_FILE = 300


def main() -> None:
    files = [path for package in PACKAGES for path in sorted(Path(package).rglob("*.py"))]
    lengths = sorted((n, where) for path in files for n, where in functions(path))
    counts = [n for n, _ in lengths]
    ninetieth = counts[int(len(counts) * 0.9)]
    print(f"functions {len(counts)} | median {statistics.median(counts):.0f} | 90th {ninetieth}")
    print("longest functions: " + ", ".join(f"{where} {n}" for n, where in lengths[:-6:-1]))
    sizes = sorted(
        ((len(path.read_text().splitlines()), str(path)) for path in files), reverse=True
    )
    print("longest files: " + ", ".join(f"{name} {n}" for n, name in sizes[:3]))
    too_long = [name for n, name in sizes if n > LONGEST_FILE]
    print(f"files above {LONGEST_FILE} lines: {', '.join(too_long) or 'none'}")


def functions(path: Path) -> list[tuple[int, str]]:
    """Lines and places of the functions of a file, docstrings and signatures counted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.name}")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


if __name__ == "__main__":
    main()
