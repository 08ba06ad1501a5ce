PY := .venv/bin/python
STAGE ?= dev
PORT ?= 8000
export PYTHON STAGE

.DEFAULT_GOAL := help
.PHONY: help setup run run-packaged test accessibility check package deploy bench lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: ## Install what the rest needs; quick when nothing changed
	@scripts/setup.sh

run: setup ## Start the whole system on this computer, with a demonstration partnership
	@exec $(PY) -m infra.local --port $(PORT)

run-packaged: setup ## The same, from the packaged functions inside the local AWS emulator
	@exec $(PY) -m infra.packaged --port $(PORT)

test: check ## Check, then run every level of tests
	@$(PY) -m pytest

accessibility: setup ## Look at every page in a browser, and write what the accessibility statement says
	@WRITE_ACCESSIBILITY=1 $(PY) -m pytest tests/e2e

check: setup ## Format, lint, types and import contracts
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo

package: setup ## Build the deployment package and its template under build/
	@$(PY) -m infra.package

deploy: package ## Deploy with the AWS command line tool: make deploy STAGE=dev BUCKET=name [PARAMETERS="PublicUrl=…"]
	@test -n "$(BUCKET)" || { echo "deploy: say BUCKET=<a bucket of yours for the package>" >&2; exit 1; }
	aws cloudformation package --template-file build/sam.yaml --s3-bucket "$(BUCKET)" \
		--output-template-file build/deployed.yaml
	aws cloudformation deploy --template-file build/deployed.yaml --s3-bucket "$(BUCKET)" \
		--stack-name compact-audit-$(STAGE) --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
		--parameter-overrides Stage=$(STAGE) $(PARAMETERS)

bench: setup ## Print what pages, saves, cold starts and reports cost
	@$(PY) -m tests.bench

lock: ## Write the locks afresh from pyproject.toml and package.json (needs uv)
	@scripts/lock.sh

clean: ## Remove what the other targets made; the local run's data stays in .local/
	@rm -rf .venv node_modules assets build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
