# `make demo` shows it, `make test` proves it, `make up` keeps it running. Each does all the set-up it needs.
RUNTIME ?= python3.11

.PHONY: attacks demo test up bench soak density fuzz lint types arch console unit setup help

help:
	@echo "make demo   start Cloister, walk two tenants through one function, print what came of it"
	@echo "make up     start the server and keep it until Ctrl-C"
	@echo "make test   linters, types, import contracts and every test"
	@echo "make attacks  every attack on a sandbox, with RUNTIME=python3.13 for that runtime's"
	@echo "make fuzz   strangers' bytes at every parser, for FUZZ_SECONDS (60)"
	@echo "make soak   ten minutes of 500 tenants of random behaviour, with a plot; fails for whatever is left behind"
	@echo "make density  5,000 tenants at rest, then ten minutes of 10,000 that come at random, with a plot"
	@echo "make bench  what new and known tenants wait for and take, beside the aims and a baseline of the same run, with a plot"
	@echo "            more, one by one, with .venv/bin/python -m tests.performance.bench_NAME:"
	@echo "            cold control egress jail load logs metering neighbours path telemetry"

setup:
	@tools/setup.sh

demo: setup
	@.venv/bin/cloister demo

up: setup
	@.venv/bin/cloister up

test: setup lint types arch
	.venv/bin/python tools/build_console.py check
	tools/run_tests.sh

attacks: setup
	CLOISTER_TEST_RUNTIME=$(RUNTIME) .venv/bin/pytest tests/jail --ignore tests/jail/compatibility

bench: setup
	@command -v wrk >/dev/null || { echo "Installing Debian package: wrk"; apt-get install -y -qq wrk >/dev/null; }
	@.venv/bin/python -m tests.performance.bench

soak: setup
	@.venv/bin/python -m tests.performance.soak

density: setup
	@.venv/bin/python -m tests.performance.density

fuzz: setup
	@.uv/bin/uv sync --frozen --quiet --inexact --group fuzz
	@.venv/bin/python -m tests.fuzz

lint:
	.venv/bin/ruff check
	.venv/bin/ruff format --check

types:
	.venv/bin/mypy

arch:
	.venv/bin/lint-imports

console:
	@.venv/bin/python tools/build_console.py

unit: setup
	.venv/bin/pytest tests/unit tests/contract tests/api
