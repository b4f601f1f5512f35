"""The table of what is remembered of fetched pages."""

import json

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.integrity import require, seal, sealed
from index.state.fetches import Fetch
from index.times import from_micros, to_micros


class SqliteFetches:
    """The fetches of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, fetch: Fetch) -> None:
        row = (
            fetch.url,
            fetch.location,
            fetch.etag,
            fetch.last_modified,
            to_micros(fetch.fresh_until),
            json.dumps(fetch.articles),
        )
        with self._database.writing() as writer:
            writer.execute("DELETE FROM fetches WHERE url = ?", (fetch.url,))
            added = writer.execute(
                "INSERT INTO fetches (url, location, etag, last_modified, fresh_until, articles)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING key",
                row,
            )
            seal(writer, "fetches", int(added.fetchone()[0]))

    def get(self, url: str) -> Fetch | None:
        query = (
            "SELECT f.location, f.etag, f.last_modified, f.fresh_until, f.articles, "
            f"{sealed('fetches', 'f')} FROM fetches f WHERE f.url = ?"
        )
        with self._database.reading() as reader:
            row = reader.execute(query, (url,)).fetchone()
        if row is None:
            return None
        location, etag, modified, fresh, articles, sound = row
        require(sound, f"what is remembered of {url}")
        return Fetch(url, location, etag, modified, from_micros(fresh), tuple(json.loads(articles)))
