-- step 1

-- A body that can be made to answer: bureau, office, contractor, school.
CREATE TABLE unit (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	short_name TEXT NOT NULL,
	kind       TEXT NOT NULL,  -- 街道办 局 中心 大队 企业 …
	parent_id  I64  REFERENCES unit(id),
	place_id   I64  REFERENCES place(id), -- the territory whose default handler it is (A08); NULL: none
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	UNIQUE (code)
);
CREATE INDEX unit_place ON unit (place_id);
CREATE INDEX unit_parent ON unit (parent_id);
CREATE INDEX unit_name ON unit (name);

-- A post: a role in a unit with its scope.  People change, posts stay; what a post did is
-- its own history.
CREATE TABLE post (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	code       TEXT NOT NULL,
	unit_id    I64  NOT NULL REFERENCES unit(id),
	role       TEXT NOT NULL,  -- inspector clerk chief dispatcher handler verifier supervisor leader sysadmin secadmin auditor
	name       TEXT NOT NULL,  -- as shown: 值班长, 市政处置岗
	place_id   I64  REFERENCES place(id), -- top of its scope; NULL: its unit is the scope
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	UNIQUE (code)
);
CREATE INDEX post_unit ON post (unit_id, role);

-- Classes that a post is limited to; none: all.
CREATE TABLE post_class (
	post_id I64  NOT NULL REFERENCES post(id),
	prefix  TEXT NOT NULL,  -- a class key or the beginning of one: 'S09'
	PRIMARY KEY (post_id, prefix)
);

CREATE TABLE person (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	UNIQUE (code)
);

-- Who holds which post, when.  One person may hold several.
CREATE TABLE holding (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	person_id  I64 NOT NULL REFERENCES person(id),
	post_id    I64 NOT NULL REFERENCES post(id),
	valid_from DAY NOT NULL,
	valid_to   DAY
);
CREATE INDEX holding_person ON holding (person_id);
CREATE INDEX holding_post ON holding (post_id);
