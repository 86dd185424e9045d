# liveser: `make run` starts the dashboard, `make test` runs the tests, `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PREFIX ?= /usr/local
DESTDIR ?=
BUILD_FLAGS ?=
MODEL ?= models/liveser-default.safetensors

# Of the long trials: seconds for each fuzz target and how many run at once, hours of the soak, minutes at the microphone.
SECONDS ?= 600
TARGETS ?=
JOBS ?= 1
HOURS ?= 24
MINUTES ?= 30

program := .build/release/liveser
trials := Trials/.build/release/trials
fuzz := Trials/.build/fuzz/release/fuzz
share := $(DESTDIR)$(PREFIX)/share/liveser
scripts := $(shell find scripts .ci Benchmarks/outside-tools research/run-study -type f -exec grep -lE '^\#!.*bash' {} +)

# STATIC=1 links Swift's runtime in, for machines without the toolchain. The linker then warns of `mktemp`
# in Foundation, which liveser does not call.
ifeq ($(STATIC),1)
BUILD_FLAGS += --static-swift-stdlib
endif

.DEFAULT_GOAL := help
.PHONY: run build test sanitize trials fuzz soak reliability build-trials build-fuzz lint bench study reports reproductions install uninstall clean help

## run: install what is missing, build, start the dashboard on the default microphone
run: build
	@exec $(program)

## build: install what is missing, build in release mode (STATIC=1: no Swift runtime needed where it runs)
build:
	@scripts/bootstrap
	@swift build --configuration release --product liveser $(BUILD_FLAGS)

## test: install what is missing, build, run every test (those on corpora where LIVESER_CORPORA names them)
test:
	@scripts/bootstrap --tests
	@swift build --build-tests
	@swift test --skip-build

## sanitize: build and run what has threads and raw memory under ThreadSanitizer and AddressSanitizer
sanitize:
	@scripts/bootstrap --tests
	@scripts/sanitize thread
	@scripts/sanitize address

build-trials:
	@scripts/bootstrap --tests
	@swift build --package-path Trials --configuration release -Xswiftc -enable-testing --product trials

# Of two options of `--sanitize` the compiler takes one.
build-fuzz:
	@scripts/bootstrap --tests
	@swift build --package-path Trials --scratch-path Trials/.build/fuzz --configuration release -Xswiftc -enable-testing \
	  -Xswiftc -sanitize=address,fuzzer --product fuzz

## trials: install what is missing, build, hold the short trials: faults, allocations, three hours of sound
trials: build-trials
	@$(trials) faults . 200
	@$(trials) allocations .
	@$(trials) soak . 3

## fuzz: install what is missing, build, give the readers of files odd input by libFuzzer (SECONDS=600 each; TARGETS=, JOBS=1)
fuzz: build-fuzz
	@scripts/fuzz $(fuzz) $(SECONDS) $(JOBS) $(TARGETS)

## soak: install what is missing, build, put a day of sound through the live path (HOURS=24)
soak: build-trials
	@$(trials) soak . $(HOURS)

## reliability: every long trial, and what came of them as a table (SECONDS, JOBS, HOURS, MINUTES=30; about two hours)
reliability: build build-trials build-fuzz
	@swift build --build-tests
	@scripts/reliability $(program) $(trials) $(fuzz) $(SECONDS) $(HOURS) $(MINUTES) $(JOBS)

## lint: check the sources' format and the scripts' syntax
lint:
	@swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
	  Trials/Package.swift Trials/Sources
	@for script in $(scripts); do bash -n "$$script"; done
	@if command -v shellcheck >/dev/null; then shellcheck $(scripts); fi

## bench: install what is missing, build, measure speed (QUICK=1: two minutes; MODEL=FILE, BENCH_PYTHON=PROGRAM)
bench:
	@scripts/bootstrap --tests
	@swift build --configuration release --product liveser $(BUILD_FLAGS)
	@swift build --package-path Benchmarks --configuration release
	@python=$$(Benchmarks/outside-tools); \
	  exec Benchmarks/.build/release/bench '$(CURDIR)' '$(MODEL)' "$$python" $(if $(QUICK),--quick)

## study: install what is missing, build, measure classical models with scikit-learn (LIVESER_CORPORA=FOLDER)
study: build
	@research/run-study '$(CURDIR)/$(program)'
	@$(MAKE) --no-print-directory reproductions

## reproductions: write docs/reproductions.md and the runs on the default model's card from the kept reports
reproductions:
	@swift build --product Reproductions $(BUILD_FLAGS)
	@.build/debug/Reproductions

## reports: install what is missing, build, run every evaluation that the page still lacks (LIVESER_CORPORA=FOLDER; hours)
reports: build
	@swift build --product Reproductions $(BUILD_FLAGS)
	@scripts/run-reports '$(CURDIR)/$(program)' '$(CURDIR)/.build/debug/Reproductions'
	@.build/debug/Reproductions

## install: copy program, models and demo clip under PREFIX (/usr/local), with DESTDIR before it (STATIC=1: no Swift runtime needed)
install: $(if $(filter 1,$(STATIC)),build,$(program))
	@install -d '$(DESTDIR)$(PREFIX)/bin' '$(share)/models'
	@install -m 755 $(program) '$(DESTDIR)$(PREFIX)/bin/liveser'
	@install -m 644 share/demo.flac '$(share)/demo.flac'
	@install -m 644 LICENSE '$(share)/LICENSE'
	@cp models/*.safetensors models/*.md models/*.card.json '$(share)/models/'
	@cp -R models/recipes models/reports '$(share)/models/'
	@chmod -R u=rwX,go=rX '$(share)'
	@echo 'installed $(DESTDIR)$(PREFIX)/bin/liveser'

## uninstall: remove what install copied, and whatever else is in PREFIX/share/liveser
uninstall:
	@rm -f '$(DESTDIR)$(PREFIX)/bin/liveser'
	@rm -rf '$(share)'

$(program): Package.swift $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build

## clean: remove what was built
clean:
	@rm -rf .build Benchmarks/.build Trials/.build

## help: list these commands
help:
	@sed -n 's/^## \([a-z]*\): \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	  while IFS='|' read -r name text; do printf '%-13s %s\n' "$$name" "$$text"; done
