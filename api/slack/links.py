"""Links that the bot means: to the page's view of a quotation, and to where an article came from."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from api.slack.text import escaped
from rag import Citation

_LONGEST = 1_000  # of 3,000 that two links and their labels may take
_KEPT = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Links:
    """`public_url` is where readers reach the service, empty where they cannot."""

    public_url: str = ""

    @property
    def page(self) -> str:
        """The page, empty where there is none."""
        return f"{self.public_url.rstrip('/')}/" if self.public_url else ""

    def quotation(self, citation: Citation) -> str:
        """The article with the quotation highlighted; empty where it cannot be shown."""
        article = quote(citation.article_id, safe="")
        place = f"{article}/{citation.revision}/{citation.start}-{citation.end}"
        link = f"{self.page}#/article/{place}"
        return link if self.page and len(link) <= _LONGEST else ""


def web_link(url: str) -> str:
    """The url as it can stand in a link; empty where it does not lead to a web page."""
    written = quote(url.strip(), safe=_KEPT)
    try:
        parts = urlsplit(written)
    except ValueError:  # such as brackets that hold no address
        return ""
    sound = parts.scheme in {"http", "https"} and parts.netloc and len(escaped(written)) <= _LONGEST
    return written if sound else ""
