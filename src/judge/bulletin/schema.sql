-- step 1

-- What a bulletin asks for, and how often there may be one.  A city replaces the example (bulletin.rule).
-- clustered
CREATE TABLE bulletin_rule (
	place_id  I64  NOT NULL, -- 0: any place that has no row of its own
	class_key TEXT NOT NULL, -- '': of all; else only the hours count, for classes whose key begins so
	hours     I64  NOT NULL, -- natural hours from the issue to the obligation's end
	cap       I64  NOT NULL, -- editions of one day
	expected  I64  NOT NULL, -- minute of the day by which one is to be issued
	source    TEXT NOT NULL, -- the paper it comes from; begins with 示例 where there is none
	PRIMARY KEY (place_id, class_key)
);
INSERT INTO bulletin_rule (place_id, class_key, hours, cap, expected, source) VALUES
	(0, '', 24, 3, 1080, '示例：每天 18:00 前一期，24 小时内整改，每天至多 3 版，请按本地文件修改');

-- An edition: what was told of a place and a day, as of a position of the seal.  A later one replaces it and names
-- it; neither is ever changed.
-- append only
CREATE TABLE bulletin (
	id         ID,
	rev        I64  NOT NULL, -- of its last event: long lists are told in several
	place_id   I64  NOT NULL REFERENCES place(id),
	day        DAY  NOT NULL,
	edition    I64  NOT NULL, -- 1, 2, 3 … of the place and day
	replaces   I64  REFERENCES bulletin(id), -- the edition before
	position   I64  NOT NULL, -- sealed up to there counts
	batch      I64  NOT NULL,
	seal       TEXT NOT NULL, -- of that batch, 64 hexadecimal digits
	at         TIME NOT NULL, -- with it deadlines were compared
	figures    TEXT NOT NULL, -- SHA-256 of the figures' text (bulletin_part)
	listed     I64  NOT NULL, -- cases with an obligation
	units      I64  NOT NULL, -- that have one
	hours      I64  NOT NULL, -- as the rule was then
	issued_at  TIME NOT NULL,
	issued_by  I64  NOT NULL, -- login
	issued_post I64 REFERENCES post(id),
	due_at     TIME NOT NULL, -- issued_at + hours
	UNIQUE (place_id, day, edition)
);

-- The figures' text as it was told, in pieces.
-- clustered
-- append only
CREATE TABLE bulletin_part (
	bulletin_id I64  NOT NULL REFERENCES bulletin(id),
	n           I64  NOT NULL, -- 1, 2, 3 …
	body        TEXT NOT NULL,
	PRIMARY KEY (bulletin_id, n)
);

-- A listed case and until when its unit is to put it right.  Beside the case's own deadline, which it never changes.
-- clustered
-- append only
-- scoped
CREATE TABLE bulletin_item (
	bulletin_id I64  NOT NULL REFERENCES bulletin(id),
	n           I64  NOT NULL, -- the longest overdue first
	case_id     I64  NOT NULL REFERENCES cases(id),
	unit_id     I64  NOT NULL REFERENCES unit(id),
	place_id    I64  NOT NULL REFERENCES place(id),
	day         DAY  NOT NULL, -- of the edition
	fresh       BOOL NOT NULL, -- new that day
	late        BOOL NOT NULL, -- past its own deadline
	own_due     TIME,          -- that deadline; NULL: none ran
	issued_at   TIME NOT NULL, -- of the edition that asked first, that day
	due_at      TIME NOT NULL, -- and until when it did: a later edition of the day does not prolong
	first_id    I64  NOT NULL REFERENCES bulletin(id),
	PRIMARY KEY (bulletin_id, n)
);
CREATE INDEX bulletin_item_case ON bulletin_item (case_id, day);
CREATE INDEX bulletin_item_unit ON bulletin_item (unit_id, day, case_id);
CREATE INDEX bulletin_item_of ON bulletin_item (bulletin_id, unit_id, n);
