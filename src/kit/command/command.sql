-- command_key_get: one
-- A known idempotency key. Called by the dispatcher before a command. Index: primary key.
-- in: user_id i64, key str
SELECT k.command, k.digest, k.id, k.rev, k.no, k.see, k.done, k.arg0, k.arg1
FROM command_key AS k
WHERE k.user_id = $user_id AND k.key = $key;

-- command_key_add: exec
-- Remember a reply. When another request with the key was faster, run again and find its reply. Index: primary key.
-- violated: retry
-- in: user_id i64, key str, command str, digest bytes, at i64, id i64, rev i64, no str?, see str?, done str, arg0 str?, arg1 str?
INSERT INTO command_key (user_id, key, command, digest, at, id, rev, no, see, done, arg0, arg1)
VALUES ($user_id, $key, $command, $digest, $at, $id, $rev, $no, $see, $done, $arg0, $arg1);

-- command_key_blank: exec
-- Leave of the replies about one thing only that their keys are taken. Called when a reporter is erased. Index: command_key_id.
-- in: area str, id i64, nothing bytes
UPDATE command_key SET digest = $nothing, arg0 = NULL, arg1 = NULL
WHERE id = $id AND lower(command) LIKE $area;

-- command_key_forget: exec
-- Forget keys older than the moment given. Called every hour. Index: command_key_at.
-- in: before i64, n i64
DELETE FROM command_key
WHERE (user_id, key) IN (SELECT k.user_id, k.key FROM command_key AS k WHERE k.at < $before ORDER BY k.at LIMIT $n);
