-- step 1

-- A kind of problem.  key is unique among all: B01037 (部件) and S01037 (事项) share a code.
CREATE TABLE class (
	id         ID,
	rev        I64  NOT NULL,  -- one more with each event
	key        TEXT NOT NULL,
	kind       TEXT NOT NULL,  -- 部件 事项
	code       TEXT NOT NULL,  -- as in the standard: 01037
	big_code   TEXT NOT NULL,  -- 01
	big_name   TEXT NOT NULL,
	name       TEXT NOT NULL,
	subject    TEXT NOT NULL,  -- place operator person; a person class is counted, never filed
	synonyms   TEXT NOT NULL,  -- everyday words, separated by ；
	source     TEXT NOT NULL,
	version    TEXT NOT NULL,  -- of the catalogue: GB/T 47678.5-2026
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	UNIQUE (key, version)
);
CREATE INDEX class_big ON class (big_code, key);

-- When a problem of a class is filed, how long its handler has, when it is closed.  A class may
-- have several; one that has none inherits those of its big class (class_key 'S01').
CREATE TABLE class_condition (
	id           ID,
	rev          I64  NOT NULL,  -- one more with each event
	key          TEXT NOT NULL,  -- 'S06010-1'
	class_key    TEXT NOT NULL,  -- a class, or a big class with its kind: 'S06'
	condition    TEXT NOT NULL,  -- 立案条件
	after_key    TEXT,           -- a second limit that starts when this other condition is met (止水, then 修复)
	amount       I64  NOT NULL,
	limit_unit   TEXT NOT NULL,  -- as quoted: 紧急工作时 工作时 工作日 …
	clock        TEXT NOT NULL,  -- urgent office workday natural
	clock_unit   TEXT NOT NULL,  -- minute hour day
	clock_amount I64  NOT NULL,  -- amount × the unit's factor
	closing      TEXT NOT NULL,  -- 结案条件
	photo        TEXT NOT NULL,  -- needed optional none
	photo_reason TEXT NOT NULL,
	not_collected TEXT NOT NULL, -- what is not to be collected although it looks like it
	season       TEXT NOT NULL,  -- '' or the name of a season in which alone the clock runs
	season_days  TEXT NOT NULL,  -- its days when this version was loaded: 02-01/04-30 10-01/11-30
	basis        TEXT NOT NULL,
	source       TEXT NOT NULL,  -- begins with 示例 where no authority stated it
	version      TEXT NOT NULL,
	valid_from   DAY  NOT NULL,
	valid_to     DAY,
	UNIQUE (key, version)
);
CREATE INDEX class_condition_class ON class_condition (class_key, key);
