-- step 1

-- What a request with an idempotency key was answered, so that the same request sent again gets
-- the same answer and does nothing.  Kept for some days, then removed by a job.
CREATE TABLE command_key (
	user_id I64  NOT NULL, -- 0 = the program itself or nobody logged in
	key     TEXT NOT NULL, -- chosen by the client
	command TEXT NOT NULL,
	digest  BLOB NOT NULL, -- of path and fields, keyed (BLAKE2b) with a key from the keyring; empty: erased
	at      TIME NOT NULL,
	id      I64  NOT NULL, -- the reply from here on
	rev     I64  NOT NULL,
	no      TEXT,
	see     TEXT,
	done    TEXT NOT NULL, -- key of the sentence
	arg0    TEXT,
	arg1    TEXT,
	PRIMARY KEY (user_id, key)
);
CREATE INDEX command_key_at ON command_key (at);
CREATE INDEX command_key_id ON command_key (id);
