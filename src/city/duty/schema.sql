-- step 1

-- Who answers for what where.  class_key is a class ('S06010'), a big class ('S06') or '' for
-- every class; place_id the top of the area.  The most specific row wins: class before big class
-- before every class, then the deeper place.  Two rows of the same class_key and place_id may
-- not be valid on the same day.
CREATE TABLE duty (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	class_key  TEXT NOT NULL,
	place_id   I64  NOT NULL REFERENCES place(id),
	unit_id    I64  NOT NULL REFERENCES unit(id), -- 主办: exactly one
	basis      TEXT NOT NULL,  -- the paper that says so
	source     TEXT NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL   -- login; 0 = set-up
);
CREATE INDEX duty_place ON duty (place_id, class_key);
CREATE INDEX duty_order ON duty (class_key, id);

-- 协办: any number of units that help.
CREATE TABLE duty_helper (
	duty_id I64 NOT NULL REFERENCES duty(id),
	unit_id I64 NOT NULL REFERENCES unit(id),
	PRIMARY KEY (duty_id, unit_id)
);
