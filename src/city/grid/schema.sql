-- step 1

-- A unit grid (单元网格): a piece of one community.  Its code is given once and for ever, its border
-- never changes: a grid that is drawn anew is a new one, and the old one is void from that day on.
CREATE TABLE grid (
	id         ID,
	rev        I64  NOT NULL,
	code       TEXT NOT NULL,  -- 15 digits: the community's 12, then 001 … 999
	place_id   I64  NOT NULL REFERENCES place(id), -- the community
	name       TEXT NOT NULL,  -- '' where it has none
	west       I64  NOT NULL,  -- its box, in units of 1e-9 degrees, CGCS2000
	south      I64  NOT NULL,
	east       I64  NOT NULL,
	north      I64  NOT NULL,
	height     I64  NOT NULL,  -- north - south: a spot is looked for no further south of it than the highest of all
	area       F64  NOT NULL,  -- square metres
	length     F64  NOT NULL,  -- metres of border
	land_use   TEXT NOT NULL,  -- 用地类别
	level      TEXT NOT NULL,  -- 管理等级
	unit_id    I64  REFERENCES unit(id), -- 责任主体; NULL: that of the territory
	source     TEXT NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,            -- first day on which it no longer is
	void_why   TEXT,
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL,  -- login; 0 = set-up
	outline    TEXT NOT NULL   -- its border (outline.h)
);
CREATE UNIQUE INDEX grid_code ON grid (code);
CREATE INDEX grid_place ON grid (place_id, code);
CREATE INDEX grid_box ON grid (south, north, west, east);
CREATE INDEX grid_height ON grid (height);
