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

-- step 2

-- 先例: a ruling about who answers for its classes in its area, before any row of duty.  The area is its place or,
-- where there is a border, what of the place lies within that.  Where several hold the latest does: a later ruling
-- strikes an earlier one as far as both speak, and what it does not speak of stays as it was.
CREATE TABLE precedent (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	no         TEXT NOT NULL,  -- the ruling's number
	place_id   I64  NOT NULL REFERENCES place(id),
	unit_id    I64  NOT NULL REFERENCES unit(id),
	reason     TEXT NOT NULL,
	outline    TEXT NOT NULL,  -- its border (city/grid/outline.h); '': the whole place
	west       I64  NOT NULL,  -- the border's box, in units of 1e-9 degrees, CGCS2000; 0 without
	south      I64  NOT NULL,
	east       I64  NOT NULL,
	north      I64  NOT NULL,
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	struck_why TEXT,           -- why it ends before its time
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL   -- login; 0 = set-up
);
CREATE UNIQUE INDEX precedent_no ON precedent (no);

-- The classes and big classes that it speaks of.
CREATE TABLE precedent_class (
	precedent_id I64  NOT NULL REFERENCES precedent(id),
	class_key    TEXT NOT NULL,
	PRIMARY KEY (precedent_id, class_key)
);
CREATE INDEX precedent_class_key ON precedent_class (class_key, precedent_id);
