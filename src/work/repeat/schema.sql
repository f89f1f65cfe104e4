-- step 1

-- When a problem counts as come back (屡改屡犯, A36) and when as long standing (顽疾, A48).  The row of the class
-- is taken, else that of its big class, else that of all.  A city replaces the example.
-- clustered
CREATE TABLE repeat_rule (
	class_key TEXT NOT NULL PRIMARY KEY, -- a class, a big class, '*' for all others
	days      I64  NOT NULL, -- filed again within so many days of a closing: come back
	metres    I64  NOT NULL, -- what is one spot; 0: the whole community
	times     I64  NOT NULL, -- filed so many times within `span` days: long standing
	span      I64  NOT NULL,
	source    TEXT NOT NULL  -- the paper it comes from; begins with 示例 where there is none
);
INSERT INTO repeat_rule (class_key, days, metres, times, span, source) VALUES
	('*', 90, 30, 3, 365, '示例：屡改屡犯和顽疾的认定，请按本地文件修改');

-- A case that was filed where problems of its class had been closed before, by the rule of that moment.
-- scoped
CREATE TABLE case_repeat (
	case_id   I64  NOT NULL PRIMARY KEY REFERENCES cases(id),
	before_id I64  NOT NULL REFERENCES cases(id), -- the last one that was closed there
	before_at TIME NOT NULL, -- when
	again     BOOL NOT NULL, -- come back: closed no longer ago than `days`
	nth       I64  NOT NULL, -- which time within `span` days it is, closed ones that were opened again count for each time
	chronic   BOOL NOT NULL, -- long standing: nth has reached `times`
	days      I64  NOT NULL,
	metres    I64  NOT NULL,
	times     I64  NOT NULL,
	span      I64  NOT NULL,
	found_at  TIME NOT NULL, -- when it was filed
	dropped   BOOL NOT NULL  -- it was voided: had been filed in error
);
CREATE INDEX case_repeat_before ON case_repeat (before_id);
CREATE INDEX case_repeat_at ON case_repeat (found_at, case_id);
