-- step 1

-- What a source told about one case, in the source's own words; every column but id and rev is set
-- by events (kind told).  The case itself is a row of cases in state told; what the source's figures
-- say (late, closed, duplicate) stays here and never enters our own rates.
CREATE TABLE told (
	id          ID,            -- of the case
	rev         I64  NOT NULL,
	source      TEXT NOT NULL, -- key of the map: baltimore-311
	number      TEXT NOT NULL, -- at the source
	digest      TEXT NOT NULL, -- of all that was told but the reporter: the same again is no news; '': erased
	type        TEXT,
	agency      TEXT,
	unit_id     I64,           -- the agency, where the map says which of our units it is
	channel     TEXT,
	status      TEXT,
	meaning     I64  NOT NULL, -- enum told_meaning: what the map makes of the status
	outcome     TEXT,
	created_at  TIME NOT NULL,
	due_at      TIME,
	closed_at   TIME,
	status_at   TIME,
	place_id    I64  NOT NULL REFERENCES place(id),
	place_told  TEXT,
	lon_told    TEXT,          -- as written, in srs
	lat_told    TEXT,
	srs         TEXT,
	parent_no   TEXT,          -- the number that the source names as the original
	transfer    TEXT,
	facts       TEXT,          -- a JSON object: what else was told, by the map's labels
	original_id I64,           -- the case that this one tells again
	linked_by   I64  NOT NULL, -- 0 none, 1 the source named it, 2 the only one of that type open at that spot
	erased      BOOL NOT NULL, -- its free words were erased with the case; they are not taken again
	UNIQUE (source, number)
);
CREATE INDEX told_waiting ON told (parent_no, source) WHERE original_id IS NULL AND parent_no IS NOT NULL;
CREATE INDEX told_alone ON told (source, place_id, type, created_at)
	WHERE original_id IS NULL AND parent_no IS NULL AND meaning = 3;
-- Not by source first: a planner without statistics would take it for a number, too, and read the whole source.
CREATE INDEX told_spot ON told (place_id, type, created_at);

-- Duplicates that name no original and wait to be looked at: told since the last look, or something beside
-- them was.  What was looked at in vain is not here, so that nobody looks again for nothing.
CREATE TABLE told_look (
	source TEXT NOT NULL,
	id     I64  NOT NULL REFERENCES told(id),
	PRIMARY KEY (source, id)
);

-- What people call a source: the name that its map gives it.  Set by events (kind ledger).
CREATE TABLE told_source (
	source TEXT NOT NULL PRIMARY KEY,
	title  TEXT NOT NULL
);
