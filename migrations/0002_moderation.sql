-- Who speaks with an account, what state comments are in, who is kept out, and who decided what. Times are milliseconds since 1970.

CREATE TABLE account (
    id           INTEGER PRIMARY KEY,
    actor        INTEGER NOT NULL UNIQUE,
    email        TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    name         TEXT    NOT NULL,
    label        TEXT,
    website      TEXT,
    -- PHC string; nobody can sign in without.
    password     TEXT,
    owner        INTEGER NOT NULL CHECK (owner IN (0, 1)),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER
) STRICT;

CREATE TABLE account_role (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    site    INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    role    TEXT    NOT NULL CHECK (role IN ('moderator', 'author')),
    PRIMARY KEY (account, site)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_role_by_site ON account_role (site);

-- Somebody whom a site's own backend has named.
CREATE TABLE member (
    id             INTEGER PRIMARY KEY,
    site           INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    subject        TEXT    NOT NULL,
    actor          INTEGER NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    email          TEXT,
    email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
    website        TEXT,
    role           TEXT CHECK (role IN ('moderator', 'author')),
    label          TEXT,
    -- Of the newest token that named it: an older one changes nothing.
    issued_at      INTEGER,
    seen_at        INTEGER NOT NULL,
    UNIQUE (site, subject)
) STRICT;

CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    account    INTEGER REFERENCES account ON DELETE CASCADE,
    member     INTEGER REFERENCES member ON DELETE CASCADE,
    -- None: a session of the console.
    site       INTEGER REFERENCES site ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    CHECK ((account IS NULL) <> (member IS NULL)),
    CHECK (member IS NULL OR site IS NOT NULL)
) STRICT;

CREATE INDEX session_by_account ON session (account);
CREATE INDEX session_by_member  ON session (member);
CREATE INDEX session_by_site    ON session (site);

CREATE TABLE ban (
    id         INTEGER PRIMARY KEY,
    -- None: on all sites.
    site       INTEGER REFERENCES site ON DELETE CASCADE,
    kind       TEXT    NOT NULL CHECK (kind IN ('actor', 'network', 'email', 'website')),
    value      TEXT    NOT NULL,
    -- Whom it was meant for.
    name       TEXT,
    reason     TEXT,
    created_at INTEGER NOT NULL,
    until      INTEGER,
    account    INTEGER REFERENCES account ON DELETE SET NULL,
    by_name    TEXT    NOT NULL
) STRICT;

CREATE INDEX ban_by_site    ON ban (site);
CREATE INDEX ban_by_account ON ban (account);

-- Who did what. Comments and pages may be gone; `detail` names what is needed to read an entry without them.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    account  INTEGER REFERENCES account ON DELETE SET NULL,
    by_name  TEXT,
    site     INTEGER REFERENCES site ON DELETE SET NULL,
    action   TEXT    NOT NULL,
    comment  INTEGER,
    -- The first entry of those that were one decision.
    decision INTEGER,
    detail   TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_by_site     ON audit (site);
CREATE INDEX audit_by_account  ON audit (account);
CREATE INDEX audit_by_comment  ON audit (comment) WHERE comment IS NOT NULL;
CREATE INDEX audit_by_decision ON audit (decision) WHERE decision IS NOT NULL;

-- What was called spam, remembered when its writer changes or deletes it.
CREATE TABLE spam (
    site        INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    fingerprint INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (site, fingerprint)
) STRICT, WITHOUT ROWID;

-- How far something that goes on in the background has come.
CREATE TABLE progress (
    task TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE site ADD COLUMN hold             TEXT    NOT NULL DEFAULT 'none' CHECK (hold IN ('none', 'newcomers', 'all'));
ALTER TABLE site ADD COLUMN hold_links       INTEGER          DEFAULT 5      CHECK (hold_links >= 0);
-- One in a line.
ALTER TABLE site ADD COLUMN hold_words       TEXT    NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN close_after_days INTEGER                         CHECK (close_after_days > 0);
ALTER TABLE site ADD COLUMN sso_algorithm    TEXT;
ALTER TABLE site ADD COLUMN sso_key          TEXT;
ALTER TABLE site ADD COLUMN sso_since        INTEGER;

-- The times of the first and the last comment, whatever became of them.
ALTER TABLE page ADD COLUMN opened_at INTEGER;
ALTER TABLE page ADD COLUMN last_at   INTEGER;
UPDATE page SET opened_at = (SELECT min(id) >> 20 FROM comment WHERE comment.page = page.id),
                last_at   = (SELECT max(id) >> 20 FROM comment WHERE comment.page = page.id);
CREATE INDEX page_by_last_comment ON page (site, last_at);

ALTER TABLE comment ADD COLUMN site        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comment ADD COLUMN status      TEXT    NOT NULL DEFAULT 'published'
    CHECK (status IN ('published', 'held', 'spam', 'removed', 'deleted'));
-- Why it is not, or was not at once, published: codes as in domain/rules.rs, one in a line.
ALTER TABLE comment ADD COLUMN reasons     TEXT;
ALTER TABLE comment ADD COLUMN pinned_at   INTEGER;
-- The badge, kept true when the role behind it changes.
ALTER TABLE comment ADD COLUMN role        TEXT    CHECK (role IN ('owner', 'moderator', 'author', 'member'));
ALTER TABLE comment ADD COLUMN label       TEXT;
ALTER TABLE comment ADD COLUMN kind        TEXT    NOT NULL DEFAULT 'visitor' CHECK (kind IN ('visitor', 'member', 'account'));
-- Keyed hash with the salt of the time of posting; forgotten after a month.
ALTER TABLE comment ADD COLUMN network     INTEGER;
ALTER TABLE comment ADD COLUMN links       INTEGER NOT NULL DEFAULT 0;
-- Of the words, where there is a link or a website: what spam has in common.
ALTER TABLE comment ADD COLUMN fingerprint INTEGER;
-- Whether it has a place in the thread: its own, or one that its replies need.
ALTER TABLE comment ADD COLUMN shown       INTEGER GENERATED ALWAYS AS (status = 'published' OR replies > 0) VIRTUAL;

UPDATE comment SET site = (SELECT site FROM page WHERE page.id = comment.page);
UPDATE comment SET status = 'deleted' WHERE deleted_at IS NOT NULL;

DROP INDEX root_by_time;
DROP INDEX root_by_score;
DROP INDEX reply_by_time;
CREATE INDEX root_by_time  ON comment (page) WHERE parent IS NULL AND shown = 1 AND pinned_at IS NULL;
CREATE INDEX root_by_score ON comment (page, score, up) WHERE parent IS NULL AND shown = 1 AND pinned_at IS NULL;
CREATE INDEX root_pinned   ON comment (page, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX reply_by_time ON comment (parent, shown) WHERE parent IS NOT NULL;

CREATE INDEX comment_of_actor       ON comment (actor) WHERE actor IS NOT NULL;
CREATE INDEX comment_of_site        ON comment (site);
CREATE INDEX comment_unpublished    ON comment (status) WHERE status <> 'published';
CREATE INDEX comment_held           ON comment (page) WHERE status = 'held';
CREATE INDEX comment_by_fingerprint ON comment (fingerprint) WHERE fingerprint IS NOT NULL;

-- What moderators search. Its words are written by store/sqlite/search.rs.
CREATE VIRTUAL TABLE comment_text USING fts5 (body, name, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO comment_text (rowid, body, name) SELECT id, source, coalesce(name, '') FROM comment;
CREATE TRIGGER comment_text_forgotten AFTER DELETE ON comment BEGIN
    DELETE FROM comment_text WHERE rowid = old.id;
END;
