-- step 1
-- A thing with a column of every type, as a room has them.
CREATE TABLE t_thing (
	id     ID,
	rev    I64 NOT NULL,
	name   TEXT,
	n      I64,
	score  F64,
	open   BOOL,
	photo  BLOB,
	phone  TEXT
);

-- Its parts; nothing but the journal's rules hold them together.
CREATE TABLE t_part (
	thing_id I64  NOT NULL,
	n        I64  NOT NULL,
	kind     TEXT NOT NULL,
	word     TEXT NOT NULL,
	at       TIME NOT NULL,
	gone     TIME,
	PRIMARY KEY (thing_id, n)
);

-- What is encrypted: in the events stands only a digest.
CREATE TABLE t_secret (
	thing_id I64  NOT NULL PRIMARY KEY,
	sealed   BLOB
);

-- Follows from the columns of the thing.
CREATE TABLE t_visit (
	thing_id I64  NOT NULL,
	k        I64  NOT NULL,
	n        I64  NOT NULL,
	at       TIME NOT NULL,
	PRIMARY KEY (thing_id, k)
);

-- Follows from t_part.
CREATE TABLE t_sum (
	thing_id I64 NOT NULL PRIMARY KEY,
	parts    I64 NOT NULL
);

-- What is decided for all.
CREATE TABLE t_choice (
	key   TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
INSERT INTO t_choice (key, value) VALUES ('size', '3');
