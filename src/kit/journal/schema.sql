-- step 1
-- What happened, for ever.  One row an event; only the payload can be erased, with its salt, and
-- then commitment still stands for it.  docs/seal-format.md says what is digested.
-- append only but: salt, payload, pos
CREATE TABLE event (
	id          ID,
	kind        TEXT NOT NULL,          -- of the aggregate: case, unit …
	aggregate   I64 NOT NULL,           -- its id
	rev         I64 NOT NULL,           -- 1, 2, 3 … of this aggregate
	type        TEXT NOT NULL,          -- case.filed …
	at          TIME NOT NULL,          -- when it happened
	recorded_at TIME NOT NULL,          -- when it was written down
	who         I64,                    -- user; NULL: the program itself
	as_whom     I64,                    -- post
	erases_from I64 NOT NULL,           -- revisions of this aggregate whose payload it erased; 0: none
	erases_to   I64 NOT NULL,
	salt        BLOB,                   -- 16 random bytes; NULL once erased
	payload     BLOB,                   -- {"set":{column:value…},"rows":{…},"more":{…}}, packed (pack.h); NULL once erased
	commitment  BLOB NOT NULL,          -- SHA-256 of salt and payload
	pos         I64,                    -- position in the sealed order, 1, 2, 3 …; NULL: not yet sealed
	UNIQUE (kind, aggregate, rev)
);
CREATE UNIQUE INDEX event_pos ON event (pos);
CREATE INDEX event_unsealed ON event (id) WHERE pos IS NULL;
-- What the audit administrator reads.
CREATE INDEX event_looks ON event (id) WHERE type IN ('case.reporter_seen', 'find.by_phone');
-- What came back or was found again, for the figures of meetings.
CREATE INDEX event_again ON event (recorded_at) WHERE type IN ('case.found_again', 'case.came_back', 'case.not_back');
-- And what was changed or erased apart from daily work.
CREATE INDEX event_kept ON event (recorded_at, id) WHERE kind NOT IN ('case', 'photo', 'told', 'tally', 'session', 'find') OR erases_to > 0;

-- A batch of events, sealed upon the one before.
-- append only
CREATE TABLE seal (
	batch     I64 NOT NULL,             -- 1, 2, 3 …
	first     I64 NOT NULL,             -- position of its first event
	count     I64 NOT NULL,             -- of its events, 1..4096
	prev      BLOB NOT NULL,            -- the seal before; zeros for the first
	root      BLOB NOT NULL,            -- of the Merkle tree over its leaves
	leaves    BLOB NOT NULL,            -- 32 bytes an event: tells which of them was touched
	sealed_at TIME NOT NULL,
	seal      BLOB NOT NULL,
	PRIMARY KEY (batch)
);

-- How far it is sealed; one row.  A copy for quick reading, never what is verified.
CREATE TABLE journal_head (
	id        I64 NOT NULL,             -- 1
	batch     I64 NOT NULL,
	position  I64 NOT NULL,
	seal      BLOB NOT NULL,
	sealed_at TIME NOT NULL,
	PRIMARY KEY (id)
);
