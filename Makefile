# One command each: demo test lint format migrate lock model. README.md says what they do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.NOTPARALLEL:
.PHONY: demo test lint format migrate lock model browser kannel

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest -q -p tests.plugins.no_skips
FAKESMSC := /usr/lib/kannel/test/fakesmsc
FOLDERS := hotline workers migrations benchmarks tests
tests = $(wildcard $(addprefix tests/,$(1)))

demo: .venv/.embedded
	@exec $(BIN)/hotline up --demo

migrate: .venv/.embedded
	@$(BIN)/hotline migrate

lint: .venv/.dev
	$(BIN)/ruff check $(FOLDERS)
	$(BIN)/ruff format --check $(FOLDERS)
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile

format: .venv/.dev
	$(BIN)/ruff check --fix $(FOLDERS)
	$(BIN)/ruff format $(FOLDERS)

# After a change of the words or the examples: the shipped models are made from both.
model: .venv/.dev
	@$(BIN)/hotline classifier build --out hotline/data/model

# Every phase runs, even after one has failed: a run on CI should tell all it can.
test: .venv/.dev browser kannel
	@failed=; begun=$$SECONDS; \
	phase() { \
		echo "== $$1"; shift; from=$$SECONDS; \
		if [ $$# -gt 0 ]; then $(PYTEST) "$$@" || failed=1; else echo "no tests"; fi; \
		echo "-- $$((SECONDS - from)) s"; \
	}; \
	phase "1 of 5: house, core, domain, classifier" $(call tests,house core domain classifier); \
	phase "2 of 5: gateways, post, store, services, reports, workers, web" $(call tests,gateways post store services reports workers web); \
	phase "3 of 5: embedded, journeys, faults" $(call tests,embedded journeys faults); \
	if [ -x $(FAKESMSC) ]; then phase "4 of 5: kannel" $(call tests,kannel); fi; \
	if command -v chromium >/dev/null; then phase "5 of 5: browser" $(call tests,browser); fi; \
	echo "All phases: $$((SECONDS - begun)) s"; \
	test -z "$$failed"

browser:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests, once: about a minute."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null && exit 0; \
	fi; \
	echo "No Chromium here: tests/browser cannot run. On Debian: apt-get install chromium"; \
	[ "$${CI:-}" != true ]

# RUNLEVEL keeps Debian from starting a Kannel of its own.
kannel:
	@if [ -x $(FAKESMSC) ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Kannel for the tests with a real one, once."; \
		apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
			apt-get install -qq -y kannel kannel-extras >/dev/null && exit 0; \
	fi; \
	echo "No Kannel here: tests/kannel cannot run. On Debian: apt-get install kannel kannel-extras"; \
	[ "$${CI:-}" != true ]

# Valid from 3.11 to 3.14, on every platform; no index address gets in.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
lock: .venv/.dev
	$(LOCK) --upgrade -o requirements.txt
	$(LOCK) --upgrade --extra embedded -c requirements.txt -o requirements-embedded.txt
	$(LOCK) --upgrade --extra embedded --extra dev -c requirements-embedded.txt -o requirements-dev.txt

.venv/.dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@$(call install,requirements-dev.txt)
	@touch .venv/.embedded $@

.venv/.embedded: requirements-embedded.txt pyproject.toml | .venv/bin/python
	@$(call install,requirements-embedded.txt)
	@touch $@

define install
echo "Installing the packages locked in $(1), once: a minute or two."; \
$(PIP) install --require-hashes -r $(1) 2>&1 | tee .venv/install.log \
	| while read -r word _; do [ "$$word" != Collecting ] || printf .; done || { echo; tail -n 20 .venv/install.log; exit 1; }; \
echo; \
$(PIP) install -qq --no-deps --no-build-isolation -e .
endef

# A name on the PATH may be a shim that does not run, and Debian cuts venv into a package of its own: so each is tried.
.venv/bin/python:
	@bare=; \
	for python in python3.13 python3.12 python3.14 python3.11 python3 python; do \
		$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1 || continue; \
		if $$python -c 'import ensurepip, venv' 2>/dev/null; then exec $$python -m venv --clear .venv; fi; \
		bare=$$python; \
	done; \
	if [ -n "$$bare" ]; then echo "$$bare is here without venv. On Debian: apt-get install python3-venv"; \
	else echo "No Python from 3.11 to 3.14 is here. On Debian 12 or later: apt-get install python3 python3-venv"; fi; \
	exit 1
