-- step 1

-- A meeting (会议): of a kind and a place, on a day.  Units attend it, never people.  Never deleted: void ends it.
-- scoped
CREATE TABLE meeting (
	id       ID,
	rev      I64  NOT NULL,
	kind     TEXT NOT NULL,  -- kickoff weekly monthly review emergency
	place_id I64  NOT NULL REFERENCES place(id), -- whose figures it looks at
	day      DAY  NOT NULL,
	title    TEXT NOT NULL,
	agenda   TEXT NOT NULL,  -- an item a line
	state    TEXT NOT NULL,  -- called held void
	said     TEXT NOT NULL,  -- what it concluded, a paragraph a line; ''
	since    TIME,           -- held: its figures count from here,
	cut      TIME,           -- up to here,
	position I64,            -- as far as was sealed there
	held_at  TIME,
	made_at  TIME NOT NULL,
	made_by  I64  NOT NULL   -- login; 0 = set-up
);
CREATE INDEX meeting_of ON meeting (place_id, kind, id);

-- Which units are asked to come, and which came.
CREATE TABLE meeting_unit (
	meeting_id I64  NOT NULL REFERENCES meeting(id),
	unit_id    I64  NOT NULL REFERENCES unit(id),
	present    BOOL NOT NULL, -- held: it came
	PRIMARY KEY (meeting_id, unit_id)
);

-- What was promised and decided there, as tasks.
CREATE TABLE meeting_task (
	meeting_id I64  NOT NULL REFERENCES meeting(id),
	task_id    I64  NOT NULL REFERENCES task(id),
	what       TEXT NOT NULL, -- pledge decision
	PRIMARY KEY (meeting_id, task_id)
);
CREATE INDEX meeting_task_of ON meeting_task (task_id);

-- Who sees a meeting: a row for its place and each above, and for each unit that is asked to come.
CREATE TABLE meeting_reach (
	reach      I64 NOT NULL, -- REACH_PLACE, REACH_UNIT
	meeting_id I64 NOT NULL REFERENCES meeting(id),
	PRIMARY KEY (reach, meeting_id)
);
CREATE INDEX meeting_reach_of ON meeting_reach (meeting_id);

-- What was told of each unit when a meeting was closed; kept, so that the next one can say what became more and less.
CREATE TABLE meeting_figure (
	meeting_id I64 NOT NULL REFERENCES meeting(id),
	unit_id    I64 NOT NULL, -- 0: nobody's yet
	fresh      I64 NOT NULL, -- numbers: rules.h
	closed     I64 NOT NULL,
	stock      I64 NOT NULL,
	overdue    I64 NOT NULL,
	again      I64 NOT NULL,
	back       I64 NOT NULL,
	due        I64 NOT NULL,
	done       I64 NOT NULL,
	kept       I64 NOT NULL,
	broken     I64 NOT NULL,
	PRIMARY KEY (meeting_id, unit_id)
);

-- A paper of a meeting as it was issued: its agenda pack or its minutes.  The files lie by digest where papers are kept
-- (work/writ), and the seal covers the digests.  Never changed; another one of the same kind is the next.
-- append only
CREATE TABLE meeting_paper (
	id          ID,
	rev         I64  NOT NULL, -- always 1
	meeting_id  I64  NOT NULL REFERENCES meeting(id),
	kind        TEXT NOT NULL, -- meeting_pack meeting_minutes: struct writ_form
	nth         I64  NOT NULL, -- 1, 2, 3 … of its kind and meeting
	position    I64  NOT NULL, -- of the seal as far as its figures go
	docx        TEXT NOT NULL, -- SHA-256 of the file, 64 hexadecimal digits
	docx_bytes  I64  NOT NULL,
	pdf         TEXT NOT NULL,
	pdf_bytes   I64  NOT NULL,
	issued_by   I64  NOT NULL, -- login
	issued_post I64  REFERENCES post(id),
	issued_at   TIME NOT NULL,
	UNIQUE (meeting_id, kind, nth)
);
CREATE INDEX meeting_paper_docx ON meeting_paper (docx);
CREATE INDEX meeting_paper_pdf ON meeting_paper (pdf);

-- step 2

-- The burden ledger counts a year's meetings by unit.
CREATE INDEX meeting_day ON meeting (day, id);
