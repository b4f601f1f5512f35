"""The tables, and their version: those of articles, and those of what a service remembers."""

VERSION = 3

# An article's key, a revision's and a passage's are never used again (AUTOINCREMENT).
# `checksum` is over the columns that integrity.py names; `revisions.passages` counts them.
# `changes` is the sequence that derived files follow; times are microseconds since 1970, UTC.
STATE_TABLES = """
CREATE TABLE keys (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    checksum INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE events (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    signature TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    holder TEXT NOT NULL DEFAULT '',
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer_id TEXT,
    answer TEXT NOT NULL DEFAULT '',
    checksum INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX events_lane ON events (lane, key);
CREATE INDEX events_open ON events (due) WHERE stage IN ('received', 'working', 'posting');
CREATE INDEX events_holder ON events (holder) WHERE holder <> '';
CREATE INDEX events_answer ON events (answer_id) WHERE answer_id IS NOT NULL;

CREATE TABLE feedback (
    key INTEGER PRIMARY KEY,
    answer_id TEXT NOT NULL,
    user TEXT NOT NULL,
    helpful INTEGER NOT NULL,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0,
    UNIQUE (answer_id, user)
);

CREATE TABLE jobs (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    uploads TEXT NOT NULL,
    urls TEXT NOT NULL,
    request TEXT NOT NULL,
    counts TEXT NOT NULL,
    failures TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    cancelling INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    lease INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX jobs_open ON jobs (state) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_request ON jobs (request) WHERE request <> '';

CREATE TABLE fetches (
    key INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    fresh_until INTEGER NOT NULL,
    articles TEXT NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0
);
"""

TABLES = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE embedders (
    key INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    last_number INTEGER NOT NULL,
    current INTEGER REFERENCES revisions (key),
    checksum INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE revisions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    published_at INTEGER,
    modified_at INTEGER,
    ingested_at INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER,
    passages INTEGER NOT NULL DEFAULT 0,
    checksum INTEGER NOT NULL DEFAULT 0,
    UNIQUE (article, number)
);
CREATE INDEX revisions_past ON revisions (valid_to) WHERE valid_to IS NOT NULL;
CREATE INDEX revisions_source ON revisions (source COLLATE NOCASE);
CREATE INDEX revisions_filters
    ON revisions (valid_to, published_at, valid_from, source, language, passages);

CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL REFERENCES revisions (key),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0,
    UNIQUE (revision, ordinal)
);

CREATE TABLE vectors (
    embedder INTEGER NOT NULL REFERENCES embedders (key),
    passage INTEGER NOT NULL REFERENCES passages (key),
    vector BLOB NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (embedder, passage)
) WITHOUT ROWID;

CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('revised', 'deleted')),
    revision INTEGER NOT NULL REFERENCES revisions (key),
    at INTEGER NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0
);
"""
