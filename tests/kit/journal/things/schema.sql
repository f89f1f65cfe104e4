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
