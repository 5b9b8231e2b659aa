-- The passage of a page's text that a root answers (see domain/anchor.rs), as JSON.
ALTER TABLE comment ADD COLUMN anchor TEXT CHECK (anchor IS NULL OR parent IS NULL);

-- As root_by_time and root_by_score, for who reads inline comments alone.
CREATE INDEX anchored_by_time  ON comment (page) WHERE anchor IS NOT NULL AND shown = 1;
CREATE INDEX anchored_by_score ON comment (page, score, up) WHERE anchor IS NOT NULL AND shown = 1;
