# `make run` and `make test` do everything a fresh machine needs; the second time is quick.
SHELL := /bin/bash
PYTHON := .venv/bin/python
BENCHMARKS := phonetic_keys understanding rendering inbound_sms outbox ussd_rate ussd_turns desk_lists figures eligibility
LARGE := screening register imports ledger_news notices
FAST := not assistant and not browser and not running

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast test-large faults bench openapi check pictures

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: ## environments, page assets, the trained model
	@deploy/setup

run: setup ## set up, start everything, say where it is
	@exec .venv/bin/nalish run

test: ## set up, then every test
	@deploy/setup --browser
	@deploy/test

test-fast: export PYTHONDONTWRITEBYTECODE = # every worker would compile everything anew
test-fast: ## rules, rendering, adapters, services: no Rasa, no browser, no start of a server
	@deploy/setup --no-model
	@$(PYTHON) -m pytest -n auto -m "$(FAST)"

test-large: ## what a million people or payments take, against its limits; a quarter of an hour
	@deploy/setup --no-model
	@failed=0; for name in $(LARGE); do $(PYTHON) -m benchmarks.$$name || failed=1; done; exit $$failed

faults: ## kill the gateway at random moments of 2,000 conversations; a quarter of an hour
	@deploy/setup --no-model
	@$(PYTHON) -m tests.faults.killing

bench: setup ## the benchmarks, as tables; three quarters of an hour
	@failed=0; for name in $(BENCHMARKS); do $(PYTHON) -m benchmarks.$$name || failed=1; done; exit $$failed

openapi: ## write both services' OpenAPI files anew
	@$(PYTHON) -m case_manager.openapi
	@$(PYTHON) -m ussd_gateway.openapi

pictures: ## take the screenshots of README.md and docs/ anew
	@deploy/setup --browser
	@$(PYTHON) -m tests.e2e.pictures

check: ## style, types, imports, migrations, OpenAPI, compose, translations, language examples
	@deploy/setup --no-model
	@deploy/check
