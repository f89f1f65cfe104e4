-- step 1

-- 案号: the next number of a place and year.  The row is locked by its own UPDATE until the
-- transaction ends, and a refused command gives its number back: no gaps.
CREATE TABLE case_counter (
	root_id I64 NOT NULL REFERENCES place(id), -- the place whose numbers these are (place.numbers)
	year    I64 NOT NULL,                      -- civil year in the city's zone
	last    I64 NOT NULL,                      -- the number given last
	PRIMARY KEY (root_id, year)
);

-- How long each stage before and after the work itself may take.  A city replaces the examples.
CREATE TABLE case_limit (
	stage  I64  NOT NULL PRIMARY KEY, -- enum case_stage
	amount I64  NOT NULL,
	clock  TEXT NOT NULL,             -- urgent office workday natural
	unit   TEXT NOT NULL,             -- minute hour day
	source TEXT NOT NULL              -- the paper it comes from; begins with 示例 where there is none
);
INSERT INTO case_limit (stage, amount, clock, unit, source) VALUES
	(0, 1, 'office', 'hour', '示例：受理时限，请按本市规定修改'),
	(1, 4, 'office', 'hour', '示例：核实时限，请按本市规定修改'),
	(2, 1, 'office', 'hour', '示例：立案时限，请按本市规定修改'),
	(3, 1, 'office', 'hour', '示例：派遣时限，请按本市规定修改'),
	(4, 2, 'office', 'hour', '示例：签收时限，请按本市规定修改'),
	(6, 4, 'office', 'hour', '示例：核查时限，请按本市规定修改'),
	(7, 2, 'office', 'hour', '示例：结案时限，请按本市规定修改');

-- A problem and where it stands.  Every column but id and rev is set by events (kind case), so
-- that folding them gives this row.  Numbers of state, kind, stage, answers: rules.h.
-- What it refers to is never deleted; PostgreSQL would look up and lock each of it by a query of its own,
-- so there the verifier looks (wrong_cases), and behind the tables of a case it does so anyway.
-- scoped
-- unchecked
CREATE TABLE cases (
	id           ID,
	rev          I64  NOT NULL,
	no           TEXT NOT NULL,  -- 2026-00012
	root_id      I64  NOT NULL REFERENCES place(id),
	year         I64  NOT NULL,
	seq          I64  NOT NULL,
	state        I64  NOT NULL,
	open         BOOL NOT NULL,  -- still to be brought to an end
	before       I64  NOT NULL,  -- suspended: where it goes on; else 0
	kind         I64  NOT NULL,  -- closed: 1 proven, 2 forced, 3 self; else 0
	source       TEXT NOT NULL,  -- channel: grid, hotline …
	is_public    BOOL NOT NULL,  -- the source is the public
	source_ref   TEXT,           -- its number at the source
	told_status  TEXT,           -- told: the status in the source's own words
	told_unit    TEXT,           -- told: the unit in the source's own words
	found_by     I64  REFERENCES person(id), -- who found or entered it, of the staff; NULL: a source
	has_reporter BOOL NOT NULL,  -- case_reporter knows who told us
	place_id     I64  NOT NULL REFERENCES place(id), -- the deepest known
	address      TEXT NOT NULL,
	lon          F64,            -- CGCS2000, degrees
	lat          F64,
	srs          TEXT,           -- of the position as it came: cgcs2000 wgs84 gcj02
	accuracy     F64,            -- metres
	grid_id      I64  REFERENCES grid(id), -- that of the position, by the borders of the day it was reported
	description  TEXT,           -- personal when is_public; NULL once erased
	class_id     I64  REFERENCES class(id),
	class_key    TEXT,
	subject      I64  NOT NULL,  -- of the class: 0 none, 1 place, 2 operator, 3 person
	condition_id I64  REFERENCES class_condition(id),
	priority     I64  NOT NULL,  -- 0 普通 1 急 2 特急
	unit_id      I64  REFERENCES unit(id), -- 主办, kept when it goes back
	post_id      I64  REFERENCES post(id),
	person_id    I64  REFERENCES person(id),
	duty_id      I64  REFERENCES duty(id), -- the row that justified the dispatch (A17)
	duty_basis   I64  NOT NULL,  -- 0 none, 1 that row, 2 default: the territory (A08), 3 chosen otherwise
	look_post    I64,            -- who was sent to check or verify
	look_person  I64,
	checked      I64  NOT NULL,  -- the last 核实
	verified     I64  NOT NULL,  -- the 核查 since the last fix
	verifier     I64,
	verifier_unit I64,
	at_hq        BOOL NOT NULL,  -- waits for 核查 and nobody in reach may
	asking       I64  NOT NULL,  -- 1 << enum case_ask for each request that waits
	due_at       TIME,           -- the earliest deadline that runs
	due_stage    I64,
	work_due     TIME,           -- the WORK deadline while it runs
	until        TIME,           -- suspended: its end
	overdue      BOOL NOT NULL,  -- an overdue fact without exemption stands
	appealed     BOOL NOT NULL,
	rework       I64  NOT NULL,
	returns      I64  NOT NULL,
	moved        I64  NOT NULL,
	extensions   I64  NOT NULL,
	suspensions  I64  NOT NULL,
	reopens      I64  NOT NULL,
	found_again  I64  NOT NULL,  -- A36
	came_back    I64  NOT NULL,  -- A37
	merged_into  I64,
	beside       I64,            -- filed beside this open case, knowingly
	back_of      I64,            -- the closed case that this one shows to have come back
	closing      TEXT,           -- the closing condition that was chosen
	last_at      TIME NOT NULL,  -- of the last fact
	reported_at  TIME NOT NULL,
	accepted_at  TIME,
	filed_at     TIME,
	dispatched_at TIME,
	signed_at    TIME,
	fixed_at     TIME,
	verified_at  TIME,
	ended_at     TIME,
	made_at      TIME NOT NULL,  -- entered
	UNIQUE (root_id, year, seq)
);
CREATE INDEX cases_no ON cases (no);
CREATE INDEX cases_address ON cases (address, id);
-- The same spot (L8): by position, else by the address without its spaces.
CREATE INDEX cases_spot_at ON cases (place_id, class_key, lat) WHERE open = 1 AND lat IS NOT NULL;
CREATE INDEX cases_spot_named ON cases (place_id, class_key, replace(replace(address, ' ', ''), '　', '')) WHERE open = 1;
CREATE INDEX cases_spot_ended ON cases (place_id, class_key, ended_at) WHERE state = 9;
CREATE INDEX cases_source ON cases (source_ref, source) WHERE source_ref IS NOT NULL;
CREATE INDEX cases_look ON cases (look_post) WHERE look_post IS NOT NULL;
CREATE INDEX cases_until ON cases (until, id) WHERE until IS NOT NULL;

-- Who sees a case: one row for each place above its own and for each unit that was sent it.
-- Every list and every read of one case goes through it.
-- clustered
-- unchecked
CREATE TABLE case_reach (
	reach   I64  NOT NULL, -- REACH_PLACE, REACH_UNIT
	case_id I64  NOT NULL REFERENCES cases(id),
	open    BOOL NOT NULL, -- work: the case is open, not merely told, and, for a unit, still its own
	state   I64  NOT NULL,
	due     TIME NOT NULL, -- open: the earliest deadline, 9000000000000000 without; else when it ended
	PRIMARY KEY (reach, case_id)
);
CREATE INDEX case_reach_case ON case_reach (case_id);
CREATE INDEX case_reach_due ON case_reach (reach, due, case_id) WHERE open = 1;
CREATE INDEX case_reach_state ON case_reach (reach, state, due, case_id);

-- Who had it, when (A35): a row for each stay in a state with one holder.
-- clustered
-- scoped
-- unchecked
CREATE TABLE case_hold (
	case_id   I64  NOT NULL REFERENCES cases(id),
	n         I64  NOT NULL, -- 1, 2, 3 … of the case
	state     I64  NOT NULL,
	unit_id   I64, -- NULL: the desk of this stage at headquarters
	post_id   I64,
	person_id I64,
	from_at   TIME NOT NULL,
	to_at     TIME, -- NULL: has it now
	PRIMARY KEY (case_id, n)
);

-- A running limit and how it ended.  The calendar's version and the limit explain it for ever.
-- clustered
-- scoped
-- unchecked
CREATE TABLE case_deadline (
	case_id      I64  NOT NULL REFERENCES cases(id),
	n            I64  NOT NULL,  -- 1, 2, 3 … of the case
	stage        I64  NOT NULL,
	unit_id      I64,            -- WORK: whose
	condition_id I64,            -- WORK: the condition whose limit it is
	amount       I64  NOT NULL,  -- the limit as it was when it began
	clock        TEXT NOT NULL,
	unit         TEXT NOT NULL,
	season       TEXT,           -- the days in which alone it runs, as they were then: 02-01/04-30 种植季节; NULL: all year
	calendar     TEXT NOT NULL,  -- the version it was last looked at with
	made         TEXT,           -- the version that made due_at, where that is another: it alone explains it
	start_at     TIME NOT NULL,
	due_at       TIME NOT NULL,
	guessed      BOOL NOT NULL,  -- rests on a year without a published list
	extended     I64  NOT NULL,  -- times; due_at is then start + (1 + extended) limits
	runs         BOOL NOT NULL,  -- neither met, nor dropped, nor standing still
	paused_at    TIME,           -- 挂账
	left_ms      I64,            -- of its clock, when it was paused
	met_at       TIME,
	dropped_at   TIME,           -- ended undone: void, given to another unit, …
	overdue_at   TIME,           -- recorded once, never erased
	exempt_at    TIME,           -- a second fact
	exempt_why   TEXT,
	PRIMARY KEY (case_id, n)
);
CREATE INDEX case_deadline_due ON case_deadline (due_at, case_id, n) WHERE runs = 1 AND overdue_at IS NULL;
CREATE INDEX case_deadline_late ON case_deadline (overdue_at, case_id, n) WHERE overdue_at IS NOT NULL;
CREATE INDEX case_deadline_guess ON case_deadline (calendar, case_id, n) WHERE guessed = 1;

-- 主办 and 协办: the units that were sent it.
-- clustered
-- scoped
CREATE TABLE case_part (
	case_id   I64  NOT NULL REFERENCES cases(id),
	n         I64  NOT NULL, -- 1, 2, 3 … of the case
	unit_id   I64  NOT NULL REFERENCES unit(id),
	main      BOOL NOT NULL,
	post_id   I64,
	person_id I64,
	duty_id   I64,
	due_at    TIME,
	from_at   TIME NOT NULL,
	to_at     TIME,
	PRIMARY KEY (case_id, n)
);

-- Who had which part in it, once each: what independence is judged by (L1, L2).
-- clustered
-- scoped
-- unchecked
CREATE TABLE case_did (
	case_id   I64 NOT NULL REFERENCES cases(id),
	part      I64 NOT NULL, -- enum case_part
	person_id I64 NOT NULL, -- 0: none
	unit_id   I64 NOT NULL, -- 0: none
	at        TIME NOT NULL,
	PRIMARY KEY (case_id, part, person_id, unit_id)
);

-- 延期, 挂账, 作废, 强制结案, 超期申诉: what was asked and decided.
-- clustered
-- scoped
CREATE TABLE case_ask (
	case_id    I64  NOT NULL REFERENCES cases(id),
	n          I64  NOT NULL, -- 1, 2, 3 … of the case
	kind       I64  NOT NULL, -- enum case_ask
	asked_at   TIME NOT NULL,
	asked_by   I64  NOT NULL, -- person
	asked_unit I64,
	reason     TEXT NOT NULL,
	until      TIME,          -- 挂账
	decided_at TIME,
	decided_by I64,
	outcome    I64  NOT NULL, -- 0 waits, 1 granted, 2 refused, 3 lapsed
	why        TEXT,
	PRIMARY KEY (case_id, n)
);

-- Who told us: encrypted with a key that lies outside the store.  Shown masked; opened only with
-- permission and a reason, which is an event.  Erased: nothing but the case is left.
-- scoped
-- unchecked
CREATE TABLE case_reporter (
	case_id     I64  NOT NULL PRIMARY KEY REFERENCES cases(id),
	tag         TEXT NOT NULL, -- random; what the ciphertext is bound to
	sealed      BLOB,          -- name and phone
	name_mask   TEXT,          -- 张*
	phone_mask  TEXT,          -- 138****1234
	key_id      I64,           -- of phone_index
	phone_index BLOB,          -- keyed: tells equality and nothing else
	made_at     TIME NOT NULL,
	erased_at   TIME
);
CREATE INDEX case_reporter_phone ON case_reporter (phone_index) WHERE phone_index IS NOT NULL;

-- step 2

-- The ruling that justified the dispatch; duty_basis is 4 then.
ALTER TABLE cases ADD COLUMN precedent_id I64;
