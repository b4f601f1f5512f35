"""Links that the bot means: to the page's view of a quotation, and to where an article came from."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from api.links import quotation_url
from api.slack.text import escaped
from rag import Citation

_LONGEST = 1_000  # of 3,000 that two links and their labels may take
_KEPT = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Links:
    """`page` is the web page's address, empty where readers cannot reach it."""

    page: str = ""

    def quotation(self, citation: Citation) -> str:
        """The article with the quotation highlighted; empty where it cannot be shown."""
        link = quotation_url(self.page, citation)
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
