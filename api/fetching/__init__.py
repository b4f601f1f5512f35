"""Pages of the web, fetched without a way into the networks behind this machine.

A url is checked before it is looked up (target.py), every address that its host has is checked when
the connection is made, and the connection goes to what was checked (connection.py, addresses.py).
Each redirect begins anew.
"""

from api.fetching.allowlist import Allowlist
from api.fetching.fetcher import Fetcher, Limits
from api.fetching.page import Page, articles_of
from api.fetching.patience import Stopped

__all__ = ["Allowlist", "Fetcher", "Limits", "Page", "Stopped", "articles_of"]
