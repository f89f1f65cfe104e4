-- step 1

-- What the city has decided about itself: one value a key.  Read into memory at start and again
-- when the epoch moves.
CREATE TABLE setting (
	key   TEXT NOT NULL PRIMARY KEY, -- 'city.name', 'city.zone', 'demo', …
	value TEXT NOT NULL
);

-- A number that moves whenever places, units, duty, catalogue, calendar or limits change, so that every
-- copy of Duban on one store knows that what it holds in memory is old.
CREATE TABLE epoch (
	name TEXT NOT NULL PRIMARY KEY, -- 'city'
	n    I64  NOT NULL
);

-- A place: province, city, county, township, community …; depth is data.  A place is never
-- deleted: valid_to ends it.  code is the official one of today, older ones stand in place_alias.
CREATE TABLE place (
	id         ID,
	rev        I64  NOT NULL,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	short_name TEXT NOT NULL,  -- 巷口 for 巷口街道: in lists
	level      I64  NOT NULL,  -- 1 = top; every child is deeper than its parent
	kind       TEXT NOT NULL,  -- 省 市 区 街道 镇 乡 农场 社区 村 …
	parent_id  I64  REFERENCES place(id), -- today's; place_parent keeps the history
	numbers    BOOL NOT NULL,  -- 案号 are counted per place with this mark (the district)
	sort       I64  NOT NULL,  -- order among the children of one parent
	valid_from DAY  NOT NULL,
	valid_to   DAY,            -- first day on which it no longer is; NULL: still is
	source     TEXT NOT NULL
);
CREATE UNIQUE INDEX place_code ON place (code);
CREATE INDEX place_children ON place (parent_id, sort, id);

-- Which place lay in which, when: roll-ups of an old period use the parents of that period.
CREATE TABLE place_parent (
	place_id   I64 NOT NULL REFERENCES place(id),
	parent_id  I64 NOT NULL REFERENCES place(id),
	valid_from DAY NOT NULL,
	valid_to   DAY,
	PRIMARY KEY (place_id, valid_from)
);

-- Other codes and names of a place: before a merger, in another numbering, as people say it.
CREATE TABLE place_alias (
	id         ID,
	place_id   I64  NOT NULL REFERENCES place(id),
	alias      TEXT NOT NULL,
	scheme     TEXT NOT NULL, -- 'code', 'name', or the name of a foreign numbering
	valid_from DAY  NOT NULL,
	valid_to   DAY
);
CREATE INDEX place_alias_text ON place_alias (alias);

-- Every place with every place above it, itself included (steps 0): made again from parent_id
-- whenever that changes, so that scopes and roll-ups are one look-up.
CREATE TABLE place_above (
	place_id I64 NOT NULL REFERENCES place(id),
	above_id I64 NOT NULL REFERENCES place(id),
	steps    I64 NOT NULL,
	PRIMARY KEY (place_id, above_id)
);
CREATE INDEX place_below ON place_above (above_id, steps, place_id);

-- A zone (高新区, 经开区, 片区): an overlay with member places, not a node of the tree.
CREATE TABLE zone (
	id         ID,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	UNIQUE (code)
);
CREATE TABLE zone_member (
	zone_id    I64 NOT NULL REFERENCES zone(id),
	place_id   I64 NOT NULL REFERENCES place(id),
	valid_from DAY NOT NULL,
	valid_to   DAY,
	PRIMARY KEY (zone_id, place_id, valid_from)
);
