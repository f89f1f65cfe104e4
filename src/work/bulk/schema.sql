-- step 1

-- A table that somebody sent to be looked at before it is let in: its rows as text, what was wrong with them.  Gone when
-- it was let in or put away, and after a day.  No fact: no event tells of it.
CREATE TABLE bulk_draft (
	id       ID,
	kind     TEXT NOT NULL,  -- 'units', 'posts' …
	login_id I64  NOT NULL REFERENCES login(id), -- who alone sees it
	made_at  TIME NOT NULL,
	name     TEXT NOT NULL,  -- of the file; '': typed
	notes    TEXT NOT NULL,  -- what was noticed in reading, a line each
	body     TEXT NOT NULL,  -- CSV as the loading command takes it
	faults   TEXT NOT NULL,  -- why it was refused when tried, a line each; '': it was not
	changed  I64  NOT NULL   -- rows that the loading command wrote when tried
);
CREATE INDEX bulk_draft_login ON bulk_draft (login_id, id);
CREATE INDEX bulk_draft_made ON bulk_draft (made_at);
