"""Every bound but those of logs and the console (log_limits.py, console_limits.py), with its unit and its source."""

from datetime import timedelta
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

# -- Payloads ------------------------------------------------------------------------------------
PAYLOAD_SYNC_BYTES_MAX: Final = 6 * MIB + 100
"""6,291,556: Lambda quotas, "Invocation payload, synchronous"; the recorded hard value (lambda-facts 2.5)."""
REQUEST_BODY_BYTES_MAX: Final = 70_167_211
"""The cap AWS puts on a control plane request (lambda-facts 2.5)."""
RPC_BODY_BYTES_MAX: Final = 8 * MIB
"""Of a request to any other service: PutLogEvents takes 1 MiB of events, whose bytes may be six each in JSON."""
FORM_FIELDS_MAX: Final = 10_000
"""Of a query request: GetMetricData takes 500 queries, of a dozen fields each (CloudWatch quotas)."""
FORM_KEY_PARTS_MAX: Final = 32
"""Between the dots of a field's name; GetMetricData's deepest have nine."""
CBOR_DEPTH_MAX: Final = 32
"""Maps and lists within one another in a request; GetMetricData's deepest are seven."""
CBOR_BYTES_MAX: Final = 512 * KIB
"""Of a body: GetMetricData's five hundred queries have a kilobyte each. All of it may be lists, read in a seventh of a
second in which nobody else is answered."""
JSON_COMMAS_MAX: Final = 1_100_000
"""Of a body. PutLogEvents takes 1 MiB of events, which may be commas; a million values take a tenth of a second."""
JSON_NULLS_BYTES_MAX: Final = MIB
"""A body with a null where a value is required is read a second time, without its nulls, if it is no longer."""
ELEMENTS_MAX: Final = 10_000
"""Of one list or map of a request: PutLogEvents takes as many events, and no other operation takes more of anything."""
VIOLATIONS_TOLD_MAX: Final = 100
"""Of a request's values, in one refusal: AWS tells all of them, and there may be millions."""
VALUE_TOLD_LENGTH_MAX: Final = 32 * KIB
"""Characters of a refused value that its refusal repeats: all of whatever AWS takes but packages, payloads and logs."""
HEADERS_BYTES_MAX: Final = MIB
"""Lambda quotas, "Request line and header values"."""
HEADERS_MAX: Final = 1000
"""Of one request; AWS's clients send a dozen. They are counted after each piece that arrives, which is 256 KiB at the
most: 64,000 empty ones, read in 7 ms. More would take longer, and many times the memory of what was sent."""
PATH_LENGTH_MAX: Final = 8 * KIB
"""Of a request, encoded. Names and ARNs are 256 characters at the most, each of them three at the most."""
QUERY_LENGTH_MAX: Final = 64 * KIB
"""uvicorn's parser takes no longer target. The longest query has fifty keys of tags, which take half of it."""
QUERY_PAIRS_MAX: Final = 256
"""UntagResource names fifty keys. Half a million, which fit into a head, would take a second to read."""
AUTHORIZATION_LENGTH_MAX: Final = 16 * KIB
"""AWS's clients send 300 characters; a header more that is signed adds its name."""
REQUEST_HEAD_TIMEOUT: Final = timedelta(seconds=10)
"""From a connection's start, or a request's first byte, to the end of its headers (isolation.md 3.11)."""
REQUEST_BODY_TIMEOUT: Final = timedelta(seconds=60)
"""From there to its last byte: 70 MB at 10 Mbit/s."""
BODIES_ARRIVING_BYTES_MAX: Final = 1024 * MIB
"""Of all requests whose bodies are not whole yet, where nothing else is said;"""
BODIES_ARRIVING_MEMORY_PARTS: Final = 4
"""the server says one part in so many of the machine's memory."""
RESPONSE_LOOK_INTERVAL: Final = timedelta(seconds=10)
"""How often it is looked at what a client has taken of an answer that fills the connection's buffers."""
RESPONSE_BYTES_TAKEN_MIN: Final = 64 * KIB
"""In that time, or the connection is given up: 50 kbit/s. Meanwhile the answer stays in memory."""
KEEP_ALIVE: Final = timedelta(seconds=60)
"""A connection without a request; botocore keeps its own for as long."""
PATHS_CACHED_MAX: Final = 1024
"""Paths of requests that are known, decoded and routed: the functions in use."""
FUNCTION_NAMES_CACHED_MAX: Final = 1024
"""Ways to name a function, with its qualifier, that are kept as read: those in use."""
TENANT_IDS_CACHED_MAX: Final = 4096
"""Tenants' names, of 256 characters at most, that are kept as checked: of those that invoke."""
VERSIONS_CACHED_MAX: Final = 1024
"""Function versions kept as environments need them; each is a few hundred bytes over what the store has anyway."""
PATH_CACHED_LENGTH_MAX: Final = 512
"""With the query, or they are looked at anew: ten times a function's name, and half a megabyte for all."""
SIGNATURE_CACHED_LENGTH_MAX: Final = 512
"""Of what is said of a signature, or it is read anew: anybody can make up longer ones, without a key."""
CONNECTIONS_MAX: Final = 4096
"""At once: each is a descriptor, and environments need theirs. Who waits longest makes room for who comes."""
OPEN_FILES_MAX: Final = 65_536
"""Of the server: connections, and about eight for each of 2,500 tenants' environments."""
CLIENT_CONTEXT_BYTES_MAX: Final = 3583
"""Invoke, X-Amz-Client-Context."""
TRACE_ID_LENGTH_MAX: Final = 1024
"""Of X-Amzn-Trace-Id; X-Ray's own, with root, parent, sampling and lineage, is under 200 characters."""
LOG_TAIL_BYTES_MAX: Final = 4 * KIB
"""Invoke, X-Amz-Log-Result: "the last 4 KB of the execution log"."""
LOG_PAUSE: Final = timedelta(milliseconds=100)
"""Whoever has printed LOG_BURST_BYTES_MAX without one waits this long: 10 MiB/s and environment at the most."""
LOG_BURST_BYTES_MAX: Final = MIB
"""isolation.md 3.5: 10 MiB/s for each environment."""
LOG_INVOCATION_BYTES_MAX: Final = MIB
"""Kept of one invocation's output; the rest is dropped and counted (isolation.md 3.5)."""
LOG_INVOCATION_PART_BYTES: Final = 256 * KIB
"""Of these, dropped together, since that moves nothing; so many more are kept until then."""

# -- Functions -----------------------------------------------------------------------------------
TIMEOUT_S_DEFAULT: Final = 3
TIMEOUT_S_MAX: Final = 900
"""Lambda quotas, "Function timeout"; the model's 5,400 is for managed instances."""
MEMORY_MB_DEFAULT: Final = 128
MEMORY_MB_MAX: Final = 10_240
"""Lambda quotas, "Memory allocation"; the model's 32,768 is for managed instances."""
MEMORY_MB_PER_VCPU: Final = 1769
"""docs: "At 1,769 MB, a function has the equivalent of one vCPU"."""
CPU_SHARE_MIN: Final = 0.10
"""vCPUs: no function gets less, or a small one could not even start (isolation.md 3.5)."""
INIT_CPU: Final = 1.0
"""vCPUs during init, however small the function: AWS gives init its own boost, and a cold start is felt most."""
EPHEMERAL_STORAGE_MB_DEFAULT: Final = 512
EPHEMERAL_STORAGE_MB_MAX: Final = 10_240
ENVIRONMENT_VARIABLES_BYTES_MAX: Final = 4 * KIB
"""Lambda quotas, "Environment variables"."""
FUNCTION_NAME_LENGTH_MAX: Final = 64
TENANT_ID_LENGTH_MAX: Final = 256
"""Service model, shape TenantId."""
FUNCTION_TAGS_MAX: Final = 50
"""docs, configuration-tags: at most 50 tags a resource."""
LIST_PAGE_MAX: Final = 50
"""API reference, ListFunctions and the other lists: at most 50 items a response, however many were asked for."""
REWRITES_MAX: Final = 64
"""Attempts of one change that names no revision; another writer has won each of those that failed."""

# -- Packages ------------------------------------------------------------------------------------
PACKAGE_ZIPPED_BYTES_MAX: Final = 52_428_800
"""Lambda quotas, "Deployment package, zipped, direct upload"; text in lambda-facts 2.5."""
PACKAGE_UNZIPPED_BYTES_MAX: Final = 262_144_000
"""Lambda quotas, "Deployment package, unzipped"; text in lambda-facts 2.5."""
PACKAGE_STORED_BYTES_MAX: Final = PACKAGE_UNZIPPED_BYTES_MAX
"""Of a zip that is read from a bucket: AWS bounds what it unzips to, and few packages grow by being zipped."""
PACKAGE_ENTRIES_MAX: Final = 20_000
PACKAGE_RATIO_MAX: Final = 200
"""Unzipped to zipped bytes, over the whole package (isolation.md 3.9)."""
PACKAGE_NAME_BYTES_MAX: Final = 255
"""One component of a path: ext4, xfs and tmpfs all stop there."""
PACKAGE_PATH_BYTES_MAX: Final = 1024
PACKAGE_DEPTH_MAX: Final = 128
"""Directories below one another: removing a tree holds a descriptor for each."""
PACKAGE_UNPACK_TIMEOUT: Final = timedelta(seconds=60)
"""For 250 MiB on a slow disk: they took half a second where this was written."""
PACKAGE_UNPACK_CPU_S: Final = 30
PACKAGE_UNPACK_MEMORY_BYTES: Final = 512 * MIB
"""The zip twice, and zipfile's objects for the most entries that are parsed."""
PACKAGE_VERDICT_BYTES_MAX: Final = 4 * KIB
"""What the unpacker says of a package: one error's code and text."""
CODE_STORAGE_BYTES_MAX: Final = 300 * 1024 * MIB
"""Lambda quotas, "Storage for uploaded functions and layers": told, and not enforced."""
FUNCTION_LAYERS_MAX: Final = 5
"""Lambda quotas, "Function layers"."""
S3_CONNECT_TIMEOUT: Final = timedelta(seconds=5)
S3_READ_TIMEOUT: Final = timedelta(seconds=30)
"""Between two pieces of an object."""
S3_TRANSFER_TIMEOUT: Final = timedelta(minutes=5)
"""Of one object's content, however it comes: the biggest that may be a package, at 0.9 MB a second."""
S3_ATTEMPTS_MAX: Final = 2
S3_READINGS_PARALLEL_MAX: Final = 2
"""Objects being read at once: each is held in memory, 250 MiB at the most."""
CODE_LOCATION_LIFETIME: Final = timedelta(minutes=10)
"""API reference, GetFunction: the download link is valid for 10 minutes."""

# -- Time ----------------------------------------------------------------------------------------
INIT_TIMEOUT: Final = timedelta(seconds=10)
"""docs, lambda-runtime-environment: the init phase is limited to 10 s."""
LONG_INIT_TIMEOUT: Final = timedelta(seconds=130)
"""docs, lambda-runtime-environment: of provisioned environments, and with SnapStart, or the function's timeout where
that is longer."""
RESTORE_TIMEOUT: Final = timedelta(seconds=10)
"""docs, lambda-runtime-environment, Restore phase: after-restore hooks complete within it."""
ENVIRONMENT_START_TIMEOUT: Final = timedelta(seconds=30)
"""From asking for a sandbox to its hello: ours alone, no user code runs in it. gVisor's takes half a second, and 15
on two cores that are busy with other things."""
ENVIRONMENT_IDLE_KEEP: Final = timedelta(minutes=10)
"""An idle environment is kept this long; AWS says "for some time"."""
ENVIRONMENT_AGE_MAX: Final = timedelta(hours=4)
"""docs: environments end "every few hours", also under continuous load."""
TEMPLATE_START_TIMEOUT: Final = timedelta(seconds=30)
"""An interpreter's start and the imports of the runtime client: a tenth of a second, unless the machine is busy."""
TEMPLATE_FORKS_MAX: Final = 256
"""A template is replaced after so many sandboxes: they share its address layout and string hash secret (3.6)."""
TEMPLATE_AGE_MAX: Final = timedelta(minutes=15)
"""isolation.md 3.1."""
SPAWNER_RESTARTS_PER_MINUTE_MAX: Final = 5
"""A spawner that something keeps killing is not started for ever: each start sweeps and forks templates anew."""
ORDERS_WAITING_MAX: Final = 20_000
"""Orders that the spawner, or the gateway, has no time for yet: all environments that fit on a machine end at once when
their function gets new code. A process that lets more of them wait counts as gone."""
FREEZE_GRACE: Final = timedelta(milliseconds=50)
"""From an answer to the freezing of its sandbox: a tenant that is served 20 times a second never pays for it, also
where the machine is busy with others. What background code does in it is not billed, as on AWS, where nothing is
promised of the moment."""
FREEZES_PER_TURN_MAX: Final = 32
"""Of one turn of the event loop: v2's takes 10 µs, v1's 95 (performance.md 3f), and whoever asks meanwhile waits."""
AIRED_AFTER: Final = timedelta(seconds=2)
"""A frozen sandbox goes on for another grace then, so that it gives back memory: it has rested for longer than the
runtime takes for a rest (runtime/channel.py)."""
AIRED_SOON_MAX: Final = 3
"""Rests of one sandbox after which it is aired so soon: one that is prepared rests once before anybody comes."""
AIRED_LATER_AFTER: Final = timedelta(minutes=1)
"""In later rests: what it gives back it copies anew for the next event, which takes 0.3 ms: not for whoever comes every
few seconds. A tenth of ENVIRONMENT_IDLE_KEEP."""
AIRING_PAUSE: Final = timedelta(milliseconds=100)
"""From one to the next: each takes 2 ms of the CPU, so all together take 2 % of one while anybody is at work."""
AIRINGS_AT_ONCE_MAX: Final = 4
"""While nobody is at work nor was lately. Five thousand tenants that came to rest have had their turn after two minutes
then."""
LATELY: Final = timedelta(seconds=1)
"""Before this no sandbox is aired: a client that sends one request after the other has one at work for half of the time
only, and in the other half its next request would meet four that are aired."""
AIRING_PUT_OFF_MAX: Final = timedelta(minutes=1)
"""For how long sandboxes at work, of which there may always be one, keep others from it."""
CPU_LOOK_INTERVAL: Final = timedelta(milliseconds=50)
"""At sandboxes that are at work: who takes much of the CPU gives way to others one such time later."""
CPU_LOOKS_PER_ORDER_MAX: Final = 1000
"""Names of sandboxes in one order to the spawner, which is a packet of 64 KiB at most."""
THREAD_TURN: Final = timedelta(microseconds=500)
"""How long a thread may keep the event loop waiting for the interpreter; Python's own is 5 ms, ten invocations."""
REAP_INTERVAL: Final = timedelta(seconds=5)
DESTROY_TIMEOUT: Final = timedelta(seconds=10)
SHUTDOWN_TIMEOUT: Final = timedelta(seconds=30)

# -- Capacity ------------------------------------------------------------------------------------
ACCOUNT_CONCURRENCY_DEFAULT: Final = 1000
"""Lambda quotas, "Concurrent executions"."""
TENANT_ENVIRONMENTS_PER_CONCURRENCY: Final = 2.5
"""docs, tenant-isolation: 2,500 environments per 1,000 concurrent executions."""
UNRESERVED_CONCURRENCY_MIN: Final = 100
RESOURCE_POLICY_BYTES_MAX: Final = 20 * KIB
"""Lambda quotas, "Function resource-based policy": 20 KB."""
ENVIRONMENT_STARTS_PARALLEL_MAX: Final = 8
"""Sandboxes being made at once: more only queue for the same cores (performance.md 3d)."""
TENANT_STARTS_BURST: Final = 10
"""New environments of one tenant and function before those of other tenants go first,"""
TENANT_STARTS_PER_S: Final = 2.0
"""and from then on."""

TENANT_LIMITS_MAX: Final = 10_000
"""Tenants with limits of their own: all are in memory."""
TENANT_BUCKETS_MAX: Final = 100_000
"""Tenants whose rate is followed at once, of each kind; the one that began nothing for longest is forgotten."""

STOCK_PER_VERSION_MAX: Final = 16
"""Prepared environments of one function version: each holds about 2 MB."""
STOCK_WINDOW: Final = timedelta(seconds=10)
"""Over which new tenants are counted."""
STOCK_AHEAD: Final = timedelta(seconds=1)
"""New tenants of so long at the recent rate find one prepared."""
STOCK_KEEP: Final = timedelta(minutes=5)
"""Without a new tenant for so long, nothing is kept prepared."""
STOCK_ARRIVALS_KEPT: Final = 256
SNAPSHOT_ENVIRONMENTS: Final = 1
"""Prepared environments that stand for the snapshot of a version, however long nobody comes; demand makes it more."""
SNAPSHOTS_KEPT_MAX: Final = 64
"""Versions with SnapStart that have one so, the last used of all: each holds about 2 MB, and what init leaves. The
next tenant of another one waits for its init."""
SNAPSHOTS_PARALLEL_MAX: Final = 4
"""Inits of versions that are being published, at once: others wait, and are Pending for longer."""
STOCK_PAUSE: Final = timedelta(milliseconds=5)
"""From the arrival that uses up stock to making more: a warm invocation takes one, and has the processors meanwhile."""
PACKAGES_MOUNTED_MAX: Final = 512
"""Codes, and sets of layers, of which overlays can be made without another mount. Each is a mount and a directory."""
BLANKS_MIN: Final = 4
"""Sandboxes without a function, of each kind that was wanted lately: a burst of so many waits for none to be made."""
BLANKS_MAX: Final = 32
"""Of one kind: each holds about 2 MB, and a machine with two cores makes a hundred in a second."""
BLANKS_AHEAD: Final = timedelta(seconds=1)
BLANKS_PAUSE: Final = timedelta(milliseconds=3)
"""Nobody has ordered anything for so long before another is made: making one keeps the spawner for 2 ms."""
BLANKS_REVIEW_INTERVAL: Final = timedelta(seconds=1)
"""Between looks at how many blanks are still wanted, and at the machine's memory."""
MEMORY_STALLED_PERCENT_MAX: Final = 10.0
"""Of the last ten seconds, "some" of /proc/pressure/memory, or of a group's: beyond it nothing is kept in stock."""
MEMORY_AVAILABLE_PERCENT_MIN: Final = 10.0
"""Of the machine's memory, or of what a group may have: below it nothing is kept in stock."""
PROVISION_ATTEMPTS_MAX: Final = 3
"""Environments that fail one after the other before a provision is given up and its owner told so."""
PROVISION_RETRY: Final = timedelta(minutes=1)
"""From there to the next attempt: what init needs may be there again."""

# -- Sandbox (isolation.md 3.5) ------------------------------------------------------------------
PROCESSES_MAX: Final = 1024
"""Lambda quotas, "Execution processes/threads"."""
FILE_DESCRIPTORS_MAX: Final = 1024
"""Lambda quotas, "File descriptors"."""
TMP_INODES_PER_MB: Final = 64

# -- Egress (isolation.md 3.10) ------------------------------------------------------------------
NETWORKS_MAX: Final = 4096
"""At once, of all functions and tenants together: the 2,500 tenants of 1,000 concurrent invocations, and idle ones."""
NETWORK_KEEP: Final = timedelta(seconds=60)
"""After its last environment: the next one finds it there."""
NETWORK_OPEN_TIMEOUT: Final = timedelta(seconds=10)
"""Making one takes hundredths of a second, and others may be waiting before it."""
NETWORK_CONNECTIONS_MAX: Final = 512
"""At once, of one function and tenant: the kernel remembers each, in a table that the whole machine shares."""
NETWORK_IDLE_MAX: Final = timedelta(seconds=350)
"""A TCP connection that is silent for longer is forgotten, as by AWS's NAT gateways. The kernel's own is five days."""
NETWORKS_CONNTRACK_PARTS: Final = 4
"""All networks together may have one part in so many of the connections that the kernel remembers (nf_conntrack_max):
where it remembers as many as it may, nobody reaches the machine any more, by loopback neither."""
CONNTRACK_MAX_LEAST: Final = 65_536
"""nf_conntrack_max where it is not told yet: a machine with a gibibyte has as much."""
NETWORK_BEGINNINGS_PER_S: Final = 100
"""New connections of one function and tenant; for UDP, new pairs of address and port."""
NETWORK_BEGINNINGS_BURST: Final = 200
RESOLVER_TIMEOUT: Final = timedelta(seconds=5)
"""resolv.conf(5): as long as the C library waits for one server."""
RESOLVER_QUESTIONS_PER_S: Final = 100
"""Of one function and tenant: what is over waits, and is dropped where too much waits. Each costs half a
millisecond of processor time."""
RESOLVER_QUESTIONS_BURST: Final = 200
RESOLVER_QUESTIONS_AT_ONCE_MAX: Final = 64
"""Of one function and tenant, waiting for the machine's resolver."""
RESOLVER_WAITING_MAX: Final = 1024
"""Of all of them: each is a descriptor."""
RESOLVER_FILES_MAX: Final = 65_536
"""Two for each network, its connections, and what waits; as far as the machine allows."""
RESOLVER_UDP_BYTES_MAX: Final = 1232
"""DNS flag day 2020: what fits into any packet on the way. Longer answers are asked for again by TCP."""
RESOLVER_CONNECTIONS_MAX: Final = 8
"""TCP connections of one function and tenant to the resolver."""

# -- Identity ------------------------------------------------------------------------------------
CLOCK_SKEW_MAX: Final = timedelta(minutes=5)
"""SigV4: requests are valid within five minutes of x-amz-date."""
PRESIGNED_LIFETIME_MAX: Final = timedelta(minutes=15)
"""X-Amz-Expires of query-signed requests (isolation.md 3.11)."""
ACCESS_KEYS_MAX: Final = 1000
ACCESS_KEY_DESCRIPTION_LENGTH_MAX: Final = 256
"""Characters: what the console and `cloister keys list` have room for."""
ACCESS_KEYS_REFRESH_INTERVAL: Final = timedelta(milliseconds=250)
"""A key made or revoked by another process (`cloister keys`) counts at the server after this long."""
SIGNING_KEYS_CACHED_MAX: Final = 2 * (ACCESS_KEYS_MAX + 1)
"""Derived SigV4 keys kept: every access key and the stand-in for unknown ones, on both sides of a midnight."""
HEADER_NAMES_CACHED_MAX: Final = 256
"""Lists of names of headers kept with Amazon's among them: each client library sends a few."""
TIMESTAMPS_CACHED_MAX: Final = 64
"""Times of signatures kept as parsed: who signs, signs many in the same second."""

# -- Store ---------------------------------------------------------------------------------------
DATABASE_BUSY_TIMEOUT: Final = timedelta(seconds=5)
"""How long a transaction waits for another process's; ours take milliseconds."""

# -- Meter and metrics ---------------------------------------------------------------------------
METER_COMMIT_INTERVAL: Final = timedelta(milliseconds=750)
"""What was counted is on disk after this and the commit itself, which took 3 ms for 200 tenants: within a second."""
METER_COMMITS_PER_METRICS: Final = 8
"""Metrics follow every eighth commit: six seconds' in one row cost an eighth, and nobody is charged by them."""
SUBTOTALS_PENDING_MAX: Final = 100_000
"""Lines (function, qualifier, tenant) counted between two commits: about 100 MB, when a disk stands still."""
RUNS_PENDING_MAX: Final = 100
"""Invocations of one line before they are added up: of each a report waits, a few hundred bytes."""
DURATIONS_PENDING_MAX: Final = 65_536
"""Durations of one line between two commits; those beyond are in the bill, and in no metric."""
METRICS_KEEP: Final = timedelta(days=15)
"""docs, CloudWatch metrics retention: data points of a minute are available for 15 days."""
METRIC_SERIES_MAX: Final = 100_000
"""Functions, qualifiers and tenants told apart in metrics; tenants beyond count for their function only."""
METRIC_DATAPOINTS_MAX: Final = 1440
"""API reference, GetMetricStatistics: in one answer."""
METRIC_DATA_QUERIES_MAX: Final = 500
"""API reference, GetMetricData: in one request."""
METRIC_DATA_MAX: Final = 100_800
"""API reference, GetMetricData: data points in one answer."""
METRIC_SCOPES_PAGE: Final = 45
"""API reference, ListMetrics: up to 500 metrics a page; each scope has eleven at the most."""
METRICS_LISTED: Final = timedelta(days=14)
"""API reference, ListMetrics: those with data in the past two weeks."""
METRICS_RECENT: Final = timedelta(hours=3)
"""ListMetrics, RecentlyActive=PT3H."""
EXPOSED_FUNCTIONS_MAX: Final = 1000
"""Told apart on /metrics, 22 lines each; the others are counted together."""
METRICS_TOKEN_LENGTH_MIN: Final = 16
METRICS_TOKEN_BYTES_MAX: Final = 4 * KIB
"""Of the file that it stands in."""
USAGE_KEEP: Final = timedelta(days=455)
"""15 months, as CloudWatch keeps what it keeps longest: a year's bill can be compared with the year before."""
LEDGER_ROWS_FORGOTTEN_MAX: Final = 10_000
"""Old rows deleted at once, as often as metrics are written: 100,000 a minute, as many as METRIC_SERIES_MAX has."""
METRICS_FILE_BYTES_MAX: Final = 2048 * MIB
"""Of the ledger: when it is over, the oldest points go before their time; usage never does."""
METRICS_KEEP_LEAST: Final = timedelta(hours=3)
"""These stay also then: what consoles and alarms look at."""
CENSUS_INTERVAL: Final = timedelta(seconds=20)
"""How often the environments are counted: three times in each minute of metrics."""
CENSUS_TENANTS_MAX: Final = 500
"""Tenants whose environments are told apart in metrics: idle ones cost rows as well. With more, none is."""
OWN_PAGE_DEFAULT: Final = 100
"""Items in one answer of Cloister's own lists, unless MaxItems says otherwise."""
USAGE_PAGE_MAX: Final = 1000
"""Rows of usage in one answer."""
PRICE_SHEET_BYTES_MAX: Final = 64 * KIB
DOCTOR_PATIENCE: Final = timedelta(seconds=30)
"""It takes one or two seconds; the programs that it asks for their versions may take ten each."""
DOCTOR_REPORT_BYTES_MAX: Final = 256 * KIB
"""Of its JSON, which has some 60 lines of 200 bytes."""
DOCTOR_REPORT_KEPT: Final = timedelta(minutes=1)
"""What DescribeSystem answers may be so old: each examination is a process that makes namespaces and mounts."""
