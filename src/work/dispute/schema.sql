-- step 1

-- A quarrel about whose a case is: one for each case that was refused with its ground.  A first refusal gives the case
-- back; a second asks for a joint ruling (联合会审), until which the territory holds it.
-- scoped
CREATE TABLE dispute (
	id           ID,
	rev          I64  NOT NULL,
	case_id      I64  NOT NULL REFERENCES cases(id),
	state        I64  NOT NULL, -- 1 given back, 2 a ruling is asked for, 3 ruled
	class_key    TEXT NOT NULL, -- of the case, as it was
	opened_at    TIME NOT NULL, -- the first refusal that is kept here
	joint_at     TIME,          -- when the ruling was asked for
	due_at       TIME,          -- one working day after
	calendar     TEXT,          -- the version by which
	ruled_at     TIME,          -- when it was decided
	ruled_by     I64,           -- login
	ruled_unit   I64  REFERENCES unit(id), -- of who decided
	way          TEXT,          -- site papers
	reason       TEXT,
	unit_id      I64  REFERENCES unit(id), -- whose it is
	bears_id     I64  REFERENCES unit(id), -- who bears the cost, or gets the credit, of what the territory did
	bears_why    TEXT,
	precedent_id I64  REFERENCES precedent(id),
	UNIQUE (case_id)
);
CREATE INDEX dispute_due ON dispute (due_at, id) WHERE state = 2;

-- Who refused it, and on what ground: a row of the matrix of duties, or a law.
-- clustered
-- scoped
CREATE TABLE dispute_side (
	dispute_id I64  NOT NULL REFERENCES dispute(id),
	n          I64  NOT NULL, -- 1 the first refusal, 2 the second
	unit_id    I64  NOT NULL REFERENCES unit(id),
	at         TIME NOT NULL,
	duty_id    I64  REFERENCES duty(id),
	law        TEXT,
	reason     TEXT NOT NULL,
	PRIMARY KEY (dispute_id, n)
);
