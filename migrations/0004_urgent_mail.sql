-- Somebody sits and waits for these: they are sent before all others, however long the queue is.
CREATE INDEX outbox_urgent ON outbox (due_at) WHERE state = 'waiting' AND kind IN ('confirmation', 'code');
