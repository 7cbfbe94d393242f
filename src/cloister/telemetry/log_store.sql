-- The log store's statements, by name. Times are epoch milliseconds.

-- name: create_groups
-- A log group: the streams of one function's environments, or of whatever made it.
CREATE TABLE IF NOT EXISTS log_groups (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    retention_days INTEGER,
    tags TEXT NOT NULL DEFAULT '{}',
    UNIQUE (account, name)
);

-- name: create_streams
-- A log stream: one environment's, and so one tenant's, named where the function has tenants.
CREATE TABLE IF NOT EXISTS log_streams (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    tenant TEXT,
    created_ms INTEGER NOT NULL,
    first_ms INTEGER,
    last_ms INTEGER,
    ingested_ms INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (group_id, name)
);

-- name: create_streams_by_tenant
-- For one tenant's streams among thousands.
CREATE INDEX IF NOT EXISTS log_streams_by_tenant ON log_streams (group_id, tenant, id);

-- name: create_streams_by_last
-- For the streams with the latest events first.
CREATE INDEX IF NOT EXISTS log_streams_by_last ON log_streams (group_id, last_ms, name);

-- name: create_events
-- Events of one stream and time that followed each other, their messages joined by line ends (log_rows.py). A row's id is
-- its first event's, and theirs follow. Ids only grow, so events of one time keep the order in which they came.
CREATE TABLE IF NOT EXISTS log_events (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    ingested_ms INTEGER NOT NULL,
    author INTEGER NOT NULL,
    message TEXT NOT NULL,
    events INTEGER NOT NULL
);

-- name: next_event
-- The id that comes after all that are there.
SELECT coalesce(max(id + events), 1) FROM (SELECT id, events FROM log_events ORDER BY id DESC LIMIT 1);

-- name: create_events_by_stream
-- For reading one stream, in time.
CREATE INDEX IF NOT EXISTS log_events_by_stream ON log_events (stream_id, at_ms, id);

-- name: create_events_by_group
-- For reading a whole group, in time, and for deleting what is too old.
CREATE INDEX IF NOT EXISTS log_events_by_group ON log_events (group_id, at_ms, id);

-- name: add_group
-- The group is there afterwards; nothing is changed if it was.
INSERT INTO log_groups (account, name, created_ms, tags) VALUES (:account, :name, :now_ms, :tags)
ON CONFLICT (account, name) DO NOTHING;

-- name: group_id
-- The id of a group, or no row.
SELECT id FROM log_groups WHERE account = :account AND name = :name;

-- name: count_groups
-- How many groups there are, of all accounts.
SELECT count(*) FROM log_groups;

-- name: add_stream
-- The stream is there afterwards; nothing is changed if it was.
INSERT INTO log_streams (group_id, name, tenant, created_ms) VALUES (:group_id, :name, :tenant, :now_ms)
ON CONFLICT (group_id, name) DO NOTHING;

-- name: stream_id
-- The id of a stream, or no row.
SELECT id FROM log_streams WHERE group_id = :group_id AND name = :name;

-- name: add_events
-- Some rows of events more: log_store.py repeats the row, once for each of them.
INSERT INTO log_events (id, group_id, stream_id, at_ms, ingested_ms, author, message, events)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: note_events
-- What streams say of their events, after some more of them: a JSON array of stream, first and last time, and bytes.
UPDATE log_streams
SET first_ms = min(coalesce(log_streams.first_ms, note.first_ms), note.first_ms),
    last_ms = max(coalesce(log_streams.last_ms, note.last_ms), note.last_ms),
    ingested_ms = :now_ms,
    bytes = log_streams.bytes + note.bytes
FROM (
    SELECT json_extract(value, '$[0]') AS stream_id, json_extract(value, '$[1]') AS first_ms,
        json_extract(value, '$[2]') AS last_ms, json_extract(value, '$[3]') AS bytes
    FROM json_each(:notes)
) AS note
WHERE log_streams.id = note.stream_id;

-- name: delete_stream_events
-- All events of one stream.
DELETE FROM log_events WHERE stream_id = :stream_id;

-- name: delete_stream
-- The stream itself.
DELETE FROM log_streams WHERE id = :stream_id;

-- name: delete_group_events
-- All events of one group.
DELETE FROM log_events WHERE group_id = :group_id;

-- name: delete_group_streams
-- All streams of one group.
DELETE FROM log_streams WHERE group_id = :group_id;

-- name: delete_group
-- The group itself.
DELETE FROM log_groups WHERE id = :group_id;

-- name: set_retention
-- For how many days the group's events are kept; null is for ever.
UPDATE log_groups SET retention_days = :days WHERE id = :group_id;

-- name: set_tags
-- All tags of the group.
UPDATE log_groups SET tags = :tags WHERE id = :group_id;

-- name: groups_with_retention
-- The groups whose events are not kept for ever.
SELECT id, retention_days FROM log_groups WHERE retention_days IS NOT NULL;

-- name: forget_events
-- Some rows of a group whose events are too old, the oldest first.
DELETE FROM log_events WHERE id IN (
    SELECT id FROM log_events WHERE group_id = :group_id AND at_ms < :before_ms ORDER BY at_ms, id LIMIT :rows
);

-- name: forget_streams
-- Streams of a group whose last event was too old, or that never had one: their environments are long gone.
DELETE FROM log_streams WHERE group_id = :group_id AND coalesce(last_ms, created_ms) < :before_ms;

-- name: forget_oldest
-- Some of the rows that came first, of whatever group.
DELETE FROM log_events WHERE id IN (SELECT id FROM log_events ORDER BY id LIMIT :rows);

-- name: forget_empty_streams
-- Streams whose last event came before everything that is kept.
DELETE FROM log_streams WHERE ingested_ms < (SELECT ingested_ms FROM log_events ORDER BY id LIMIT 1);

-- name: list_groups
-- Groups by name, with what they hold.
SELECT name, created_ms, retention_days, tags,
    (SELECT coalesce(sum(bytes), 0) FROM log_streams WHERE group_id = log_groups.id) AS bytes
FROM log_groups
WHERE account = :account AND name > :after
    AND substr(name, 1, length(:prefix)) = :prefix AND instr(name, :pattern) > 0
ORDER BY name LIMIT :count;

-- name: find_group
-- One group with what it says of itself.
SELECT id, name, created_ms, retention_days, tags FROM log_groups WHERE account = :account AND name = :name;

-- name: list_streams_by_name
-- Streams by name, upwards.
SELECT * FROM log_streams
WHERE group_id = :group_id AND name > :after_name AND substr(name, 1, length(:prefix)) = :prefix
ORDER BY name LIMIT :count;

-- name: list_streams_by_name_down
-- Streams by name, downwards.
SELECT * FROM log_streams
WHERE group_id = :group_id AND (:after_name = '' OR name < :after_name) AND substr(name, 1, length(:prefix)) = :prefix
ORDER BY name DESC LIMIT :count;

-- name: list_streams_by_last
-- Streams by the time of their last event, upwards; those without one come first.
SELECT * FROM log_streams
WHERE group_id = :group_id AND (coalesce(last_ms, -1), name) > (:after_ms, :after_name)
ORDER BY coalesce(last_ms, -1), name LIMIT :count;

-- name: list_streams_by_last_down
-- Streams by the time of their last event, downwards.
SELECT * FROM log_streams
WHERE group_id = :group_id AND (:after_name = '' OR (coalesce(last_ms, -1), name) < (:after_ms, :after_name))
ORDER BY coalesce(last_ms, -1) DESC, name DESC LIMIT :count;

-- name: streams_of_tenant
-- The ids of one tenant's streams.
SELECT id FROM log_streams WHERE group_id = :group_id AND tenant = :tenant;

-- name: streams_by_prefix
-- The ids of the streams whose names begin so.
SELECT id FROM log_streams WHERE group_id = :group_id AND substr(name, 1, length(:prefix)) = :prefix;

-- name: stream_events
-- The rows of a stream after a place in it, upwards.
SELECT id, at_ms, ingested_ms, message, events FROM log_events
WHERE stream_id = :stream_id AND (at_ms, id) > (:after_ms, :after_id) AND at_ms >= :from_ms AND at_ms < :to_ms
ORDER BY at_ms, id LIMIT :count;

-- name: stream_events_down
-- The rows of a stream before a place in it, downwards.
SELECT id, at_ms, ingested_ms, message, events FROM log_events
WHERE stream_id = :stream_id AND (at_ms, id) < (:before_ms, :before_id) AND at_ms >= :from_ms AND at_ms < :to_ms
ORDER BY at_ms DESC, id DESC LIMIT :count;

-- name: group_events
-- The rows of a group after a place in it, with their streams' names.
SELECT e.id, e.stream_id, e.at_ms, e.ingested_ms, e.message, e.events, s.name AS stream, s.tenant
FROM log_events AS e JOIN log_streams AS s ON s.id = e.stream_id
WHERE e.group_id = :group_id AND (e.at_ms, e.id) > (:after_ms, :after_id) AND e.at_ms >= :from_ms AND e.at_ms < :to_ms
ORDER BY e.at_ms, e.id LIMIT :count;
