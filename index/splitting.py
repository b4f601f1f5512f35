"""Passages from text: langchain's recursive splitter, one section at a time."""

from functools import cache

from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.article import detect_language
from index.outline import FACT_SEPARATOR, sections
from index.passage import Passage

# A Chinese character carries about as much as three letters; both come to some 200 tokens.
SIZES = {"zh": 280, "en": 840}
_SEPARATORS = [
    r"\n\s*\n",
    r"\n",
    FACT_SEPARATOR,
    # the look-behind starts each run of signs once: "....." would cost quadratic time
    r"[。！？；…]+[”’」』）]*|(?<![.!?;])[.!?;]+[\"')\]]*\s",
    r"[，、：]|[,:]\s",
    r"\s",
    "",
]


@cache
def _splitter(size: int) -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        add_start_index=True,
    )


def split(text: str) -> list[Passage]:
    """Passages of a text, in order, never across a heading, without overlap.

    Together they hold every character that is neither white space nor part of a heading line.
    """
    found = []
    for section in sections(text):
        body = text[section.start : section.end]
        for chunk in _splitter(SIZES[detect_language(body)]).create_documents([body]):
            start = section.start + int(chunk.metadata["start_index"])
            found.append(Passage(start, start + len(chunk.page_content), section.heading))
    return found
