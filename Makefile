# Two commands set a fresh machine up, each doing all that it needs: `make demo` and `make test`.

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help env dev demo test fast lint fix migrations bench prove docs pictures clean

help: ## Say what each target does.
	@sed -nE 's/^([a-z]+):.* ## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-11s %s\n", $$1, $$2}'

env: ## Build the environment and the front end, where something changed.
	@$(PYTHON) tools/environment.py base
	@$(BIN)/python tools/frontend.py
	@$(BIN)/python tools/fonts.py
	@$(BIN)/python tools/messages.py compile

dev: ## The same, with what the tests and the linters need.
	@$(PYTHON) tools/environment.py dev
	@$(BIN)/python tools/frontend.py
	@$(BIN)/python tools/fonts.py
	@$(BIN)/python tools/messages.py compile

demo: env ## Fill a model district, serve it and work for it; prints the address and the sign-ins.
	@exec $(BIN)/python -m motcua demo

test: dev ## Run everything: lint, tests on SQLite and PostgreSQL, the browser; then say what was skipped.
	@$(BIN)/python tools/suite.py test

fast: dev ## Run the rules and the actions, in seconds.
	@$(BIN)/python -m pytest tests/rules tests/actions src/motcua/rules --doctest-modules

lint: dev ## Check style, types, the ladder of rooms and the translations.
	@$(BIN)/python tools/suite.py lint

fix: dev ## Mend what the style checker can mend.
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

migrations: dev ## Write the migrations that the models ask for.
	@DJANGO_SETTINGS_MODULE=motcua.project.settings $(BIN)/python -m django makemigrations records

bench: dev ## Measure against the baselines; results in bench/results.json and docs/performance.md.
	@$(BIN)/python tools/postgres.py run -- $(BIN)/python -m bench

prove: dev ## Run the long proofs in their full form: races, numbers, kill -9.
	@$(BIN)/python tools/suite.py prove

docs: dev ## Write the generated pages again and check every link.
	@$(BIN)/python tools/docs.py

pictures: dev ## Take the pictures of the key screens again, into docs/pictures/.
	@$(BIN)/python tools/pictures.py

clean: ## Remove what was built; keeps var/, where the demo's data lives.
	@rm -rf .venv node_modules src/motcua/web/static bench/out
	@rm -rf .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests tools bench \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} +
