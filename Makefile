# Everything real happens in packaging/bootstrap.py, which also works where there is no make.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell command -v $(name) 2>/dev/null)))
BOOT = $(if $(PYTHON),$(PYTHON),$(error Python 3.11 or later is needed, and no python3 was found. On Debian or Ubuntu: apt-get install python3)) packaging/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help demo run test check prove bench pictures translations build installer packages package-check desktop-check release-feed workflows lock bounds audit sbom clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | \
		while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done

demo: ## Try Ponte24 against built-in stand-ins for both services (nothing leaves this machine)
	@$(BOOT) demo

run: ## Open Ponte24
	@$(BOOT) run

test: ## Run all tests (ARGS="-k name" passes options to pytest)
	@$(BOOT) test $(ARGS)

check: ## Style, format and types: ruff and mypy --strict
	@$(BOOT) check

prove: ## The long proof: 20,000 random days, a crash at every boundary, 200 kills, an attack on the readers (ARGS="--examples 500")
	@$(BOOT) prove $(ARGS)

bench: ## Measure the engine and the lists on large data
	@$(BOOT) bench

pictures: ## Draw the pictures of the documentation again
	@$(BOOT) pictures

translations: ## Collect the texts into resources/i18n/*.ts and compile them
	@$(BOOT) translations

build: ## Build the wheel into dist/
	@$(BOOT) build

installer: ## Freeze the application for this system into dist/ with a Python from 3.12 on, and try the result
	@$(BOOT) installer $(ARGS)

packages: ## Make .deb, .rpm and .tar.gz of what `make installer` froze (Linux)
	@$(BOOT) packages

package-check: ## Make the packages, try the .deb in a bare Debian and the .rpm in an empty root (says what it could not try)
	@$(BOOT) package-check

desktop-check: ## Play the window on a real desktop session: panels, keyring, notices, starts (Linux; ARGS="late" plays one)
	@$(BOOT) desktop-check $(ARGS)

release-feed: ## Sign the public file that tells of a new version, with a maintainer's key (ARGS="--help")
	@$(BOOT) release-feed $(ARGS)

workflows: ## Look through what GitHub runs, with zizmor and actionlint
	@$(BOOT) workflows

lock: ## Renew packaging/locks: what the installers and CI are made from, with hashes
	@$(BOOT) lock

bounds: ## Run the tests with the lowest and the newest libraries allowed (ARGS="tests/store" passes options)
	@$(BOOT) bounds $(ARGS)

audit: ## Ask whether a locked library has a known vulnerability (pip-audit; needs the internet)
	@$(BOOT) audit

sbom: ## List every library of the program with version and hashes (CycloneDX), into dist/
	@$(BOOT) sbom

clean: ## Remove what building and testing left behind (keeps .venv)
	@$(BOOT) clean
