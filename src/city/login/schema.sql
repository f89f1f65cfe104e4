-- step 1

-- A log-in.  hash is Argon2id with its parameters; NULL until the first password is set.
CREATE TABLE login (
	id          ID,
	rev         I64  NOT NULL,  -- one more with each event
	name        TEXT NOT NULL,
	person_id   I64  NOT NULL REFERENCES person(id),
	hash        TEXT,
	must_change BOOL NOT NULL,
	made_at     TIME NOT NULL,
	disabled_at TIME,
	factor_at   TIME,          -- since when it asks for a code besides the password; NULL: it does not
	UNIQUE (name)
);
CREATE INDEX login_person ON login (person_id);

-- What the codes of a log-in are made of, encrypted (kit/secret); one row where login.factor_at is.
CREATE TABLE login_factor (
	login_id I64  NOT NULL REFERENCES login(id),
	sealed   BLOB NOT NULL,
	step     I64  NOT NULL,    -- of the last code that served: each serves once
	PRIMARY KEY (login_id)
);

-- Codes for who has lost the telephone; each serves once and is gone.
CREATE TABLE login_recovery (
	login_id I64  NOT NULL REFERENCES login(id),
	digest   BLOB NOT NULL,    -- SHA-256
	PRIMARY KEY (login_id, digest)
);

-- Half a way in: 'link', to set the first password with; 'code', the password was right and the code is
-- still to come.  Whoever has the token has that much; the store has its digest.  Gone once it served.
CREATE TABLE login_ticket (
	id       ID,
	token    BLOB NOT NULL,
	login_id I64  NOT NULL REFERENCES login(id),
	kind     TEXT NOT NULL,
	post     TEXT NOT NULL,    -- the code of the post asked for, '': the first one held
	ends_at  TIME NOT NULL,
	UNIQUE (token)
);
CREATE INDEX login_ticket_login ON login_ticket (login_id, kind);
CREATE INDEX login_ticket_ends ON login_ticket (ends_at);

-- Failed log-ins, counted for back-off: one row an account, one an address, and one for an account
-- at an address where it has been let in before, so that nobody locks it out from elsewhere.
CREATE TABLE login_failure (
	subject TEXT NOT NULL PRIMARY KEY, -- 'login:NAME', 'login:?BUCKET', 'address:IP', 'pair:IP NAME', 'change:NAME'
	failed  I64  NOT NULL,             -- IP: see guard_subject, 'address:192.0.2.1', 'address:2001:db8::/64'
	last_at TIME NOT NULL
);
CREATE INDEX login_failure_last ON login_failure (last_at);

-- Refused log-ins for the auditor: one row an account, address, reason and hour.  What was typed is kept only
-- when it is an account's name, for people type their password there, too.  See city/login/refused.c for the
-- bound on rows.
CREATE TABLE login_refused (
	id       ID,
	hour     TIME NOT NULL,  -- its first millisecond
	account  TEXT NOT NULL,  -- '': no such account, or many
	address  TEXT NOT NULL,  -- '': changing a password, or many
	why      TEXT NOT NULL,  -- password, unknown, disabled, wait, no_post, old_password, code, link, rest
	times    I64  NOT NULL,  -- of 'wait' and 'rest': minutes in which there were any
	first_at TIME NOT NULL,
	last_at  TIME NOT NULL,
	UNIQUE (hour, account, address, why)
);

-- A session; the browser holds the token, the store only its digest.
CREATE TABLE session (
	id         ID,
	token      BLOB NOT NULL,  -- SHA-256 of the token
	login_id   I64  NOT NULL REFERENCES login(id),
	post_id    I64  NOT NULL REFERENCES post(id),
	made_at    TIME NOT NULL,
	seen_at    TIME NOT NULL,  -- written at most once in a tenth of the idle time-out
	ends_at    TIME NOT NULL,  -- whatever is done with it
	ended_at   TIME,
	UNIQUE (token)
);
CREATE INDEX session_login ON session (login_id);
