#!/usr/bin/env bash
# All that Cloister's commands need on a Debian 12 machine with Python 3.11: Debian packages, uv, the environment.
# Says what it installs. Running it again changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
UV_VERSION=0.13.9

missing=()
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
ldconfig -p 2>/dev/null | grep -q 'libseccomp\.so\.2' || /sbin/ldconfig -p | grep -q 'libseccomp\.so\.2' || missing+=(libseccomp2)
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
# An ordinary user's sandboxes need it, and root's tests try that.
command -v newuidmap >/dev/null || missing+=(uidmap)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Debian packages are missing: as root, run: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    echo "Installing Debian packages: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
fi

# Optional: functions that reach the internet (docs/adr/0018-egress.md), and their tests, which fail without them.
if [ "$(id -u)" -eq 0 ]; then
    for program in nft:nftables ip:iproute2; do
        PATH=$PATH:/usr/sbin command -v "${program%:*}" >/dev/null && continue
        echo "Installing Debian package: ${program#*:}"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${program#*:}" >/dev/null; } ||
            echo "No ${program#*:}: functions can't be let to the internet on this machine" >&2
    done
fi

# Debian packs CPython's own tests apart. They run in sandboxes, to show that ordinary code works there; only they need it.
if [ "$(id -u)" -eq 0 ] && "$PYTHON" -c 'import sys; sys.exit(not sys.base_prefix == "/usr")' &&
    ! "$PYTHON" -c 'import test.test_json' 2>/dev/null; then
    suite="libpython$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-testsuite"
    echo "Installing Debian package: $suite"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$suite" >/dev/null; } ||
        echo "No $suite: tests/jail/compatibility will fail" >&2
fi

# The tests ask systemd itself what it thinks of the unit in packaging/.
if [ "$(id -u)" -eq 0 ] && ! command -v systemd-analyze >/dev/null; then
    echo "Installing Debian package: systemd"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq systemd >/dev/null; } ||
        echo "No systemd: tests/unit/test_systemd_unit.py will fail" >&2
fi

# Optional: the gVisor sandboxes (docs/adr/0017-oci-driver.md), and their tests, which fail without it.
if [ "$(id -u)" -eq 0 ] && ! command -v runsc >/dev/null; then
    echo "Installing Debian package: runsc"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq runsc >/dev/null; } ||
        echo "No runsc: functions can't have gVisor sandboxes on this machine" >&2
fi

# The tests follow logs with it: Python's package registry has version 1 only, which can't.
if [ "$(id -u)" -eq 0 ] && [ ! -x /usr/bin/aws ]; then
    echo "Installing Debian package: awscli"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends awscli >/dev/null; } ||
        echo "No awscli: tests/e2e/test_log_following.py will fail" >&2
fi

# The tests click through the console in it.
if [ "$(id -u)" -eq 0 ] && ! command -v chromium >/dev/null; then
    echo "Installing Debian package: chromium"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } ||
        echo "No chromium: tests/console will fail" >&2
fi

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; $PYTHON is $("$PYTHON" --version). Give another one with PYTHON=…" >&2
    exit 1
}

if [ "$(.uv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$UV_VERSION" ]; then
    echo "Installing uv $UV_VERSION into .uv"
    "$PYTHON" -m venv --clear .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi

interpreter=$("$PYTHON" -c 'import sys; print(sys.executable)')
.uv/bin/uv sync --frozen --quiet --python "$interpreter" || {
    echo "uv could not make .venv from uv.lock" >&2
    exit 1
}
.venv/bin/python tools/build_console.py
echo "Ready: Cloister and its tools are in .venv ($(.venv/bin/python --version))"
