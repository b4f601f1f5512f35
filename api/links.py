"""Addresses on the web page."""

from urllib.parse import quote

from rag import Citation


def quotation_url(page: str, citation: Citation) -> str:
    """Where the page at `page`, which ends in a slash, shows the quotation in its article."""
    article = quote(citation.article_id, safe="")
    return f"{page}#/article/{article}/{citation.revision}/{citation.start}-{citation.end}"
