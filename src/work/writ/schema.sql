-- step 1

-- A version of the office's own template of a paper; its file lies by digest beside the papers that were issued.  Of each
-- kind and form one is in force at most: used, and not ended.  Without one the shipped template is.
CREATE TABLE template (
	id         ID,
	rev        I64  NOT NULL,
	kind       TEXT NOT NULL, -- 'order', 'bulletin' …: struct writ_form
	form       TEXT NOT NULL, -- 'docx', 'txt' …: enum writ_as
	nth        I64  NOT NULL, -- 1, 2, 3 … of its kind and form
	file       TEXT NOT NULL, -- SHA-256, 64 hexadecimal digits
	bytes      I64  NOT NULL,
	name       TEXT NOT NULL, -- as its file was called
	note       TEXT NOT NULL, -- what is new in it, '' when nothing was said
	added_at   TIME NOT NULL,
	added_post I64  REFERENCES post(id),
	tried      TEXT NOT NULL, -- SHA-256 of what was filled with real data before it was taken into use; '' until then
	tried_with TEXT NOT NULL, -- the case or day of that data
	used_at    TIME,
	used_post  I64  REFERENCES post(id),
	ended_at   TIME,          -- another took its place, or the shipped one
	ended_post I64  REFERENCES post(id),
	UNIQUE (kind, form, nth)
);
CREATE INDEX template_file ON template (file);

-- A paper to a unit about a case, as it was issued: its files lie by digest outside the store, and the seal covers
-- the digests.  Never changed; another one of the same kind is the next.
-- append only
-- scoped
CREATE TABLE writ (
	id          ID,
	rev         I64  NOT NULL, -- always 1
	case_id     I64  NOT NULL REFERENCES cases(id),
	kind        TEXT NOT NULL, -- 'order', 'urge': struct writ_form
	nth         I64  NOT NULL, -- 1, 2, 3 … of its kind and case
	unit_id     I64  NOT NULL REFERENCES unit(id), -- to whom
	position    I64  NOT NULL, -- of the seal that was known when its facts were gathered
	docx        TEXT NOT NULL, -- SHA-256 of the file, 64 hexadecimal digits
	docx_bytes  I64  NOT NULL,
	pdf         TEXT NOT NULL,
	pdf_bytes   I64  NOT NULL,
	docx_by     I64  REFERENCES template(id), -- whose template; NULL: the shipped one
	pdf_by      I64  REFERENCES template(id),
	issued_by   I64  NOT NULL, -- login
	issued_post I64  REFERENCES post(id),
	issued_unit I64  REFERENCES unit(id),
	issued_at   TIME NOT NULL,
	UNIQUE (case_id, kind, nth)
);
CREATE INDEX writ_docx ON writ (docx);
CREATE INDEX writ_pdf ON writ (pdf);

-- step 2

-- What units got in a year (burden.year): without it that is the whole history.
CREATE INDEX writ_of_year ON writ (kind, issued_at, unit_id);
