"""Bounds of log groups, and of what functions print on its way there; each has its unit and its source."""

from datetime import timedelta
from typing import Final

from cloister.domain.limits import KIB, MIB

COMMIT_INTERVAL: Final = timedelta(milliseconds=250)
"""What was printed is in the store after this and the commit itself: within a second, unless it is a flood."""
COMMIT_LATE: Final = timedelta(milliseconds=250)
"""A commit takes some 20 ms. After this its writer no longer gives way: all of it has to be done within a second."""
KEEP_UP_FOR: Final = timedelta(seconds=10)
"""After it was late, before it gives way again."""
RETRY_PAUSE: Final = timedelta(seconds=1)
"""Beside that, before what could not be committed is tried again, and the writer started that is gone."""
SENT_AT_ONCE_BYTES: Final = 128 * KIB
"""To the writer's process, with one system call, before others have their turn: a tenth of a millisecond."""
SAID_BYTES: Final = 128 * KIB
"""Of one environment, encoded at once, about: its pieces are 64 KiB at the most."""
WRITER_END_MAX: Final = timedelta(seconds=10)
"""For the writer's process to end when it has nothing more to do; two commits that wait for the file to be free."""
EVENT_BYTES_MAX: Final = 256 * KIB - 26
"""CloudWatch Logs quotas, "Event size": 256 KB, of which 26 bytes are counted for each event."""
EVENT_OVERHEAD_BYTES: Final = 26
"""PutLogEvents: counted for each event beside its message."""
STREAM_PENDING_BYTES_MAX: Final = MIB
"""Of one environment, printed and not yet in the store; what comes on top is dropped and counted."""
STREAM_PENDING_BYTES_LEAST: Final = 64 * KIB
"""Of one environment, when all of them together have PENDING_BYTES_MAX: a pipe's buffer."""
PENDING_BYTES_MAX: Final = 64 * MIB
"""Of all environments together, before each of them may have the least only."""
ITEM_OVERHEAD_BYTES: Final = 128
"""What a piece of output takes beside its bytes while it waits."""
STREAM_EVENTS_PER_COMMIT_MAX: Final = 1250
"""5,000 lines a second of one environment; more of them wait, and are dropped when there are too many."""
LOOK_BYTES_PER_LINE: Final = 128
"""Lines that have to be parsed (all in JSON format, and in text those with words of the platform's) count as one for so
many bytes: 160 KB of them in each commit, or one long line, which takes 5 ms."""
EVENTS_PER_COMMIT_MAX: Final = 10_000
"""Of all environments that print much, in equal shares: 40,000 lines a second, a third of a core."""
STREAM_EVENTS_PER_COMMIT_LEAST: Final = 310
"""Of one of them, however many there are: ten rows. When there are more than 32, they take turns."""
STREAM_LITTLE_BYTES: Final = 8 * KIB
"""Who has no more than this to say waits for nobody who has: twenty invocations that print a line."""
STORE_BYTES_MAX: Final = 8 * 1024 * MIB
"""Of the file: when it is over, the oldest events of all groups go before their time."""
ROWS_FORGOTTEN_MAX: Final = 20_000
"""Rows of old events deleted with one commit."""
FORGET_INTERVAL: Final = timedelta(seconds=10)
"""How often some of what is too old is deleted."""
FOLLOW_INTERVAL: Final = timedelta(milliseconds=500)
"""How often `cloister logs --follow` looks for new lines."""
LATENESS_MAX: Final = timedelta(seconds=10)
"""From its time until a line is in the store: STREAM_PENDING_BYTES_MAX of lines of 20 bytes, 5,000 a second."""
EVENTS_PER_ROW_MAX: Final = 31
"""Of one stream and time: as many authors, of two bits each, as one of SQLite's integers has room for."""
ROW_LENGTH_MAX: Final = 16 * KIB
"""Characters of all events of a row with more than one: readers fetch hundreds of rows at once."""
ROWS_PER_STATEMENT_MAX: Final = 100
"""Added at once: eight values each, and SQLite takes 32,766; no faster with more."""
STREAMS_KNOWN_MAX: Final = 10_000
"""Ids of streams that the writer remembers."""
EVENTS_PAGE_MAX: Final = 10_000
"""GetLogEvents and FilterLogEvents: at most 10,000 events a response,"""
EVENTS_PAGE_BYTES_MAX: Final = MIB
"""or as many as fit in 1 MB."""
EVENTS_SCANNED_MAX: Final = 20_000
"""Events that one request of FilterLogEvents looks at; the next page goes on from there."""
FILTER_PATTERN_DEPTH_MAX: Final = 32
"""Parentheses in one another; a pattern has 1,024 characters."""
LIST_PAGE_MAX: Final = 50
"""DescribeLogGroups and DescribeLogStreams: at most 50 items a response."""
BATCH_BYTES_MAX: Final = 1_048_576
"""PutLogEvents, "maximum batch size"."""
BATCH_SPAN: Final = timedelta(hours=24)
"""PutLogEvents: no batch spans more."""
AGE_MAX: Final = timedelta(days=14)
"""PutLogEvents: older events are rejected,"""
AHEAD_MAX: Final = timedelta(hours=2)
"""and those that are further ahead."""
GROUPS_MAX: Final = 10_000
"""CloudWatch Logs quotas: a million; ours are listed in one piece of memory."""
GROUP_TAGS_MAX: Final = 50
