#!/usr/bin/env bash
# Every test, once: first those that must be alone, then all others in two processes, or one on a machine of one core.
# Leaves in build/ci what people look at after a failure. Fails for a skipped test as for a failed one.
set -uo pipefail
cd "$(dirname "$0")/.."

ARTEFACTS=build/ci
mkdir -p "$ARTEFACTS"
# Half of a test's time is waiting: two at once are enough for two cores, and more than two were never tried.
PROCESSES=$(nproc)
[ "$PROCESSES" -gt 2 ] && PROCESSES=2

status=0
run() {
    local name=$1
    shift
    .venv/bin/pytest --no-skips --durations=40 --junitxml="$ARTEFACTS/$name.xml" "$@" || status=1
}

run alone -m alone
run beside -m "not alone" --numprocesses "$PROCESSES" --no-loadscope-reorder
exit "$status"
