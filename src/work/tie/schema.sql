-- step 1

-- The standards that a problem touches (A30): at least one each.
CREATE TABLE case_standard (
	case_id     I64 NOT NULL REFERENCES cases(id),
	standard_id I64 NOT NULL REFERENCES standard(id),
	PRIMARY KEY (case_id, standard_id)
);
CREATE INDEX case_standard_of ON case_standard (standard_id, case_id);
