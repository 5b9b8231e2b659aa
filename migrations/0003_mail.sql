-- Who asked to be told, of what, and the mail that is to be sent. Times are milliseconds since 1970.

-- A mail address that somebody typed on a site to be told there. Links in mails name its number, so that no number is used twice.
CREATE TABLE mailbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    site         INTEGER NOT NULL REFERENCES site ON DELETE CASCADE,
    -- Keyed; all that is remembered of an address that has left.
    hash         BLOB    NOT NULL CHECK (length(hash) = 16),
    email        TEXT COLLATE NOCASE,
    -- Whose it is, once a code has proved it, and the name they go by.
    actor        INTEGER,
    name         TEXT,
    -- When its owner said, from a mail, that it is theirs.
    confirmed_at INTEGER,
    -- When a server said that there is no such mailbox.
    bounced_at   INTEGER,
    left_at      INTEGER,
    UNIQUE (site, hash),
    CHECK ((email IS NULL) = (left_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX mailbox_by_actor ON mailbox (site, actor) WHERE actor IS NOT NULL;
CREATE INDEX mailbox_by_email ON mailbox (email) WHERE email IS NOT NULL;

-- `comment` 0 is the whole page; otherwise all that is said below that comment, whose branch is `root`'s.
CREATE TABLE subscription (
    page     INTEGER NOT NULL REFERENCES page ON DELETE CASCADE,
    root     INTEGER NOT NULL,
    comment  INTEGER NOT NULL,
    mailbox  INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    asked_at INTEGER NOT NULL,
    -- Who asked, where that is known.
    actor    INTEGER,
    PRIMARY KEY (page, root, comment, mailbox),
    CHECK ((root = 0) = (comment = 0))
) STRICT, WITHOUT ROWID;

CREATE INDEX subscription_by_mailbox ON subscription (mailbox);

CREATE TRIGGER subscription_forgotten AFTER DELETE ON comment BEGIN
    DELETE FROM subscription WHERE page = old.page AND root = old.root AND comment = old.id;
END;

-- A code that was sent to prove an address; the newest alone counts.
CREATE TABLE code (
    mailbox    INTEGER PRIMARY KEY REFERENCES mailbox ON DELETE CASCADE,
    hash       BLOB    NOT NULL CHECK (length(hash) = 16),
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    expires_at INTEGER NOT NULL
) STRICT;

-- Mail to be sent, and for a while what became of it.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    site         INTEGER REFERENCES site ON DELETE CASCADE,
    kind         TEXT    NOT NULL CHECK (kind IN ('confirmation', 'code', 'comment', 'moderation', 'digest')),
    email        TEXT    NOT NULL COLLATE NOCASE,
    mailbox      INTEGER REFERENCES mailbox ON DELETE CASCADE,
    account      INTEGER REFERENCES account ON DELETE CASCADE,
    -- What happened, where a comment happened.
    comment      INTEGER,
    -- What else the letter needs; for a code, the code until it is sent.
    detail       TEXT    NOT NULL,
    subject      TEXT,
    state        TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    -- Whoever sends it has it until then.
    leased_until INTEGER NOT NULL DEFAULT 0,
    attempts     INTEGER NOT NULL DEFAULT 0,
    -- The server's own words to the last attempt.
    answer       TEXT,
    ended_at     INTEGER,
    CHECK ((mailbox IS NULL) <> (account IS NULL))
) STRICT;

-- One event is one mail to one address.
CREATE UNIQUE INDEX outbox_once       ON outbox (comment, email) WHERE comment IS NOT NULL;
CREATE INDEX        outbox_due        ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX        outbox_by_state   ON outbox (state, id);
CREATE INDEX        outbox_by_email   ON outbox (email, created_at);
CREATE INDEX        outbox_sent       ON outbox (email, ended_at) WHERE state = 'sent';
CREATE INDEX        outbox_by_site    ON outbox (site);
CREATE INDEX        outbox_by_mailbox ON outbox (mailbox) WHERE mailbox IS NOT NULL;
CREATE INDEX        outbox_by_account ON outbox (account) WHERE account IS NOT NULL;

-- Of which comments an account is told; owners of each one until they say otherwise.
ALTER TABLE account ADD COLUMN mail       TEXT NOT NULL DEFAULT 'waiting' CHECK (mail IN ('each', 'daily', 'waiting', 'none'));
ALTER TABLE account ADD COLUMN digest_at  INTEGER;
ALTER TABLE account ADD COLUMN bounced_at INTEGER;
UPDATE account SET mail = 'each' WHERE owner = 1;

-- The zone that times in mails are written in, by its IANA name.
ALTER TABLE site ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
