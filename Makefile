# The spare wheel. `make launch` and `make test` set themselves up; nothing but git, make and Python ≥ 3.11 is needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXAMPLE := build/example
RECALL := playbooks/product-recall/drill
AUDIT := build/audit
TOOLS := $(AUDIT)/.ready
SW := $(BIN)/sparewheel

.PHONY: help launch test audit check bench bench-deploy chaos fuzz docs real wheel clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-13s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once, about half a minute)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

launch: $(READY) ## the whole path: an invented recall, from facts to a verified live site on the sandbox
	@test ! -d $(EXAMPLE) || $(SW) sandbox down --workspace $(EXAMPLE) >/dev/null
	@rm -rf $(EXAMPLE) && $(SW) init $(EXAMPLE) --yes >/dev/null
	@$(SW) launch --workspace $(EXAMPLE) --playbook product-recall --facts $(RECALL)/facts.yaml --signals $(RECALL)/signals --yes
	@if [ -t 1 ]; then trap : INT; echo; echo "The sandbox stays up so that you can look; Ctrl-C takes it down."; sleep infinity; fi; \
	$(SW) sandbox down --workspace $(EXAMPLE)

test: $(READY) ## the tests, in under ten minutes
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

$(TOOLS): package.json
	@echo "Setting up $(AUDIT) (once): what package.json names…"
	@mkdir -p $(AUDIT) && cp package.json $(AUDIT)/
	@PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix $(AUDIT) --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@

audit: $(READY) $(TOOLS) ## the pages of every playbook in a real browser: Lighthouse, axe, markup, readers with other means
	@SPAREWHEEL_AUDIT=full $(BIN)/python -m pytest -n 2 --dist loadfile tests/audit $(ARGS)
	@$(BIN)/python -m benchmarks.pages

check: $(READY) ## lint, strict types, import contracts, generated help, playbooks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/cog --check -I . README.md docs/commands.md docs/words.md docs/playbooks.md docs/pages.md docs/gate.md docs/deploy.md
	@$(SW) playbooks check

docs: $(READY) ## write the generated parts of the README again
	@$(BIN)/cog -r -I . README.md docs/commands.md docs/words.md docs/playbooks.md docs/pages.md docs/gate.md docs/deploy.md

bench: $(READY) ## the figures of the docs: benchmarks/results/ (what needs data that is not here says so)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@for one in launch critical_path gate keyphrases newsroom ranking onset names availability; do \
		echo "— $$one"; $(BIN)/python -m benchmarks.$$one || exit 1; done

UPLOADERS := build/deploy-tools/.ready
$(UPLOADERS): benchmarks/peers/uploaders.txt
	@echo "Setting up build/deploy-tools (once): what $< names…"
	@test -x $(@D)/venv/bin/python || $(PYTHON) -m venv $(@D)/venv
	@$(@D)/venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

bench-deploy: $(READY) $(UPLOADERS) ## uploads, publishes and builds beside other tools, on a real S3 server (an hour or two)
	@$(BIN)/python -m benchmarks.deploy
	@$(BIN)/python -m benchmarks.publish
	@$(BIN)/python -m benchmarks.build

chaos: $(READY) ## every kill point, before and after every service call
	@SPAREWHEEL_CHAOS=full $(BIN)/python -m pytest -n auto --dist worksteal tests/launch/test_kill.py tests/launch/test_publish_killed.py tests/launch/test_two_tracks.py tests/launch/test_readers.py tests/saga \
		tests/real/test_aws_launch.py tests/real/test_own_launch.py

fuzz: $(READY) ## long random lives of a content folder: caches and quick builds say what whole ones say (half an hour)
	@SPAREWHEEL_FUZZ=full $(BIN)/python -m pytest -n auto tests/gate/test_cache.py tests/site/test_rebuilding_sequences.py

real: ## install the real parts that tests use: Chromium, knot, Caddy, Pebble, Ceph, Java, npm (Debian, as root)
	@sh tests/real/install.sh

wheel: $(READY) ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

clean: ## remove what was built, not crises/
	@test ! -d $(EXAMPLE) || test ! -x $(SW) || $(SW) sandbox down --workspace $(EXAMPLE) >/dev/null
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
