-- step 1

-- What a unit is to hand in for a standard (材料申报): in which kinds of file, how many, between which days.  Never deleted:
-- void ends it.
-- scoped
CREATE TABLE material (
	id          ID,
	rev         I64  NOT NULL,
	no          TEXT NOT NULL,  -- the office's own
	title       TEXT NOT NULL,
	standard_id I64  NOT NULL REFERENCES standard(id),
	unit_id     I64  NOT NULL REFERENCES unit(id),
	post_id     I64  NOT NULL REFERENCES post(id),
	place_id    I64  NOT NULL REFERENCES place(id), -- where its unit lies; the district, when that lies nowhere
	kinds       TEXT NOT NULL,  -- docx；pdf: endings of files that are taken
	most        I64  NOT NULL,  -- megabytes of one file
	copies      I64  NOT NULL,  -- so many files are wanted
	opens       DAY  NOT NULL,  -- handed in from this day
	closes      DAY  NOT NULL,  -- to this
	since       DAY,            -- what a file says happened between these days; NULL: whenever
	until       DAY,
	asks        TEXT NOT NULL,  -- what it must show; ''
	struck      BOOL NOT NULL,
	made_at     TIME NOT NULL,
	made_by     I64  NOT NULL,  -- login; 0 = set-up
	UNIQUE (no)
);
CREATE INDEX material_closes ON material (closes, id);
CREATE INDEX material_unit ON material (unit_id, closes);
CREATE INDEX material_standard ON material (standard_id, id);

-- A file that was handed in.  Its bytes lie under their digest beside the papers (work/writ).
-- scoped
CREATE TABLE material_file (
	material_id I64  NOT NULL REFERENCES material(id),
	n           I64  NOT NULL, -- 1, 2, 3 …
	file        TEXT NOT NULL, -- SHA-256, hexadecimal
	kind        TEXT NOT NULL, -- as in material.kinds; what its bytes are, whatever it was called
	name        TEXT NOT NULL, -- as it came in
	bytes       I64  NOT NULL,
	alike       I64,           -- of a picture: by what alike ones are found (work/photo)
	note        TEXT NOT NULL, -- number of the paper, caption
	dated       DAY,           -- of what it says
	state       TEXT NOT NULL, -- waiting accepted returned
	handed_at   TIME NOT NULL,
	handed_by   I64  NOT NULL, -- person
	judged_at   TIME,
	judged_by   I64,           -- person
	reason      TEXT NOT NULL, -- why it was returned; ''
	PRIMARY KEY (material_id, n)
);
CREATE INDEX material_file_same ON material_file (file);
CREATE INDEX material_file_alike ON material_file (alike) WHERE alike IS NOT NULL;
