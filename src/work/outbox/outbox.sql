-- ---- channels ----

-- channel_add: one
-- Called by channel.add.
-- in: name str, kind str, place_id i64, unit_id i64?, post_id i64?, tell_due bool, tell_overdue bool, tell_bulletin bool
-- in: shown str, markdown bool, quiet_from i64, quiet_to i64, per_minute i64, per_day i64, digest i64, made_at i64, made_by i64
INSERT INTO channel (rev, name, kind, place_id, unit_id, post_id, tell_due, tell_overdue, tell_bulletin, shown, markdown,
                     quiet_from, quiet_to, per_minute, per_day, digest, made_at, made_by, ended_at)
VALUES (1, $name, $kind, $place_id, $unit_id, $post_id, $tell_due, $tell_overdue, $tell_bulletin, $shown, $markdown,
        $quiet_from, $quiet_to, $per_minute, $per_day, $digest, $made_at, $made_by, NULL)
RETURNING id;

-- channel_change: exec
-- Called by channel.change, channel.key, channel.turn. Index: primary key.
-- in: id i64, rev i64, name str, tell_due bool, tell_overdue bool, tell_bulletin bool, shown str, markdown bool, quiet_from i64
-- in: quiet_to i64, per_minute i64, per_day i64, digest i64, ended_at i64?
UPDATE channel SET rev = $rev, name = $name, tell_due = $tell_due, tell_overdue = $tell_overdue,
       tell_bulletin = $tell_bulletin, shown = $shown, markdown = $markdown, quiet_from = $quiet_from, quiet_to = $quiet_to,
       per_minute = $per_minute, per_day = $per_day, digest = $digest, ended_at = $ended_at
WHERE id = $id AND rev = $rev - 1;

-- channel_get: one
-- A channel within somebody's scope; 0: the program itself. Called by all commands of channels. Index: primary key.
-- in: id i64, scope i64
SELECT c.id, c.rev, c.name, c.kind, c.place_id, c.unit_id, c.post_id, c.tell_due, c.tell_overdue, c.tell_bulletin, c.shown,
       c.markdown, c.quiet_from, c.quiet_to, c.per_minute, c.per_day, c.digest, c.made_at, c.made_by, c.ended_at
FROM channel AS c
WHERE c.id = $id AND ($scope = 0 OR c.unit_id * 2 + 1 = $scope
      OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = c.place_id AND a.above_id * 2 = $scope));

-- channel_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier reads all
-- in: after i64, n i64
SELECT c.id, c.rev, c.name, c.kind, c.place_id, c.unit_id, c.post_id, c.tell_due, c.tell_overdue, c.tell_bulletin, c.shown,
       c.markdown, c.quiet_from, c.quiet_to, c.per_minute, c.per_day, c.digest, c.made_at, c.made_by, c.ended_at
FROM channel AS c WHERE c.id > $after ORDER BY c.id LIMIT $n;

-- channel_list: many
-- Channels within somebody's scope with what waits and what is dead. Called by channel.list. A city has some hundred.
-- in: scope i64
-- out: unit_name str?, post_name str?, waiting i64, dead i64, today i64
SELECT c.id, c.name, c.kind, c.shown, c.place_id, p.name AS place_name, u.short_name AS unit_name, o.name AS post_name,
       c.tell_due, c.tell_overdue, c.tell_bulletin, c.ended_at,
       (SELECT count(*) FROM message_due AS d WHERE d.channel_id = c.id) AS waiting,
       (SELECT count(*) FROM message AS m WHERE m.channel_id = c.id AND m.fate = 2) AS dead, k.today
FROM channel AS c
JOIN channel_pace AS k ON k.channel_id = c.id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN unit AS u ON u.id = c.unit_id
LEFT JOIN post AS o ON o.id = c.post_id
WHERE $scope = 0 OR c.unit_id * 2 + 1 = $scope
      OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = c.place_id AND a.above_id * 2 = $scope)
ORDER BY c.id
LIMIT 500;

-- channel_at: many
-- Channels that are told of bulletins of a place: its own and those of places above. Called when one is issued.
-- unscoped: the program tells who asked to be told
-- in: place_id i64
SELECT c.id, c.digest FROM place_above AS a JOIN channel AS c ON c.place_id = a.above_id
WHERE a.place_id = $place_id AND a.steps = 0 AND c.unit_id IS NULL AND c.tell_bulletin = 1 AND c.ended_at IS NULL
ORDER BY c.id LIMIT 100;

-- channel_of_unit: many
-- Channels of a unit and of its posts that are told before deadlines. Called when it is asked to fill a form. Index:
-- channel_unit.
-- unscoped: the program tells who asked to be told
-- in: unit_id i64
SELECT c.id, c.digest FROM channel AS c WHERE c.unit_id = $unit_id AND c.tell_due = 1 AND c.ended_at IS NULL
ORDER BY c.id LIMIT 100;

-- inquiry_waits: many
-- What still waits of a form, for one unit or (0) all; not what is being sent. Called when it was filled or ended. Index:
-- message_once.
-- unscoped: of a form that was found within reach
-- in: inquiry i64, unit i64
SELECT m.id, m.rev FROM message AS m JOIN message_due AS d ON d.message_id = m.id JOIN channel AS c ON c.id = m.channel_id
WHERE m.about = $inquiry AND m.about <> 0 AND m.topic = 'inquiry' AND m.fate = 0 AND d.state <> 1
  AND ($unit = 0 OR c.unit_id = $unit)
ORDER BY m.id LIMIT 20000;

-- post_unit_of: one
-- The unit of a post, and where it stands. Called by channel.add. Index: primary key.
-- in: id i64
SELECT o.unit_id FROM post AS o WHERE o.id = $id;

-- unit_place_of: one
-- Called by channel.add. Index: primary key.
-- in: id i64
SELECT u.id, u.place_id FROM unit AS u WHERE u.id = $id;

-- channel_events: many
-- What was changed of a channel. Called by channel.show. Index: event's kind, aggregate, rev.
-- in: id i64
-- out: unit_name str?, post_name str?
SELECT e.type, e.at, u.short_name AS unit_name, o.name AS post_name
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE e.kind = 'channel' AND e.aggregate = $id ORDER BY e.rev DESC LIMIT 30;

-- key_put: exec
-- What opens a channel. Called by channel.add, channel.key.
-- in: channel_id i64, tag str, sealed bytes
INSERT INTO channel_key (channel_id, tag, sealed) VALUES ($channel_id, $tag, $sealed)
ON CONFLICT (channel_id) DO UPDATE SET tag = excluded.tag, sealed = excluded.sealed;

-- key_seal: exec
-- The same under another key, unless it was changed meanwhile. Called by channel.renew. Index: primary key.
-- in: channel_id i64, was bytes, sealed bytes
UPDATE channel_key SET sealed = $sealed WHERE channel_id = $channel_id AND sealed = $was;

-- key_all: many
-- Whatever is sealed: some hundred. Called by channel.renew, channel.keys. Index: primary key.
-- in: after i64
SELECT k.channel_id, k.tag, k.sealed FROM channel_key AS k WHERE k.channel_id > $after ORDER BY k.channel_id LIMIT 1000;

-- pace_add: exec
-- Called by channel.add.
-- in: channel_id i64, day str
INSERT INTO channel_pace (channel_id, free_at, day, today) VALUES ($channel_id, 0, $day, 0);

-- pace_get: one
-- Called by message.take. Index: primary key.
-- in: channel_id i64
SELECT k.free_at, k.day, k.today FROM channel_pace AS k WHERE k.channel_id = $channel_id;

-- pace_of_people: one
-- Reminders that went today to whoever holds a post, by all channels of all their posts; of the one who had most. Called by
-- message.take. Index: holding_post, holding_person; a city has some hundred channels.
-- unscoped: the sender counts for people what went to them, wherever
-- in: post_id i64, day str
-- out: today i64
SELECT CAST(coalesce(max(p.n), 0) AS BIGINT) AS today
FROM (SELECT h.person_id AS person_id, CAST(sum(k.today) AS BIGINT) AS n FROM holding AS h
      JOIN holding AS o ON o.person_id = h.person_id
      JOIN channel AS c ON c.post_id = o.post_id
      JOIN channel_pace AS k ON k.channel_id = c.id
      WHERE h.post_id = $post_id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
            AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day) AND k.day = $day
      GROUP BY h.person_id) AS p;

-- pace_set: exec
-- Called by message.take, message.told. Index: primary key.
-- in: channel_id i64, free_at i64, day str, today i64
UPDATE channel_pace SET free_at = $free_at, day = $day, today = $today WHERE channel_id = $channel_id;

-- pace_hold: exec
-- A receiver asked for a pause. Called by message.told. Index: primary key.
-- in: channel_id i64, free_at i64
UPDATE channel_pace SET free_at = $free_at WHERE channel_id = $channel_id AND free_at < $free_at;

-- ---- messages ----

-- message_add: one
-- A message, unless the same was made before. Called by whatever is told.
-- in: channel_id i64, topic str, about i64, about_n i64, title str, body str, path str, made_at i64, made_by i64
INSERT INTO message (rev, channel_id, topic, about, about_n, title, body, path, made_at, made_by, fate, why, code, said)
VALUES (1, $channel_id, $topic, $about, $about_n, $title, $body, $path, $made_at, $made_by, 0, 0, 0, '')
ON CONFLICT DO NOTHING
RETURNING id;

-- message_end: exec
-- What became of it. Called by message.told, message.take, message.drop, message.again. Index: primary key.
-- in: id i64, rev i64, fate i64, fate_at i64?, into_id i64?, why i64, code i64, said str
UPDATE message SET rev = $rev, fate = $fate, fate_at = $fate_at, into_id = $into_id, why = $why, code = $code, said = $said
WHERE id = $id AND rev = $rev - 1;

-- message_get: one
-- A message within somebody's scope; 0: the program itself. Called by all commands of messages. Index: primary key.
-- in: id i64, scope i64
-- out: state i64?, next_at i64?, tries i64?, unsure i64?, due_why i64?, due_code i64?, due_said str?
SELECT m.id, m.rev, m.channel_id, m.topic, m.about, m.title, m.body, m.path, m.made_at, m.made_by, m.fate, m.fate_at,
       m.into_id, m.why, m.code, m.said, c.name AS channel_name, c.kind, c.markdown, c.shown, c.ended_at, c.quiet_from,
       c.quiet_to, d.state, d.next_at, d.tries, d.unsure, d.why AS due_why, d.code AS due_code, d.said AS due_said
FROM message AS m
JOIN channel AS c ON c.id = m.channel_id
LEFT JOIN message_due AS d ON d.message_id = m.id
WHERE m.id = $id AND ($scope = 0 OR c.unit_id * 2 + 1 = $scope
      OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = c.place_id AND a.above_id * 2 = $scope));

-- message_all: many
-- Messages within somebody's scope, the newest first. Called by message.list. Index: primary key.
-- in: scope i64, channel i64, before i64, n i64
-- out: state i64?, next_at i64?, tries i64?, due_why i64?, due_code i64?, due_said str?
SELECT m.id, m.topic, m.title, m.made_at, m.fate, m.fate_at, m.why, m.code, m.said, m.channel_id, c.name AS channel_name,
       d.state, d.next_at, d.tries, d.why AS due_why, d.code AS due_code, d.said AS due_said
FROM message AS m
JOIN channel AS c ON c.id = m.channel_id
LEFT JOIN message_due AS d ON d.message_id = m.id
WHERE m.id < $before AND ($channel = 0 OR m.channel_id = $channel) AND ($scope = 0 OR c.unit_id * 2 + 1 = $scope
      OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = c.place_id AND a.above_id * 2 = $scope))
ORDER BY m.id DESC
LIMIT $n;

-- message_by_fate: many
-- The same of one fate, of open ones in one state or (-1) any. Called by message.list. Index: message_fate.
-- in: scope i64, channel i64, fate i64, state i64, before i64, n i64
-- out: state i64?, next_at i64?, tries i64?, due_why i64?, due_code i64?, due_said str?
SELECT m.id, m.topic, m.title, m.made_at, m.fate, m.fate_at, m.why, m.code, m.said, m.channel_id, c.name AS channel_name,
       d.state, d.next_at, d.tries, d.why AS due_why, d.code AS due_code, d.said AS due_said
FROM message AS m
JOIN channel AS c ON c.id = m.channel_id
LEFT JOIN message_due AS d ON d.message_id = m.id
WHERE m.fate = $fate AND m.id < $before AND ($state < 0 OR d.state = $state) AND ($channel = 0 OR m.channel_id = $channel)
  AND ($scope = 0 OR c.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = c.place_id AND a.above_id * 2 = $scope))
ORDER BY m.id DESC
LIMIT $n;

-- message_inside: many
-- What a digest tells. Called by message.show. Index: message_into.
-- unscoped: of the same channel as the digest, which was asked for within scope
-- in: into_id i64
SELECT m.id, m.title FROM message AS m WHERE m.into_id = $into_id ORDER BY m.id LIMIT 100;

-- message_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier reads all
-- in: after i64, n i64
SELECT m.id, m.rev, m.channel_id, m.topic, m.about, m.about_n, m.title, m.body, m.path, m.made_at, m.made_by, m.fate,
       m.fate_at, m.into_id, m.why, m.code, m.said
FROM message AS m WHERE m.id > $after ORDER BY m.id LIMIT $n;

-- ---- sending ----

-- due_add: exec
-- Called with each message.
-- in: message_id i64, channel_id i64, next_at i64
INSERT INTO message_due (message_id, channel_id, state, next_at, tries, unsure, why, code, said)
VALUES ($message_id, $channel_id, 0, $next_at, 0, 0, 0, 0, '');

-- due_set: exec
-- Called by message.take, message.told, message.recover. Index: primary key.
-- in: message_id i64, state i64, next_at i64, tries i64, unsure i64, why i64, code i64, said str
UPDATE message_due SET state = $state, next_at = $next_at, tries = $tries, unsure = $unsure, why = $why, code = $code,
       said = $said
WHERE message_id = $message_id;

-- due_drop: exec
-- Called when a message's fate is known. Index: primary key.
-- in: message_id i64
DELETE FROM message_due WHERE message_id = $message_id;

-- due_hold: exec
-- Quiet hours: what would go now waits. Called by message.take. Index: message_due_channel.
-- in: channel_id i64, now i64, until i64
UPDATE message_due SET state = 3, next_at = $until WHERE channel_id = $channel_id AND next_at <= $now AND state <> 1;

-- due_ready: many
-- Channels that are on, that something is due for and that may be written to. Asked each second by the sender.
-- Index: message_due_next.
-- unscoped: the program itself asks
-- in: now i64
SELECT DISTINCT d.channel_id
FROM message_due AS d
JOIN channel_pace AS k ON k.channel_id = d.channel_id
JOIN channel AS c ON c.id = d.channel_id AND c.ended_at IS NULL
WHERE d.next_at <= $now AND d.state <> 1 AND k.free_at <= $now
  AND NOT EXISTS (SELECT 1 FROM message_due AS s WHERE s.channel_id = d.channel_id AND s.state = 1)
ORDER BY d.channel_id
LIMIT 200;

-- due_rows: many
-- What is due on a channel, the oldest first. Called by message.take. Index: message_due_channel.
-- unscoped: the program itself asks
-- in: channel_id i64, now i64, n i64
-- out: stale bool
SELECT m.id, m.rev, m.topic, m.title, m.made_at, d.state, d.tries, d.unsure, d.why, d.code, d.said,
       m.topic IN ('due', 'overdue') AND NOT EXISTS (
               SELECT 1 FROM case_deadline AS x
               WHERE x.case_id = m.about AND x.n * 8 + x.extended = m.about_n AND x.runs = 1) AS stale
FROM message_due AS d
JOIN message AS m ON m.id = d.message_id
WHERE d.channel_id = $channel_id AND d.next_at <= $now AND d.state <> 1
ORDER BY m.id
LIMIT $n;

-- due_first: one
-- When the next reminder of a channel goes, so that another goes with it. Called with each reminder. Index: message_due_channel.
-- unscoped: the program itself asks
-- in: channel_id i64
-- out: next_at i64?
SELECT min(d.next_at) AS next_at FROM message_due AS d WHERE d.channel_id = $channel_id AND d.tries = 0 AND d.state = 0;

-- due_sending: many
-- What was being sent, so many. Called by message.recover until none is left.
-- unscoped: the program itself asks
SELECT d.message_id, d.tries, d.unsure FROM message_due AS d WHERE d.state = 1 ORDER BY d.message_id LIMIT 200;

-- due_of_channel: many
-- What waits on a channel, so many. Called until none is left when it is turned off or on. Index: message_due_channel.
-- unscoped: of a channel that was asked for within scope
-- in: channel_id i64
SELECT m.id, m.rev FROM message_due AS d JOIN message AS m ON m.id = d.message_id WHERE d.channel_id = $channel_id
ORDER BY m.id LIMIT 500;

-- letter: one
-- A message with what opens its channel. Called by the sender. Index: primary key.
-- unscoped: the program itself asks
-- in: id i64
-- out: site str?
SELECT m.id, m.topic, m.title, m.body, m.path, m.made_at, d.tries, c.id AS channel_id, c.kind, c.markdown, k.tag, k.sealed,
       (SELECT s.value FROM setting AS s WHERE s.key = 'message.site') AS site
FROM message_due AS d
JOIN message AS m ON m.id = d.message_id
JOIN channel AS c ON c.id = m.channel_id
JOIN channel_key AS k ON k.channel_id = c.id
WHERE m.id = $id AND d.state = 1;

-- ---- reminders ----

-- remind_due: many
-- Deadlines of units' work that end soon, with each channel that is to be told and was not. Called by message.remind.
-- Index: case_deadline_due.
-- unscoped: the program tells who asked to be told
-- in: now i64, until i64, n i64
-- out: unit_name str?, class_name str?
SELECT d.case_id, d.n, d.extended, d.due_at, d.stage, s.no, p.name AS place_name, u.short_name AS unit_name,
       k.name AS class_name, c.id AS channel_id, c.digest
FROM case_deadline AS d
JOIN cases AS s ON s.id = d.case_id
JOIN channel AS c ON c.tell_due = 1 AND c.ended_at IS NULL AND c.unit_id = s.unit_id
                 AND (c.post_id IS NULL OR c.post_id = s.post_id)
JOIN place AS p ON p.id = s.place_id
LEFT JOIN unit AS u ON u.id = s.unit_id
LEFT JOIN class AS k ON k.id = s.class_id
WHERE d.runs = 1 AND d.overdue_at IS NULL AND d.due_at > $now AND d.due_at <= $until AND d.stage IN (4, 5)
  AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.about = d.case_id AND m.topic = 'due'
                  AND m.about_n = d.n * 8 + d.extended AND m.channel_id = c.id AND m.about <> 0)
ORDER BY d.due_at, d.case_id, d.n, c.id
LIMIT $n;

-- remind_overdue: many
-- The same of deadlines whose passing was recorded since a moment: to the unit, the post, and places that ask for it.
-- Index: case_deadline_late.
-- unscoped: the program tells who asked to be told
-- in: since i64, n i64
-- out: unit_name str?, class_name str?
SELECT d.case_id, d.n, d.extended, d.due_at, d.stage, s.no, p.name AS place_name, u.short_name AS unit_name,
       k.name AS class_name, c.id AS channel_id, c.digest
FROM case_deadline AS d
JOIN cases AS s ON s.id = d.case_id
JOIN channel AS c ON c.tell_overdue = 1 AND c.ended_at IS NULL AND c.made_at <= d.overdue_at
                 AND (c.unit_id IS NULL OR (c.unit_id = s.unit_id AND (c.post_id IS NULL OR c.post_id = s.post_id)))
JOIN place AS p ON p.id = s.place_id
LEFT JOIN unit AS u ON u.id = s.unit_id
LEFT JOIN class AS k ON k.id = s.class_id
WHERE d.overdue_at IS NOT NULL AND d.overdue_at > $since AND d.runs = 1 AND d.stage IN (4, 5)
  AND (c.unit_id IS NOT NULL
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = s.place_id AND a.above_id = c.place_id))
  AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.about = d.case_id AND m.topic = 'overdue'
                  AND m.about_n = d.n * 8 + d.extended AND m.channel_id = c.id AND m.about <> 0)
ORDER BY d.overdue_at NULLS LAST, d.case_id, d.n, c.id
LIMIT $n;

-- channel_hangs: one
-- How many channels that are on are a unit's, or a post's of it (0: the unit's own and all its posts'). Called when one is
-- to end. Index: channel_unit.
-- in: unit_id i64, post_id i64
-- unscoped: a number alone, for whoever ends a unit
-- out: n i64
SELECT count(*) AS n FROM channel AS c
WHERE c.unit_id = $unit_id AND ($post_id = 0 OR c.post_id = $post_id) AND c.ended_at IS NULL;
