-- step 1

-- A task (任务): a standard, project, list of sites or promise taken apart for one unit, with a number, a measurable goal and a
-- day (A15, A42).  Its person is who holds the post.  Never deleted: void ends it.
-- scoped
CREATE TABLE task (
	id          ID,
	rev         I64  NOT NULL,
	no          TEXT NOT NULL,  -- the office's own
	kind        TEXT NOT NULL,  -- task project sites pledge milestone
	title       TEXT NOT NULL,
	goal        TEXT NOT NULL,  -- in words
	target      I64  NOT NULL,  -- and as a number of `measure`: 58 处
	measure     TEXT NOT NULL,
	done        I64  NOT NULL,  -- of the target, as the unit says
	unit_id     I64  NOT NULL REFERENCES unit(id),
	post_id     I64  NOT NULL REFERENCES post(id),
	begins      DAY,            -- not before
	due         DAY  NOT NULL,
	first_due   DAY  NOT NULL,  -- the baseline: as it was issued
	days        I64  NOT NULL,  -- working days that it needs; 0: not said
	evidence    TEXT NOT NULL,  -- photo paper figure visit other: what shows that it is done
	line        TEXT NOT NULL,  -- line of work or campaign; ''
	source      TEXT NOT NULL,  -- the paper or meeting it comes from; ''
	state       TEXT NOT NULL,  -- open reported accepted void
	proof       TEXT NOT NULL,  -- what the unit showed last; ''
	reported_at TIME,
	reported_by I64,            -- person
	accepted_at TIME,
	accepted_by I64,
	made_at     TIME NOT NULL,
	made_by     I64  NOT NULL,  -- login; 0 = set-up
	UNIQUE (no)
);
CREATE INDEX task_due ON task (due, id);
CREATE INDEX task_unit ON task (unit_id, due);

-- What is looked at before it is accepted (A43).
CREATE TABLE task_check (
	task_id I64  NOT NULL REFERENCES task(id),
	n       I64  NOT NULL, -- 1, 2, 3 …
	words   TEXT NOT NULL,
	held    BOOL NOT NULL, -- ticked by who reported
	PRIMARY KEY (task_id, n)
);

-- What a task is about: what = place, site, standard, after (a task that comes before it), case.
CREATE TABLE task_link (
	task_id I64  NOT NULL REFERENCES task(id),
	what    TEXT NOT NULL,
	ref_id  I64  NOT NULL,
	PRIMARY KEY (task_id, what, ref_id)
);
CREATE INDEX task_link_ref ON task_link (what, ref_id, task_id);

-- Who sees a task: a row for its unit and for each place above its own.
CREATE TABLE task_reach (
	reach   I64 NOT NULL, -- REACH_PLACE, REACH_UNIT
	task_id I64 NOT NULL REFERENCES task(id),
	PRIMARY KEY (reach, task_id)
);
CREATE INDEX task_reach_task ON task_reach (task_id);

-- step 2

-- What units were given in a year (burden.year).
CREATE INDEX task_of_year ON task (made_at, unit_id);
