#!/bin/sh
# The walk-through by the AWS command line: one tenant-isolated function, tested without a tenant, as tenant-A twice
# and as tenant-B once. Prints the counts and ends with 0 if they are 1, 2, 1 in the global and in the file.
#
# Needs aws and python3 on the PATH, and of the environment AWS_ENDPOINT_URL, AWS_SHARED_CREDENTIALS_FILE and
# AWS_DEFAULT_REGION, as `cloister up` prints them. RUNTIME chooses another Python than 3.11.
set -eu

FUNCTION="walkthrough-$$"
RUNTIME="${RUNTIME:-python3.11}"
DIRECTORY="$(mktemp -d)"
export AWS_PAGER=""

clean_up() {
    aws lambda delete-function --function-name "$FUNCTION" >/dev/null 2>&1 || true
    rm -r "$DIRECTORY"
}
trap clean_up EXIT

fail() {
    echo "differs: $1" >&2
    exit 1
}

# The counts of one visit, global and file: "1 1".
visit() {
    aws lambda invoke --function-name "$FUNCTION" --tenant-id "$1" "$DIRECTORY/answer" >/dev/null
    python3 -c 'import json, sys; a = json.load(sys.stdin); print(a["request_count"], a["requests_in_file"])' \
        <"$DIRECTORY/answer"
}

expect() {
    seen="$(visit "$1")"
    echo "$1: $seen"
    [ "$seen" = "$2" ] || fail "$1 saw the counts $seen, not $2"
}

cat >"$DIRECTORY/lambda_function.py" <<'CODE'
import json
import os
from datetime import datetime

TENANT_FILE = "/tmp/tenant_data.json"

request_count = 0


def lambda_handler(event, context):
    global request_count
    request_count += 1

    requests = []
    if os.path.exists(TENANT_FILE):
        with open(TENANT_FILE) as file:
            requests = json.load(file)
    requests.append({"tenant": context.tenant_id, "at": datetime.now().isoformat()})
    with open(TENANT_FILE, "w") as file:
        json.dump(requests, file)

    return {"request_count": request_count, "requests_in_file": len(requests)}
CODE
(cd "$DIRECTORY" && python3 -m zipfile -c function.zip lambda_function.py)

aws lambda create-function \
    --function-name "$FUNCTION" \
    --runtime "$RUNTIME" \
    --handler lambda_function.lambda_handler \
    --role arn:aws:iam::000000000000:role/walkthrough \
    --tenancy-config '{"TenantIsolationMode":"PER_TENANT"}' \
    --zip-file "fileb://$DIRECTORY/function.zip" >/dev/null
aws lambda wait function-active-v2 --function-name "$FUNCTION"

mode="$(aws lambda get-function-configuration --function-name "$FUNCTION" \
    --query TenancyConfig.TenantIsolationMode --output text)"
[ "$mode" = PER_TENANT ] || fail "the function's tenancy is $mode"

if aws lambda invoke --function-name "$FUNCTION" "$DIRECTORY/answer" >/dev/null 2>"$DIRECTORY/refusal"; then
    fail "an invocation without a tenant ID was accepted"
fi
grep -q "Add a valid tenant ID in your request and try again." "$DIRECTORY/refusal" ||
    fail "without a tenant ID the error was: $(cat "$DIRECTORY/refusal")"
echo "no tenant: refused"

expect tenant-A "1 1"
expect tenant-A "2 2"
expect tenant-B "1 1"
