"""A second process that keeps the terms up while the first one ingests.

Cutting words is half of the work of a large ingest; this puts the other core to it. It uses what
any reader uses to catch up, and ends when its standard input does.

    python -m index.follower HOME
"""

import select
import sys
from pathlib import Path

from index.catalog.sqlite import SqliteCatalog
from index.errors import HomeBusy
from index.searchable.local.keeper import TermsKeeper

_PAUSE_S = 0.5


def main(home: Path) -> None:
    """Catch up, pause, and again, until standard input ends."""
    catalog = SqliteCatalog(home)
    keeper = TermsKeeper(home, catalog)
    try:
        while not select.select([sys.stdin], [], [], _PAUSE_S)[0]:
            with catalog.reading() as snapshot:
                try:
                    keeper.catch_up(snapshot)
                except HomeBusy:  # someone else is at it
                    continue
    finally:
        keeper.close()
        catalog.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
