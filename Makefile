# `make help` lists the commands. Each one brings the environments it needs up to date first.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first interpreter that really runs: a pyenv shim may be on the path and refuse.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
VENV := .venv/bin/python

PORT ?= 8000
ENGINE_PORT ?= 4566
AT_STAGE = $(if $(STAGE),--stage $(STAGE))
ENVIRONMENTS = $(if $(PYTHON),$(PYTHON) infra/commands/environments.py,\
  @echo "Python 3.11 or newer is needed (3.13 preferred): https://www.python.org/downloads/"; exit 1;)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: application web ## start everything on this machine and say where to click (PORT=8000 ENGINE_PORT=4566)
	@$(VENV) -m infra.commands.run --port $(PORT) --engine-port $(ENGINE_PORT) $(ARGS)

.PHONY: web-dev
web-dev: application web ## the pages, reloading hot, against the running stack (PORT=8000)
	@OKNO_URL=http://127.0.0.1:$(PORT) $(VENV) -m infra.commands.pages dev

.PHONY: snippet
snippet: application web ## what a portal puts into its page to show a service (SERVICE=resident-parking-permit)
	@$(VENV) -m infra.commands.pages snippet $(or $(SERVICE),resident-parking-permit)

.PHONY: demo
demo: application ## play everybody's part over HTTP and print what happened (CITY=1: a month of 2,300 applications)
	@$(VENV) -m infra.commands.$(if $(CITY),demo_month,demo) $(ARGS)

.PHONY: advance
advance: application ## move the local domain clock on and sweep (DAYS=3)
	@$(VENV) -m infra.commands.advance --days "$(DAYS)" $(ARGS)

.PHONY: reset
reset: application ## forget everything that was filed on this machine
	@$(VENV) -m infra.commands.reset $(ARGS)

.PHONY: catalogue
catalogue: application ## check every definition under schemas/, prove the tables, print each service's branches
	@$(VENV) -m infra.commands.check_catalogue $(ARGS)

.PHONY: test
test: checks ## everything a change must pass: gates, unit tests, the deployed stack, the stories
	@$(VENV) -m infra.commands.check $(ARGS)

.PHONY: states
states: checks ## look at every page in every state, language and width; write web/build/states/index.html
	@OKNO_STATES=1 $(VENV) -m pytest -q tests/browser/test_every_state_of_every_page.py

.PHONY: lint
lint: checks ## style, types, import rules, dead code
	@$(VENV) -m ruff check .
	@$(VENV) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(VENV) -m vulture
	@$(VENV) -m bandit -q -ll -c pyproject.toml -r app.py chalicelib infra

.PHONY: bench
bench: checks ## measure the figures that the project promises (ARGS=month: a month of 2,300 applications)
	@$(VENV) -m tests.benchmarks $(ARGS)

.PHONY: package
package: application ## build the cloud's archive without an account; print its size and cold imports (ARCHITECTURE=arm64)
	@$(VENV) -m infra.commands.package --architecture $(or $(ARCHITECTURE),arm64) $(ARGS)

.PHONY: deploy
deploy: application web ## deploy into the account at hand (STAGE=kazan reads infra/settings/kazan.json)
	@$(VENV) -m infra.commands.deploy --stage "$(STAGE)" $(ARGS)

.PHONY: publish
publish: application ## publish the definitions under schemas/ (STAGE=kazan; else on this machine)
	@$(VENV) -m infra.commands.publish $(AT_STAGE) $(ARGS)

.PHONY: appoint
appoint: application ## give somebody their first roles (STAGE=kazan EMAIL= DEPARTMENT= ROLES=administrator)
	@$(VENV) -m infra.commands.appoint $(AT_STAGE) --email "$(EMAIL)" --department "$(DEPARTMENT)" --roles "$(ROLES)" $(ARGS)

.PHONY: restore
restore: application ## bring all tables to one second and sweep (STAGE=kazan AT=2026-11-23T10:00:00Z)
	@$(VENV) -m infra.commands.restore $(AT_STAGE) --at "$(AT)" $(ARGS)

.PHONY: replay
replay: application ## repeat what lies in the dead-letter queues (STAGE=kazan; else on this machine)
	@$(VENV) -m infra.commands.replay $(AT_STAGE) $(ARGS)

.PHONY: verify
verify: application ## check the chains of facts and name the first altered one (CASE=… or all; STAGE=kazan)
	@$(VENV) -m infra.commands.verify $(AT_STAGE) $(if $(CASE),--case $(CASE)) $(ARGS)

.PHONY: erase
erase: application ## erase a person for good, with their files (PERSON=… or NUMBER=… or WISHED=1; WITHDRAW=1; AGAIN=1 after a restore; STAGE=kazan)
	@$(VENV) -m infra.commands.erase $(AT_STAGE) $(if $(PERSON),--person "$(PERSON)") $(if $(NUMBER),--number "$(NUMBER)") $(if $(WISHED),--wished) $(if $(WITHDRAW),--withdraw) $(if $(AGAIN),--again) $(ARGS)

.PHONY: recount
recount: application ## count all facts again and compare with the statistics (WRITE=1 corrects them; STAGE=kazan)
	@$(VENV) -m infra.commands.recount $(AT_STAGE) $(if $(WRITE),--write) $(ARGS)

.PHONY: export
export: application ## write everything, opened, into a folder: leave with all data (TO=folder STAGE=kazan)
	@$(VENV) -m infra.commands.export $(AT_STAGE) --to "$(TO)" $(ARGS)

.PHONY: users
users: application ## the demonstration users of this machine, created if they are missing
	@$(VENV) -m infra.commands.demo_users $(ARGS)

.PHONY: application
application:
	@$(ENVIRONMENTS) application engine

.PHONY: checks
checks:
	@$(ENVIRONMENTS) checks engine node web browser

.PHONY: web
web:
	@$(ENVIRONMENTS) web
