-- step 1

-- A field that is held already (数据项): whose it is and where it stands.  Nobody is asked for it again (pain 5).
-- Never deleted: ended says that it is no longer held.
CREATE TABLE datum (
	id       ID,
	rev      I64  NOT NULL,
	code     TEXT NOT NULL,
	name     TEXT NOT NULL,
	synonyms TEXT NOT NULL,  -- joined by ；
	owner    TEXT NOT NULL,  -- the unit or post that keeps it right
	held_in  TEXT NOT NULL,  -- its single source, as people find it
	ended    BOOL NOT NULL,
	made_at  TIME NOT NULL,
	made_by  I64  NOT NULL,  -- login; 0 = set-up
	UNIQUE (code)
);

-- A form that units are asked to fill (填报).  Asked once; who wants it every month asks every month, and each counts.
-- scoped
CREATE TABLE inquiry (
	id       ID,
	rev      I64  NOT NULL,
	no       TEXT NOT NULL,  -- B0001
	title    TEXT NOT NULL,
	basis    TEXT NOT NULL,  -- the paper that it rests on
	minutes  I64  NOT NULL,  -- that filling it takes one unit
	due      DAY  NOT NULL,
	over     TEXT NOT NULL,  -- why a unit's minutes of the year were exceeded; ''
	unit_id  I64  NOT NULL REFERENCES unit(id), -- who asks
	year     I64  NOT NULL,  -- civil year in which it was asked
	ended_at TIME,           -- nobody has to fill it any more
	made_at  TIME NOT NULL,
	made_by  I64  NOT NULL,
	UNIQUE (no)
);

-- Its fields.  One that is held is shown with where, and not asked.
CREATE TABLE inquiry_item (
	inquiry_id I64  NOT NULL REFERENCES inquiry(id),
	n          I64  NOT NULL, -- 1, 2, 3 …
	words      TEXT NOT NULL,
	plain      TEXT NOT NULL, -- words as they are compared (rules.h)
	held       TEXT NOT NULL, -- '': asked
	PRIMARY KEY (inquiry_id, n)
);

-- Who is asked.
CREATE TABLE inquiry_unit (
	inquiry_id I64  NOT NULL REFERENCES inquiry(id),
	unit_id    I64  NOT NULL REFERENCES unit(id),
	filled_at  TIME,          -- NULL: not yet
	took       I64,           -- minutes that it took, when the unit says so
	PRIMARY KEY (inquiry_id, unit_id)
);
CREATE INDEX inquiry_unit_of ON inquiry_unit (unit_id, inquiry_id);

CREATE TABLE inquiry_answer (
	inquiry_id I64  NOT NULL REFERENCES inquiry(id),
	unit_id    I64  NOT NULL,
	n          I64  NOT NULL,
	value      TEXT NOT NULL,
	PRIMARY KEY (inquiry_id, unit_id, n)
);

-- Who sees it: each unit that is asked, and the places above them.
CREATE TABLE inquiry_reach (
	reach      I64 NOT NULL, -- REACH_PLACE, REACH_UNIT
	inquiry_id I64 NOT NULL REFERENCES inquiry(id),
	PRIMARY KEY (reach, inquiry_id)
);
CREATE INDEX inquiry_reach_of ON inquiry_reach (inquiry_id);

-- step 2
CREATE INDEX inquiry_item_plain ON inquiry_item (plain, inquiry_id);
CREATE INDEX inquiry_year ON inquiry (year, id);
