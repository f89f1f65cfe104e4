-- step 1

-- Where messages go: a group's robot, a mailbox, a gateway, another program.  Never deleted: ended_at turns it off.
-- scoped
CREATE TABLE channel (
	id         ID,
	rev        I64  NOT NULL,
	name       TEXT NOT NULL,
	kind       TEXT NOT NULL,  -- wecom dingtalk mail hook sms
	place_id   I64  NOT NULL REFERENCES place(id), -- it is told what lies there or below
	unit_id    I64  REFERENCES unit(id), -- and is this unit's; NULL: of whichever unit
	post_id    I64  REFERENCES post(id), -- and this post's
	tell_due   BOOL NOT NULL,  -- before a deadline
	tell_overdue BOOL NOT NULL,
	tell_bulletin BOOL NOT NULL,
	shown      TEXT NOT NULL,  -- host and end of its address
	markdown   BOOL NOT NULL,  -- robots; else plain text
	quiet_from I64  NOT NULL,  -- minute of the day; the same as quiet_to: no quiet hours
	quiet_to   I64  NOT NULL,
	per_minute I64  NOT NULL,
	per_day    I64  NOT NULL,  -- reminders; the rest waits for the next day
	digest     I64  NOT NULL,  -- minutes that a reminder waits for others; 0: none
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL,  -- login; 0 = set-up
	ended_at   TIME
);
CREATE INDEX channel_place ON channel (place_id);
CREATE INDEX channel_unit ON channel (unit_id);

-- What opens a channel, encrypted (kit/secret).  No event tells of it but that it was changed.
CREATE TABLE channel_key (
	channel_id I64  NOT NULL PRIMARY KEY REFERENCES channel(id),
	tag        TEXT NOT NULL,  -- random; what the ciphertext is bound to
	sealed     BLOB NOT NULL
);

-- How fast a channel may be written to.  Book-keeping, no fact.
CREATE TABLE channel_pace (
	channel_id I64  NOT NULL PRIMARY KEY REFERENCES channel(id),
	free_at    TIME NOT NULL,  -- nothing is sent before
	day        DAY  NOT NULL,  -- of `today`
	today      I64  NOT NULL   -- reminders sent on that day
);

-- A message.  What it says never changes; what became of it is an event as soon as it is known.
-- scoped
CREATE TABLE message (
	id         ID,
	rev        I64  NOT NULL,
	channel_id I64  NOT NULL REFERENCES channel(id),
	topic      TEXT NOT NULL,  -- test due overdue bulletin digest
	about      I64  NOT NULL,  -- case or bulletin; 0: nothing
	about_n    I64  NOT NULL,  -- which of its deadlines, and how often that was extended
	title      TEXT NOT NULL,
	body       TEXT NOT NULL,
	path       TEXT NOT NULL,  -- of the page to look at, '': none
	made_at    TIME NOT NULL,
	made_by    I64  NOT NULL,  -- login; 0 = the program
	fate       I64  NOT NULL,  -- 0 open, 1 sent, 2 dead, 3 dropped, 4 told within another
	fate_at    TIME,
	into_id    I64  REFERENCES message(id), -- fate 4: that one
	why        I64  NOT NULL,  -- fate 2: enum post_why
	code       I64  NOT NULL,  -- the receiver's
	said       TEXT NOT NULL   -- its words
);
CREATE INDEX message_fate ON message (fate, id);
CREATE INDEX message_channel ON message (channel_id, id);
CREATE INDEX message_dead ON message (channel_id) WHERE fate = 2;
CREATE INDEX message_into ON message (into_id) WHERE into_id IS NOT NULL;
CREATE UNIQUE INDEX message_once ON message (about, topic, about_n, channel_id) WHERE about <> 0;

-- What is still to be sent, and how far that is.  Gone with the message's fate.  Book-keeping, no fact.
CREATE TABLE message_due (
	message_id I64  NOT NULL PRIMARY KEY REFERENCES message(id),
	channel_id I64  NOT NULL REFERENCES channel(id),
	state      I64  NOT NULL,  -- 0 waits, 1 is being sent, 2 failed, 3 held for quiet hours, 4 held for the day's cap
	next_at    TIME NOT NULL,
	tries      I64  NOT NULL,
	unsure     I64  NOT NULL,  -- how often the program ended between sending and noting it
	why        I64  NOT NULL,  -- of the last failure
	code       I64  NOT NULL,
	said       TEXT NOT NULL
);
CREATE INDEX message_due_next ON message_due (next_at, channel_id);
CREATE INDEX message_due_channel ON message_due (channel_id, next_at, message_id);

-- step 2

-- What arrived in a year (burden.year).
CREATE INDEX message_of_year ON message (fate, fate_at, channel_id);
