-- step 1
-- A street with its grids, for the tests of both engines.
CREATE TABLE t_place (
	id     ID,
	parent REF(t_place),
	code   TEXT NOT NULL UNIQUE,
	name   TEXT NOT NULL
);

-- One problem each.
-- scoped
CREATE TABLE t_case (
	id       ID,
	place    REF(t_place) NOT NULL,
	no       TEXT NOT NULL,               -- 案号
	due_at   TIME,                        -- NULL: no limit
	day      DAY,
	closed   BOOL NOT NULL DEFAULT 0,
	fine     MONEY NOT NULL DEFAULT 0 CHECK (fine >= 0),
	score    F64,
	photo    BLOB,
	UNIQUE (place, no)
);
CREATE INDEX t_case_due ON t_case (place, coalesce(due_at, 9000000000000000), id);

-- Numbers given out, a row a place and year.
CREATE TABLE t_counter (
	place  I64 NOT NULL,
	year   I64 NOT NULL,
	n      I64 NOT NULL,
	PRIMARY KEY (place, year)
);

-- What happened.
-- append only but: pos
CREATE TABLE t_event (
	id      ID,
	case_id REF(t_case) NOT NULL,
	what    TEXT NOT NULL,
	pos     I64
);

-- step 2
ALTER TABLE t_place ADD COLUMN alias TEXT;
INSERT INTO t_place (code, name, alias) VALUES ('350602', '芗城区', NULL);
