-- step 1

-- How much of what was closed so many days ago is looked at once more (回头看, A37).  A city replaces the examples.
-- clustered
CREATE TABLE recheck_rule (
	days   I64  NOT NULL PRIMARY KEY, -- after the closing
	share  I64  NOT NULL, -- of a day's list, in thousandths; 0: nothing is drawn
	least  I64  NOT NULL, -- of each unit
	within I64  NOT NULL, -- days from the draw to the look
	source TEXT NOT NULL  -- the paper it comes from; begins with 示例 where there is none
);
INSERT INTO recheck_rule (days, share, least, within, source) VALUES
	(7, 200, 1, 3, '示例：结案7天回头看比例，请按本地文件修改'),
	(30, 100, 0, 5, '示例：结案30天回头看比例，请按本地文件修改'),
	(90, 100, 0, 5, '示例：结案90天回头看比例，请按本地文件修改');

-- A batch ("130 problems"): closed cases that are looked at as a whole, or by sample.
CREATE TABLE recheck_batch (
	id      ID,
	rev     I64  NOT NULL,
	name    TEXT NOT NULL,
	source  TEXT NOT NULL,
	cases   I64  NOT NULL, -- how many
	made_at TIME NOT NULL,
	made_by I64  NOT NULL, -- person
	UNIQUE (name)
);
-- clustered
-- append only
-- scoped
CREATE TABLE recheck_member (
	batch_id I64 NOT NULL REFERENCES recheck_batch(id),
	case_id  I64 NOT NULL REFERENCES cases(id),
	PRIMARY KEY (batch_id, case_id)
);

-- A draw: promised on the day before, made and told on its day (kit/stats/draw.h).  `duban draw verify` makes it again.
CREATE TABLE recheck_draw (
	id          ID,
	rev         I64  NOT NULL,
	on_day      DAY  NOT NULL, -- of the draw
	days        I64  NOT NULL, -- after the closing; 0: of a batch
	batch       I64  NOT NULL, -- 0: none
	promise     TEXT NOT NULL, -- SHA-256(seed ‖ on_day), 64 hexadecimal digits
	share       I64  NOT NULL, -- the rule as it was when it was promised
	least       I64  NOT NULL,
	within      I64  NOT NULL,
	state       TEXT NOT NULL, -- promised drawn void
	seed        TEXT,          -- told with the draw
	list        TEXT,          -- SHA-256 of the list it was drawn from
	listed      I64  NOT NULL, -- how many were on it
	taken       I64  NOT NULL, -- how many were drawn
	promised_at TIME NOT NULL,
	drawn_at    TIME,
	UNIQUE (on_day, days, batch)
);
CREATE INDEX recheck_draw_waits ON recheck_draw (on_day, id) WHERE state = 'promised';
CREATE INDEX recheck_draw_promised ON recheck_draw (promised_at, id);

-- The seed until it is told, encrypted with a key that lies outside the store.
CREATE TABLE recheck_seed (
	draw_id I64  NOT NULL PRIMARY KEY REFERENCES recheck_draw(id),
	sealed  BLOB NOT NULL
);

-- What was on the list of a draw; its digest stands in the draw.
-- clustered
-- append only
-- scoped
CREATE TABLE recheck_item (
	draw_id I64  NOT NULL REFERENCES recheck_draw(id),
	case_id I64  NOT NULL REFERENCES cases(id),
	stratum TEXT NOT NULL, -- code of the unit that had done the work; '-': nobody was sent it
	PRIMARY KEY (draw_id, case_id)
);

-- A look at what was closed: drawn, then taken by somebody who had no part in the case.
-- scoped
CREATE TABLE recheck (
	id        ID,
	rev       I64  NOT NULL,
	draw_id   I64  NOT NULL REFERENCES recheck_draw(id),
	n         I64  NOT NULL, -- 1, 2, 3 … in the order drawn
	case_id   I64  NOT NULL REFERENCES cases(id),
	unit_id   I64  REFERENCES unit(id), -- whose work it was; NULL: nobody was sent it
	stratum   TEXT NOT NULL,
	closed_at TIME NOT NULL,
	due       DAY  NOT NULL, -- to be looked at by then
	state     TEXT NOT NULL, -- waiting held rebound moot
	looked_at TIME,
	looked_by I64,           -- person
	looked_unit I64,
	words     TEXT NOT NULL, -- what was seen; ''
	UNIQUE (draw_id, n)
);
CREATE INDEX recheck_case ON recheck (case_id, id);
CREATE INDEX recheck_state ON recheck (state, due, id);
