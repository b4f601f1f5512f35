"""How long people wait on the page: from the press of a key to the answer that can be read.

`python scripts/measure_page.py FEED QUESTIONS.jsonl` asks the first 20 questions in a browser.
"""

import json
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from shoot_page import CHROMIUM, FLAGS, serving

ROUNDS = 20
# Told by the browser's own clock: the first frame in which the last turn has an answer to read.
_WATCH = """() => new Promise((resolve) => {
  const began = performance.now();
  const look = () => {
    const turn = [...document.querySelectorAll(".turn")].at(-1);
    const there = turn?.querySelector(".said, .suggestions");
    if (!there) return requestAnimationFrame(look);
    requestAnimationFrame(() => resolve(performance.now() - began));
  };
  document.getElementById("send").click();
  look();
})"""


def waited(page: Page, url: str, question: str) -> float:
    """Milliseconds from the click to the answer, on a page without a conversation."""
    page.goto(url)
    page.reload()
    page.locator(".examples li").first.wait_for()
    page.fill("#question", question)
    return float(page.evaluate(_WATCH))


def main() -> None:
    """Print p50 and max, and the first of all, for which nothing was warm."""
    feed, questions = Path(sys.argv[1]), Path(sys.argv[2])
    lines = questions.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines][:ROUNDS]
    with serving(feed) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        times = [waited(page, url, question) for question in asked]
        browser.close()
    print(
        f"first answer visible after a click, {len(times)} questions: "
        f"p50 {statistics.median(times):.0f} ms, max {max(times):.0f} ms, first {times[0]:.0f} ms"
    )


if __name__ == "__main__":
    main()
