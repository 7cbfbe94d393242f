-- The ledger's statements, by name. Times are epoch seconds, at the start of their hour or minute.

-- name: create_usage
-- What is charged for, by hour. Only adding up and deleting what is too old ever changes it.
CREATE TABLE IF NOT EXISTS usage (
    account TEXT NOT NULL,
    hour INTEGER NOT NULL,
    function TEXT NOT NULL,
    tenant TEXT NOT NULL,
    memory_mb INTEGER NOT NULL,
    architecture TEXT NOT NULL,
    requests INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    billed_ms INTEGER NOT NULL,
    environments INTEGER NOT NULL,
    peak_concurrency INTEGER NOT NULL,
    log_bytes INTEGER NOT NULL,
    bytes_in INTEGER NOT NULL,
    bytes_out INTEGER NOT NULL,
    PRIMARY KEY (account, hour, function, tenant, memory_mb, architecture)
) WITHOUT ROWID;

-- name: create_usage_by_hour
-- For deleting what is too old.
CREATE INDEX IF NOT EXISTS usage_by_hour ON usage (hour);

-- name: create_usage_by_tenant
-- For finding tenants and their last hour.
CREATE INDEX IF NOT EXISTS usage_by_tenant ON usage (account, tenant, hour);

-- name: create_series
-- What metrics are kept for. A '*' stands for all of them together: levels are kept so, for sums of peaks mean nothing.
CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    function TEXT NOT NULL,
    resource TEXT NOT NULL,
    version TEXT NOT NULL,
    tenant TEXT NOT NULL,
    last_minute INTEGER NOT NULL,
    UNIQUE (account, function, tenant, resource, version)
);

-- name: create_points
-- CloudWatch's statistics of one metric in one minute, and the histogram where the metric has percentiles.
CREATE TABLE IF NOT EXISTS points (
    series INTEGER NOT NULL,
    metric TEXT NOT NULL,
    minute INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    total REAL NOT NULL,
    least REAL NOT NULL,
    most REAL NOT NULL,
    histogram BLOB,
    PRIMARY KEY (series, metric, minute)
) WITHOUT ROWID;

-- name: create_points_by_minute
-- For deleting what is too old.
CREATE INDEX IF NOT EXISTS points_by_minute ON points (minute);

-- name: create_commits
-- The last batch of each writer that is in the ledger: one that is tried again is not counted twice.
CREATE TABLE IF NOT EXISTS commits (writer TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;

-- name: last_commit
-- Where a writer stopped.
SELECT sequence FROM commits WHERE writer = :writer;

-- name: advance
-- Changes one row, or none when the batch is in already.
INSERT INTO commits (writer, sequence) VALUES (:writer, :sequence)
ON CONFLICT DO UPDATE SET sequence = excluded.sequence WHERE sequence < excluded.sequence;

-- name: add_usage
-- One line's subtotal.
INSERT INTO usage (account, hour, function, tenant, memory_mb, architecture, requests, errors, billed_ms,
    environments, peak_concurrency, log_bytes, bytes_in, bytes_out)
VALUES (:account, :hour, :function, :tenant, :memory_mb, :architecture, :requests, :errors, :billed_ms,
    :environments, :peak_concurrency, :log_bytes, :bytes_in, :bytes_out)
ON CONFLICT DO UPDATE SET
    requests = requests + excluded.requests,
    errors = errors + excluded.errors,
    billed_ms = billed_ms + excluded.billed_ms,
    environments = environments + excluded.environments,
    peak_concurrency = max(peak_concurrency, excluded.peak_concurrency),
    log_bytes = log_bytes + excluded.log_bytes,
    bytes_in = bytes_in + excluded.bytes_in,
    bytes_out = bytes_out + excluded.bytes_out;

-- name: touch_series
-- Its id, if there is such a series.
UPDATE series SET last_minute = max(last_minute, :minute)
WHERE account = :account AND function = :function AND tenant = :tenant AND resource = :resource AND version = :version
RETURNING id;

-- name: add_series
-- The id of a new one.
INSERT INTO series (account, function, resource, version, tenant, last_minute)
VALUES (:account, :function, :resource, :version, :tenant, :minute)
RETURNING id;

-- name: count_series
-- How many there are.
SELECT count(*) FROM series;

-- name: add_point
-- One metric's statistics, added to those of its minute.
INSERT INTO points (series, metric, minute, samples, total, least, most, histogram)
VALUES (:series, :metric, :minute, :samples, :total, :least, :most, :histogram)
ON CONFLICT DO UPDATE SET
    samples = samples + excluded.samples,
    total = total + excluded.total,
    least = min(least, excluded.least),
    most = max(most, excluded.most),
    histogram = merge_histograms(histogram, excluded.histogram);

-- name: forget_points
-- A bounded number, so that no commit waits for long.
DELETE FROM points WHERE (series, metric, minute) IN
    (SELECT series, metric, minute FROM points WHERE minute < :before LIMIT :rows);

-- name: forget_series
-- Those whose points are all forgotten. Ids are used again, so none may go before its points.
DELETE FROM series WHERE last_minute < :before
    AND NOT EXISTS (SELECT 1 FROM points WHERE points.series = series.id);

-- name: forget_usage
-- A bounded number, as of points.
DELETE FROM usage WHERE (account, hour, function, tenant, memory_mb, architecture) IN
    (SELECT account, hour, function, tenant, memory_mb, architecture FROM usage WHERE hour < :before LIMIT :rows);

-- name: usage_by_period
-- A page of usage, in periods of :period seconds.
SELECT hour - hour % :period AS period, function, tenant, memory_mb, architecture, sum(requests) AS requests,
    sum(errors) AS errors, sum(billed_ms) AS billed_ms, sum(environments) AS environments,
    max(peak_concurrency) AS peak_concurrency, sum(log_bytes) AS log_bytes, sum(bytes_in) AS bytes_in,
    sum(bytes_out) AS bytes_out
FROM usage
WHERE account = :account AND hour >= :since AND hour < :until
    AND (:function IS NULL OR function = :function) AND (:tenant IS NULL OR tenant = :tenant)
GROUP BY period, function, tenant, memory_mb, architecture
HAVING (period, function, tenant, memory_mb, architecture) >
    (:after_period, :after_function, :after_tenant, :after_memory_mb, :after_architecture)
ORDER BY period, function, tenant, memory_mb, architecture
LIMIT :limit;

-- name: usage_of_tenant
-- All that one tenant used of all functions, by what it is charged by.
SELECT memory_mb, architecture, sum(requests) AS requests, sum(errors) AS errors, sum(billed_ms) AS billed_ms,
    sum(environments) AS environments, max(peak_concurrency) AS peak_concurrency, sum(log_bytes) AS log_bytes,
    sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out
FROM usage
WHERE account = :account AND tenant = :tenant AND hour >= :since
GROUP BY memory_mb, architecture;

-- name: tenants_with_usage
-- A page of tenants, each found by one step in the index: the rows between are not read, nor tenants behind the page.
WITH RECURSIVE page (tenant) AS (
    SELECT min(tenant) FROM usage WHERE account = :account AND tenant > :after
    UNION ALL
    SELECT (SELECT min(tenant) FROM usage WHERE account = :account AND tenant > page.tenant)
    FROM page WHERE page.tenant IS NOT NULL
)
SELECT tenant FROM page WHERE tenant IS NOT NULL AND instr(lower(tenant), :contains) LIMIT :limit;

-- name: last_used_hour
-- Of one tenant; null if it never used anything.
SELECT max(hour) FROM usage WHERE account = :account AND tenant = :tenant;

-- name: statistics_by_period
-- One metric in periods of :period seconds from :since on, over all series that match; a null matches any.
SELECT minute - (minute - :since) % :period AS period, sum(samples) AS samples, sum(total) AS total, min(least) AS least,
    max(most) AS most, merge_all_histograms(histogram) AS histogram
FROM points
WHERE metric = :metric AND minute >= :since AND minute < :until AND series IN (
    SELECT id FROM series
    WHERE account = :account AND (:function IS NULL OR function = :function)
        AND (:resource IS NULL OR resource = :resource) AND (:version IS NULL OR version = :version)
        AND (:tenant IS NULL OR tenant = :tenant))
GROUP BY period
ORDER BY period;

-- name: active_scopes
-- A page of what can be asked for, of what has had points since :since. A part that is needed is not '*'.
WITH active AS (
    SELECT function, resource, version, tenant FROM series
    WHERE account = :account AND last_minute >= :since AND resource <> '*'
), scopes (function, resource, version, tenant) AS (
    SELECT '*', '*', '*', '*' WHERE EXISTS (SELECT 1 FROM active)
    UNION SELECT function, '*', '*', '*' FROM active
    UNION SELECT function, resource, '*', '*' FROM active
    UNION SELECT function, resource, version, '*' FROM active
    UNION SELECT function, '*', '*', tenant FROM active WHERE tenant <> ''
)
SELECT function, resource, version, tenant FROM scopes
WHERE (function, resource, version, tenant) >
    (:after_function, :after_resource, :after_version, :after_tenant)
    AND (:function IS NULL OR function = :function) AND (:resource IS NULL OR resource = :resource)
    AND (:version IS NULL OR version = :version) AND (:tenant IS NULL OR tenant = :tenant)
    AND (NOT :needs_function OR function <> '*') AND (NOT :needs_resource OR resource <> '*')
    AND (NOT :needs_version OR version <> '*') AND (NOT :needs_tenant OR tenant <> '*')
ORDER BY function, resource, version, tenant
LIMIT :limit;
