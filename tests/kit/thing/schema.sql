-- step 1

-- A thing with a revision and a counter, enough to try the dispatcher.
CREATE TABLE t_thing (
	id  ID,
	rev I64  NOT NULL,
	n   I64  NOT NULL CHECK (n >= 0),
	pad TEXT NOT NULL
);
