-- When those who follow were told of a comment, or could have been: nobody is told twice of what is taken away and put back.
ALTER TABLE comment ADD COLUMN told_at INTEGER;
UPDATE comment SET told_at = id >> 20 WHERE status IN ('published', 'removed');

-- Somebody sits and waits for these: they are sent before all others, however long the queue is.
CREATE INDEX outbox_urgent ON outbox (due_at) WHERE state = 'waiting' AND kind IN ('confirmation', 'code');
CREATE INDEX outbox_ended  ON outbox (ended_at) WHERE state <> 'waiting';

-- The owner of an address that has left says that it may be used here again, whoever types it then.
ALTER TABLE mailbox ADD COLUMN may_return INTEGER NOT NULL DEFAULT 0;

-- Pages that were merged into others: links in mails name the old ones for ever.
CREATE TABLE page_moved (
    old INTEGER PRIMARY KEY,
    new INTEGER NOT NULL REFERENCES page ON DELETE CASCADE
) STRICT;

CREATE INDEX page_moved_to ON page_moved (new);

-- What its owner has ended by a link (1) stays ended, unless they say otherwise when somebody asks for it again (2).
ALTER TABLE subscription ADD COLUMN ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1, 2));

-- A code counts for who asked for it, so that nobody can spend another's tries.
DROP TABLE code;
CREATE TABLE code (
    mailbox    INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    actor      INTEGER NOT NULL,
    hash       BLOB    NOT NULL CHECK (length(hash) = 16),
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (mailbox, actor)
) STRICT, WITHOUT ROWID;

-- Pages that may be there for nothing: a wish or a vote made them, and was taken back.
CREATE INDEX page_empty ON page (id) WHERE comments = 0 AND up = 0 AND down = 0 AND locked_at IS NULL;
