# `make demo` shows it, `make test` checks it. Both begin by making .venv, once for each lock file.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

# What `check --deploy` wants to see in production; none of it is contacted.
DEPLOYED = PRODUCTION=1 ALLOWED_HOSTS=example.org CELERY_BROKER_URL=redis://broker/0 \
	DATABASE_URL=postgres://coalition@database/coalition \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')

# The threads of the linear algebra stand in each other's way where tests or workers share the cores.
export OPENBLAS_NUM_THREADS = 1

# Three at a time on two cores, since many of them wait for processes of their own.
PYTEST := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

say = @printf '\n== %s\n' '$(1)'

.PHONY: help demo test checks tests coverage audit format train bench docs fuzz compose-check lock clean

help:
	@echo 'make demo    everything up on this machine, with the founding documents read'
	@echo '             ARGS="--port 9000", "--check", "--fresh" or "--run COMMAND" go to it'
	@echo 'make test    format, lint, types, layers, migrations, settings, tests'
	@echo 'make checks  only the first six; make tests only the last (ARGS="tests/web -x" go to it)'
	@echo 'make coverage  the tests once more, with the branches that they take'
	@echo 'make audit   ask which packages of the lock have a known vulnerability'
	@echo 'make format  let ruff write the format'
	@echo 'make train   fit the reader again from seeds/training (a quarter of an hour)'
	@echo 'make bench   run every benchmark: hours (QUICK=1 three minutes; NAME=desk one of them,'
	@echo '             KEEP=1 leaves its million statements in var/bench for the next)'
	@echo 'make docs    write docs/settings.md from .env.example'
	@echo 'make fuzz    ask the API all that its description allows, and more (ten minutes)'
	@echo 'make compose-check  start docker-compose.yml for real, where Docker is, and ask it'
	@echo 'make lock    resolve the dependencies of pyproject.toml anew'
	@echo 'make clean   remove what was made, except the data in var/'

$(INSTALLED): requirements-dev.lock
	$(call say,Setting up .venv from requirements-dev.lock: a minute or two the first time)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is \
	needed, this is " + sys.version.split()[0] + ": name another with PYTHON=...")'
	@$(PYTHON) -m venv .venv || \
		{ echo 'Python cannot make .venv: on Debian, install python3-venv.' >&2; exit 1; }
	@$(BIN)/python -m pip --disable-pip-version-check install --require-hashes --no-deps --no-compile \
		-r requirements-dev.lock
	@$(BIN)/python -m compileall -q -j 0 .venv/lib || true # on all cores, which pip does on one
	@touch $@

demo: $(INSTALLED)
	@exec $(BIN)/python manage.py demo $(ARGS)

# What only reads goes on beside the tests, which leave a part of the cores free: they wait for processes.
test: $(INSTALLED)
	+@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target checks tests

checks: $(INSTALLED)
	$(call say,Format)
	@$(BIN)/ruff format --check .
	$(call say,Lint)
	@$(BIN)/ruff check .
	$(call say,Layers)
	@$(BIN)/lint-imports
	$(call say,Migrations)
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=tests.migrations_settings $(BIN)/python manage.py lintmigrations coalition
	$(call say,Settings of production)
	@$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(call say,Types)
	@$(BIN)/mypy

# The mark lets make show the dots as they come.
tests: $(INSTALLED)
	+@printf '\n== Tests\n'; $(PYTEST) $(ARGS)

# Watching each branch takes a fifth longer, so it is not part of every test.
coverage: $(INSTALLED)
	@$(PYTEST) --cov --cov-branch --cov-report=term:skip-covered $(ARGS)

# Ends with an error too where the service does not answer: then nothing was audited.
audit:
	@$(PYTHON) .ci/audit.py

format: $(INSTALLED)
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

train: $(INSTALLED)
	@$(BIN)/python -m coalition.extraction.training
	@$(BIN)/python -m coalition.extraction.guess_training
	@$(BIN)/python -m coalition.extraction.linking_training
	@$(BIN)/python -m coalition.extraction.weighing_training

# The API's peers are no dependencies of ours: without them all else is measured.
.venv-bench/installed: benchmarks/api_peers/requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check -r benchmarks/api_peers/requirements.txt
	@touch $@

bench: $(INSTALLED)
	@$(MAKE) --no-print-directory .venv-bench/installed || echo 'The peers of the API cannot be installed here.' >&2
	@$(BIN)/python -m benchmarks.all $(if $(QUICK),--quick) $(if $(NAME),--only $(NAME)) $(if $(KEEP),--keep)

docs: $(INSTALLED)
	@$(BIN)/python manage.py describe_settings > docs/settings.md.new
	@mv docs/settings.md.new docs/settings.md

# Schemathesis is no dependency of ours and has an environment of its own. A site that nobody uses, with rates
# that nobody reaches; what comes in is read by nobody else's machine.
FUZZ = .venv-fuzz/bin/st --config-file tests/api/schemathesis.toml run "$$BASE_URL/api/v1/openapi.json" \
	--checks all --continue-on-failure --seed 9 --header "Authorization: Bearer $$API_KEY"
fuzz: $(INSTALLED)
	@$(PYTHON) -m venv .venv-fuzz
	@.venv-fuzz/bin/pip install --quiet --disable-pip-version-check 'schemathesis>=4.32,<5'
	@API_PER_MINUTE=1000000 API_PER_MINUTE_WITH_KEY=1000000 \
		$(BIN)/python manage.py demo --fresh --run '$(FUZZ)'

compose-check:
	@deploy/compose-check

# For every platform and Python from 3.11 on, with hashes and without the name of a registry.
COMPILE = .venv-lock/bin/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header \
	--python-version 3.11 pyproject.toml
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --output-file requirements-watching.lock --extra watching
	$(COMPILE) --output-file requirements-storage.lock --extra watching --extra storage
	$(COMPILE) --output-file requirements-dev.lock --extra dev --extra watching --extra storage
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-lock .venv-fuzz .venv-bench .schemathesis .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		.coverage htmlcov test-artefacts
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
