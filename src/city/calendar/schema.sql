-- step 1

-- One published document of the working calendar: the list of holidays and make-up days of a
-- year, or the office hours, as the text that kit/worktime parses.  A newer document of the same
-- name replaces the older one; both stay, because deadlines name the version they were made with.
CREATE TABLE calendar_document (
	id          ID,
	name        TEXT NOT NULL,  -- 'china-2026', 'office'
	version     I64  NOT NULL,  -- 1, 2, … per name
	body        TEXT NOT NULL,  -- the text itself
	source      TEXT NOT NULL,  -- the paper it comes from, for people
	imported_at TIME NOT NULL,
	imported_by I64  NOT NULL,  -- login; 0 = set-up
	digest      TEXT NOT NULL,  -- SHA-256 over the digest of the document before, name and body: names the whole calendar
	UNIQUE (name, version)
);
