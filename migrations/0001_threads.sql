-- Sites, pages, comments and votes. Times are milliseconds since 1970; a comment's id begins with its time (see domain/comment.rs).

CREATE TABLE site (
    id                  INTEGER PRIMARY KEY,
    key                 TEXT    NOT NULL UNIQUE,
    name                TEXT    NOT NULL,
    default_sort        TEXT    NOT NULL CHECK (default_sort IN ('newest', 'oldest', 'top')),
    edit_window_seconds INTEGER NOT NULL CHECK (edit_window_seconds >= 0),
    max_length          INTEGER NOT NULL CHECK (max_length > 0),
    images              INTEGER NOT NULL CHECK (images IN (0, 1)),
    votes_per_network   INTEGER NOT NULL CHECK (votes_per_network > 0),
    -- The renderer all comments of the site are rendered with; another number than the program's own means that some are not.
    renderer            INTEGER NOT NULL
) STRICT;

CREATE TABLE origin (
    site   INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    origin TEXT    NOT NULL,
    PRIMARY KEY (site, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
    id        INTEGER PRIMARY KEY,
    site      INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    key       TEXT    NOT NULL,
    url       TEXT,
    title     TEXT,
    -- Counters, changed in the transaction that changes what they count: comments that can be read, votes on the page.
    comments  INTEGER NOT NULL DEFAULT 0 CHECK (comments >= 0),
    up        INTEGER NOT NULL DEFAULT 0 CHECK (up >= 0),
    down      INTEGER NOT NULL DEFAULT 0 CHECK (down >= 0),
    locked_at INTEGER,
    UNIQUE (site, key)
) STRICT;

CREATE TABLE comment (
    id         INTEGER PRIMARY KEY,
    page       INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    parent     INTEGER REFERENCES comment,
    root       INTEGER NOT NULL,
    depth      INTEGER NOT NULL CHECK (depth >= 0),
    actor      INTEGER,
    name       TEXT,
    email      TEXT,
    website    TEXT,
    source     TEXT    NOT NULL,
    html       TEXT    NOT NULL,
    renderer   INTEGER NOT NULL,
    -- Counters, as above: votes, direct replies, and on roots all that stand below.
    up         INTEGER NOT NULL DEFAULT 0 CHECK (up >= 0),
    down       INTEGER NOT NULL DEFAULT 0 CHECK (down >= 0),
    score      INTEGER NOT NULL GENERATED ALWAYS AS (up - down) VIRTUAL,
    replies    INTEGER NOT NULL DEFAULT 0 CHECK (replies >= 0),
    branch     INTEGER NOT NULL DEFAULT 0 CHECK (branch >= 0),
    edited_at  INTEGER,
    deleted_at INTEGER,
    CHECK ((parent IS NULL) = (depth = 0))
) STRICT;

CREATE INDEX root_by_time   ON comment (page) WHERE parent IS NULL;
CREATE INDEX root_by_score  ON comment (page, score, up) WHERE parent IS NULL;
CREATE INDEX reply_by_time  ON comment (parent) WHERE parent IS NOT NULL;
-- Whole, so that removing a page finds its comments by it.
CREATE INDEX comment_by_actor ON comment (page, actor);

-- Ordered by page and actor, since "my votes on this page" is read most.
CREATE TABLE vote (
    page    INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    actor   INTEGER NOT NULL,
    comment INTEGER NOT NULL REFERENCES comment ON DELETE CASCADE,
    value   INTEGER NOT NULL CHECK (value IN (-1, 1)),
    network INTEGER NOT NULL,
    PRIMARY KEY (page, actor, comment)
) STRICT, WITHOUT ROWID;

CREATE INDEX vote_by_network ON vote (comment, network);

CREATE TABLE page_vote (
    page    INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    actor   INTEGER NOT NULL,
    value   INTEGER NOT NULL CHECK (value IN (-1, 1)),
    network INTEGER NOT NULL,
    PRIMARY KEY (page, actor)
) STRICT, WITHOUT ROWID;

CREATE INDEX page_vote_by_network ON page_vote (page, network);
