-- step 1

-- What a level above found (A85), or points that an assessment took off (A62).  Never deleted: struck ends it.
-- scoped
CREATE TABLE finding (
	id        ID,
	rev       I64  NOT NULL,
	no        TEXT NOT NULL,  -- the office's own
	kind      TEXT NOT NULL,  -- finding lost
	source    TEXT NOT NULL,  -- the paper or assessment that says it
	level     TEXT NOT NULL,  -- as a scheme's: national provincial municipal health other
	found_on  DAY  NOT NULL,
	words     TEXT NOT NULL,
	lost      I64  NOT NULL,  -- hundredths of a point; 0: not said
	place_id  I64  NOT NULL REFERENCES place(id), -- the district, when no other is said
	due       DAY,            -- by when the level above wants it put right
	struck    BOOL NOT NULL,  -- taken back by who said it, or a slip
	made_at   TIME NOT NULL,
	made_by   I64  NOT NULL,  -- login; 0 = set-up
	UNIQUE (no)
);
CREATE INDEX finding_day ON finding (found_on, id);

-- Its chain: what = standard, task, case.
CREATE TABLE finding_link (
	finding_id I64  NOT NULL REFERENCES finding(id),
	what       TEXT NOT NULL,
	ref_id     I64  NOT NULL,
	PRIMARY KEY (finding_id, what, ref_id)
);
CREATE INDEX finding_link_ref ON finding_link (what, ref_id, finding_id);

-- Where a level above placed us: a rank among so many, a score out of so much, on a day.
-- scoped
CREATE TABLE standing (
	id        ID,
	rev       I64  NOT NULL,
	ranking   TEXT NOT NULL,  -- 市级月度督查
	held_on   DAY  NOT NULL,
	place_id  I64  NOT NULL REFERENCES place(id), -- whose rank it is
	level     TEXT NOT NULL,
	stood     I64  NOT NULL,  -- rank, 1 is the best
	among     I64  NOT NULL,
	score     I64,            -- hundredths of a point
	best      I64,            -- what could be had, hundredths
	source    TEXT NOT NULL,
	made_at   TIME NOT NULL,
	made_by   I64  NOT NULL,
	UNIQUE (ranking, held_on, place_id)
);
