"""What is said where text that was shown is replaced by another answer."""

from index.article import detect_language

_WITHDRAWN = {
    "zh": "（以上文字作废：没有写完。以下面的为准。）",
    "en": "(Disregard the above: it broke off. What follows counts.)",
}


def withdrawn(question: str) -> str:
    """A line in the question's language."""
    return _WITHDRAWN[detect_language(question)]
