-- step 1

-- How often conduct of persons was seen at a place on a day.  Numbers, and nothing that leads to a person.
-- scoped
CREATE TABLE tally (
	id        ID,
	rev       I64  NOT NULL,                      -- one more with each event
	place_id  I64  NOT NULL REFERENCES place(id), -- where, no closer than a place of the tree
	class_key TEXT NOT NULL,                      -- a person class
	day       DAY  NOT NULL,
	n         I64  NOT NULL,
	UNIQUE (place_id, class_key, day)
);
CREATE INDEX tally_day ON tally (day, id);
