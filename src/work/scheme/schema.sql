-- step 1

-- An assessment scheme (测评体系) in one version: national, provincial, municipal, 国卫 stand side by side.  Versions of one
-- code do not overlap; none is deleted, valid_to ends it.
CREATE TABLE scheme (
	id         ID,
	rev        I64  NOT NULL,
	code       TEXT NOT NULL,  -- the office's own: GC
	version    TEXT NOT NULL,  -- 2026
	name       TEXT NOT NULL,
	level      TEXT NOT NULL,  -- national provincial municipal health other
	source     TEXT NOT NULL,  -- the paper it was taken from
	sample     BOOL NOT NULL,  -- a sample: nobody was ever assessed by it
	valid_from DAY  NOT NULL,
	valid_to   DAY,
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL,  -- login; 0 = set-up
	UNIQUE (code, version)
);

-- A standard (测评标准) of a scheme, with the way down to it: 板块, 项目, 内容.  A corrected one keeps its number and says so
-- in its events; one that was never meant is struck.
CREATE TABLE standard (
	id         ID,
	rev        I64  NOT NULL,
	scheme_id  I64  NOT NULL REFERENCES scheme(id),
	no         TEXT NOT NULL,  -- as the scheme numbers it: 3.2.1(4)
	block      TEXT NOT NULL,
	item       TEXT NOT NULL,
	content    TEXT NOT NULL,
	words      TEXT NOT NULL,  -- the standard itself
	method     TEXT NOT NULL,  -- 实地考察；问卷调查: how it is assessed
	site_types TEXT NOT NULL,  -- 集贸市场；主次干道: where; '': nowhere in particular
	weight     I64  NOT NULL,  -- thousandths of the whole scheme
	struck     BOOL NOT NULL,
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL,
	UNIQUE (scheme_id, no)
);
