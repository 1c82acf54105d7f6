# The commands of this project. `make demo` and `make test` are all a newcomer needs; both install what is missing.

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 600
# The sample shop, and the instant up to which its generator lets things happen.
DEMO_DATA := build/demo-data
DEMO_AS_OF := 2026-03-31T12:00

.PHONY: help setup build demo test check test-threads format format-check tidy fuzz bench bench-small bench-micro bench-programs clean

help:
	@echo 'make demo           build, make a sample shop and run every segment of examples/shop on it'
	@echo 'make test           build and run every test, then the unit tests with sanitizers and without LLVM'
	@echo 'make test-threads   the unit tests under the thread sanitizer'
	@echo 'make build          leave the program at build/segql'
	@echo 'make check          the layer and size checks, and the format where clang-format-14 is installed'
	@echo 'make format         clang-format every source file; make format-check only looks'
	@echo 'make tidy           clang-tidy every source file'
	@echo 'make fuzz           libFuzzer, FUZZ_SECONDS=$(FUZZ_SECONDS) for each target'
	@echo 'make bench          beside DuckDB and ClickHouse, 10,000,000 customers: 12 GB of memory, a quarter of an hour; docs/benchmarks.md'
	@echo 'make bench-small    the same with 100,000 customers, in minutes, beside its data'
	@echo 'make bench-micro    each encoding under each family of operators, with both engines'
	@echo 'make setup          install the Debian packages that are missing'
	@echo 'make clean          remove every build tree'

setup:
	@tools/setup.sh

build: setup
	@cmake --preset release
	@cmake --build --preset release --parallel $(JOBS) --target product

demo: build
	@$(MAKE) --no-print-directory $(DEMO_DATA)/.written
	@build/segql run -p examples/shop --data $(DEMO_DATA) --as-of $(DEMO_AS_OF)

# Written again only when the generator changed: the same generator writes the same shop.
$(DEMO_DATA)/.written: build/segql-generate
	@build/segql-generate --out $(DEMO_DATA)
	@touch $@

# The shipped configuration first, then assertions and sanitizers, then the interpreter alone.
test: setup check
	@cmake --preset ci
	@cmake --build --preset ci --parallel $(JOBS)
	@ctest --preset ci --parallel $(JOBS)
	@cmake --preset nojit
	@cmake --build --preset nojit --parallel $(JOBS)
	@ctest --preset nojit --parallel $(JOBS)
	@cmake --preset asan
	@cmake --build --preset asan --parallel $(JOBS)
	@ctest --preset asan --parallel $(JOBS)

test-threads: setup
	@cmake --preset tsan
	@cmake --build --preset tsan --parallel $(JOBS)
	@ctest --preset tsan --parallel $(JOBS)

SOURCES = find base bench cli compiler connect engine examples include runtime schema tests tools \
	-name '*.cc' -o -name '*.h' -o -name '*.c'

check:
	@tools/check_layers.py
	@tools/check_sizes.py
	@if command -v clang-format-14 >/dev/null; then $(SOURCES) | xargs clang-format-14 --dry-run --Werror; fi

format:
	@tools/setup.sh style
	@$(SOURCES) | xargs clang-format-14 -i

format-check:
	@tools/setup.sh style
	@$(SOURCES) | xargs clang-format-14 --dry-run --Werror

tidy:
	@tools/setup.sh style
	@cmake --preset dev
	@cmake --build --preset dev --parallel $(JOBS)
	@run-clang-tidy -quiet -p build-dev -j $(JOBS) '^$(CURDIR)/(base|bench|cli|compiler|connect|engine|runtime|schema|tests|tools)/'

fuzz:
	@tools/setup.sh fuzz
	@cmake --preset fuzz
	@cmake --build --preset fuzz --parallel $(JOBS) --target fuzzers
	@tools/fuzz.sh build-fuzz/fuzz $(FUZZ_SECONDS)

# SegQL in turns with DuckDB, ClickHouse and code written by hand; over tables it was not made for; growth, compile times, and what
# authors of definitions wait for.
# `make bench` leaves its tables in docs/benchmarks.md; `make bench-small`, with a hundredth of the customers, beside its data.
bench: BENCH_SCALES = 0.0001 0.01 0.1 1
bench: BENCH_REPORT = docs/benchmarks.md
bench-small: BENCH_SCALES = 0.0001 0.001 0.01
bench-small: BENCH_REPORT = build/bench-small/benchmarks.md
bench bench-small: BENCH_SCALE = $(lastword $(BENCH_SCALES))
bench bench-small: bench-programs
	@for scale in $(BENCH_SCALES); do $(MAKE) --no-print-directory build/bench-data-$$scale/.written || exit 1; done
	@$(MAKE) --no-print-directory build/unseen-data-$(BENCH_SCALE)/.written
	@[ $(BENCH_REPORT) = docs/benchmarks.md ] || { mkdir -p $(dir $(BENCH_REPORT)) && cp docs/benchmarks.md $(BENCH_REPORT); }
	@build/bench_peers build/bench-data-$(BENCH_SCALE) --write $(BENCH_REPORT)
	@build/bench_peers build/unseen-data-$(BENCH_SCALE) --workload unseen --write $(BENCH_REPORT)
	@build/bench_growth $(BENCH_SCALES:%=build/bench-data-%) --write $(BENCH_REPORT)
	@[ $(BENCH_SCALE) != 1 ] || build/bench_order build/bench-data-0.1 --write $(BENCH_REPORT)
	@[ $(BENCH_SCALE) != 1 ] || build/bench_order build/bench-data-0.1 --costs --write $(BENCH_REPORT)
	@[ $(BENCH_SCALE) != 1 ] || build/bench_rules build/bench-data-0.1 --write $(BENCH_REPORT)
	@build/bench_workflow build/bench-data-$(BENCH_SCALE) --write $(BENCH_REPORT)
	@echo 'the tables are in $(BENCH_REPORT)'

# Each encoding under each family of operators, with both engines; a table in docs/benchmarks.md, too.
bench-micro: bench-programs
	@$(MAKE) --no-print-directory build/cells-data-0.005/.written build/cells-data-1/.written
	@build/bench_micro build/cells-data-0.005 build/cells-data-1 docs/benchmarks.md

bench-programs: build
	@cmake --preset release -DSEGQL_CLICKHOUSE=ON
	@cmake --build --preset release --parallel $(JOBS) --target bench_peers bench_growth bench_order bench_rules bench_workflow bench_micro

# Written again only when the generator changed.
build/bench-data-%/.written build/unseen-data-%/.written build/cells-data-%/.written: build/segql-generate
	@build/segql-generate --workload $(word 1,$(subst -, ,$(@:build/%=%))) --scale $* --out $(@D)
	@touch $@

clean:
	@rm -rf build build-*
