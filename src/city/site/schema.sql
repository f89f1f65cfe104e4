-- step 1

-- A site (点位): what is visited again and again, a market, a street, a school gate.  A spot, a line,
-- or neither yet.  Never deleted: valid_to ends it.
CREATE TABLE site (
	id         ID,
	rev        I64  NOT NULL,
	code       TEXT NOT NULL,  -- the office's own
	type       TEXT NOT NULL,  -- 农贸市场, 主次干道 …: the city's words
	name       TEXT NOT NULL,
	place_id   I64  NOT NULL REFERENCES place(id),
	unit_id    I64  REFERENCES unit(id), -- who answers for it; NULL: by the matrix of duties
	address    TEXT NOT NULL,
	lon        F64,            -- CGCS2000, degrees; of a line its first point
	lat        F64,
	line       TEXT,           -- "117.65 24.51;117.66 24.51": CGCS2000, to 1e-9 degrees
	srs        TEXT,           -- of the position as it came
	source     TEXT NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL   -- login; 0 = set-up
);
CREATE UNIQUE INDEX site_code ON site (code);
CREATE INDEX site_place ON site (place_id, type, code);
