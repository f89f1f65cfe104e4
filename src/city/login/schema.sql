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
	UNIQUE (name)
);

-- Failed log-ins, counted for back-off: one row an account, one an address, and one for an account
-- at an address where it has been let in before, so that nobody locks it out from elsewhere.
CREATE TABLE login_failure (
	subject TEXT NOT NULL PRIMARY KEY, -- 'login:NAME', 'address:IP' or 'pair:IP NAME'
	failed  I64  NOT NULL,
	last_at TIME NOT NULL
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
