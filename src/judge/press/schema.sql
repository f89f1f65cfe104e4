-- step 1

-- A paper of a place as it was issued: 月报, 责任公示, 任务分解表, 问题台账.  Its files lie by digest where papers are kept
-- (work/writ), and the seal covers the digests.  Never changed; a later one of the same kind, place and month is the next edition.
-- append only
CREATE TABLE paper (
	id          ID,
	rev         I64  NOT NULL, -- always 1
	kind        TEXT NOT NULL, -- monthly duties tasks ledger: struct writ_form
	place_id    I64  NOT NULL REFERENCES place(id),
	period      TEXT NOT NULL, -- monthly: 2026-11; else ''
	nth         I64  NOT NULL, -- 1, 2, 3 … of its kind, place and period
	position    I64  NOT NULL, -- of the seal as far as it tells
	docx        TEXT NOT NULL, -- SHA-256 of the file, 64 hexadecimal digits; '': there is no such form of it
	docx_bytes  I64  NOT NULL,
	pdf         TEXT NOT NULL,
	pdf_bytes   I64  NOT NULL,
	xlsx        TEXT NOT NULL,
	xlsx_bytes  I64  NOT NULL,
	issued_by   I64  NOT NULL, -- login
	issued_post I64  REFERENCES post(id),
	issued_unit I64  REFERENCES unit(id),
	issued_at   TIME NOT NULL,
	UNIQUE (kind, place_id, period, nth)
);
CREATE INDEX paper_docx ON paper (docx);
CREATE INDEX paper_pdf ON paper (pdf);
CREATE INDEX paper_xlsx ON paper (xlsx);
