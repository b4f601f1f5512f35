"""Jobs: files and urls that are ingested behind the requests that brought them."""

from api.jobs.runner import Runner
from api.jobs.spool import Spool
from api.jobs.tally import Tally
from api.jobs.work import Sources

__all__ = ["Runner", "Sources", "Spool", "Tally"]
