# demo    trains the same networks from zeros, from one constant and from random weights
# test    builds, runs all tests and holds openapi.yaml against the running service; with FILTER=NAME
#         only the Swift tests whose names match
# lint    checks the form of the Swift sources, and that pages name only files that are there
# durability  kills the service ROUNDS times (100) under load with visitors on its database, and
#         holds what is there afterwards against what was acknowledged
# diagnosis  trains networks known to be sick or healthy and holds what the service says of them, and
#         what its fixes do, against what they are
# contention  times two threads against one on a quiet machine, beside busy loops and under a quota;
#         OTHER=PROGRAM in turn with another version
# mnist   times the way of a file of MNIST's size from upload to curves against the same epoch in PyTorch,
#         ROUNDS times (3)
# job-speed  measures what jobs cost from the request to the stored result; with OTHER=PROGRAM in turn with
#         another version
# speed   measures in ratios what whole jobs keep of the core's speed, and holds them against
#         Tests/Speed/ratios.json; with WRITE=1 they become the baseline
# cluster  runs a sweep over PostgreSQL, two nodes behind nginx and workers on a two-node Slurm on this
#         machine, and kills one of these nodes; with SHORT=1 without Slurm, JOBS=N for another number
# cluster-speed  measures how the rate grows with workers and what a job costs the database
# ray     the same with a Ray of two nodes, each in a network namespace; needs root
# faults  kills, stops, cuts off and restarts nodes, workers and databases under load, and holds the
#         database against what clients were told; SHORT=1 with less load, ONLY="NAME …" for some of
#         them, NEWER=PROGRAM for an upgrade to a program of another engine number
# manifests  holds the files for Kubernetes against its schemas
# charts  fetches the library that draws the page's charts, where it is not there
# recipes  runs the blocks of code of docs/tutorial.md and docs/recipes against the service, and looks at
#         the files of docs/examples with the tools that they are for
# page-test  drives the page in a headless Chromium
# serve   runs the service in the foreground; options by variables, such as SYMBREAK_PORT
# fuzz    fuzzes whatever reads hostile input under libFuzzer, FUZZ_SECONDS each (60)
# sanitize  runs the tests of server, parser and queue under AddressSanitizer
# format  formats the Swift sources in place
# clean   removes everything that was built

BUILD = swift build --configuration release --explicit-target-dependency-import-check error
BROWSER = chromium chromium-driver fonts-dejavu-core
PACKAGES = curl libcurl4-openssl-dev libpq-dev libsqlite3-dev zlib1g-dev
TEST_PACKAGES = chromium jq nginx-light openssl pgbouncer postgresql prometheus sqlite3
CLUSTER_PACKAGES = iproute2 nginx-light openssl postgresql
SLURM_PACKAGES = munge slurm-client slurmctld slurmd
TEST = timeout 1200 swift test --configuration release --skip-build
APART = BlobStoreTests|HTTPServiceTests|JobsTests|SQLiteStoreTests|PostgreSQLStoreTests|IntegrationTests
FUZZ_SECONDS = 60
FORMATTED = --parallel --recursive Package.swift Sources Tests
ROUNDS = 100
CONTRACT = .build/contract-venv
TORCH = .build/torch-venv
PAGE = .build/page-venv
RECIPES = .build/recipes-venv
EXPORT = .build/export-venv
PIP = .build/pip-venv
MANIFESTS = .build/manifests-venv
RAY = .build/ray-venv
BLOBS = .build/blobs-venv
CHARTS = Sources/Page/files/uplot-licence.txt

.PHONY: cluster cluster-speed ray faults manifests demo test charts recipes page-test durability diagnosis contention mnist job-speed speed lint serve fuzz sanitize format clean prepare binary

demo: binary
	python3 Tests/Demo/demo.py "$$($(BUILD) --show-bin-path)/symbreak"

ifdef FILTER
test: prepare charts
	$(BUILD) --build-tests
	$(TEST) --filter '$(FILTER)'
else
test: prepare charts $(CONTRACT)/ready $(EXPORT)/ready $(PAGE)/ready $(RECIPES)/ready $(MANIFESTS)/ready \
  $(BLOBS)/ready
	@Tests/prepare.sh $(TEST_PACKAGES) $(BROWSER)
	$(BUILD) --build-tests
	# Apart from one another: some start processes, and until such a process has begun its own
	# program it holds a copy of every socket that the tests of the server expect to be closed.
	$(TEST) --skip '$(APART)'
	$(TEST) --filter '^HTTPServiceTests\.' --no-parallel
	$(TEST) --filter '^JobsTests\.'
	$(TEST) --filter '^SQLiteStoreTests\.'
	$(TEST) --filter '^BlobStoreTests\.'
	$(TEST) --filter '^PostgreSQLStoreTests\.'
	# Again with PgBouncer between, which gives a connection for one transaction at a time.
	POOLER=1 $(TEST) --filter '^PostgreSQLStoreTests\.(ConformanceTests|GivenUpTests|HintTests)'
	$(TEST) --filter '^IntegrationTests\.'
	python3 -B Tests/Binary/check_wide_registers.py "$$($(BUILD) --show-bin-path)"
	python3 -B Tests/Binary/check_memory.py "$$($(BUILD) --show-bin-path)/symbreak"
	python3 -B Tests/Binary/check_thread_limit.py "$$($(BUILD) --show-bin-path)/symbreak"
	python3 -B Tests/Durability/check_durability.py "$$($(BUILD) --show-bin-path)/symbreak" --rounds 3
	python3 -B Tests/Cluster/check_cluster.py "$$($(BUILD) --show-bin-path)/symbreak" --short
	python3 -B Tests/Cluster/faults.py "$$($(BUILD) --show-bin-path)/symbreak" --short \
	  --only tampered nodes-killed sessions-ended failed-over
	$(MANIFESTS)/bin/python -B Tests/Cluster/check_manifests.py
	$(CONTRACT)/bin/python -B Tests/Contract/check_contract.py "$$($(BUILD) --show-bin-path)/symbreak" openapi.yaml
	$(CONTRACT)/bin/python -B Tests/Contract/check_generated_client.py "$$($(BUILD) --show-bin-path)/symbreak" openapi.yaml
	$(CONTRACT)/bin/python -B Tests/Contract/check_schema_fuzz.py "$$($(BUILD) --show-bin-path)/symbreak"
	$(CONTRACT)/bin/python -B Tests/Contract/check_metrics.py "$$($(BUILD) --show-bin-path)/symbreak"
	$(EXPORT)/bin/python -B Tests/Export/check_export.py "$$($(BUILD) --show-bin-path)/symbreak"
	python3 -B Tests/Browser/check_other_origins.py "$$($(BUILD) --show-bin-path)/symbreak"
	python3 -B Tests/Diagnosis/check_diagnosis.py "$$($(BUILD) --show-bin-path)/symbreak" --short
	$(PAGE)/bin/python -B Tests/Page/check_page.py "$$($(BUILD) --show-bin-path)/symbreak"
	$(RECIPES)/bin/python -B Tests/Recipes/check_recipes.py "$$($(BUILD) --show-bin-path)/symbreak"
endif

lint:
	swift format lint --strict $(FORMATTED)
	python3 -B Tests/Recipes/links.py

durability: binary
	@Tests/prepare.sh $(TEST_PACKAGES)
	python3 -B Tests/Durability/check_durability.py "$$($(BUILD) --show-bin-path)/symbreak" --rounds $(ROUNDS)

diagnosis: binary
	python3 -B Tests/Diagnosis/check_diagnosis.py "$$($(BUILD) --show-bin-path)/symbreak"

contention: binary
	python3 -B Tests/Speed/contention.py "$$($(BUILD) --show-bin-path)/symbreak" \
	  $(if $(OTHER),--peer $(OTHER))

mnist: ROUNDS = 3
mnist: binary $(TORCH)/ready
	@Tests/prepare.sh curl
	$(TORCH)/bin/python -B Tests/Speed/mnist.py "$$($(BUILD) --show-bin-path)/symbreak" --rounds $(ROUNDS)

job-speed: binary
	@Tests/prepare.sh wrk
	python3 -B Tests/Speed/jobs.py "$$($(BUILD) --show-bin-path)/symbreak" $(OTHER)

speed: binary
	@Tests/prepare.sh wrk
	python3 -B Tests/Speed/ratios.py "$$($(BUILD) --show-bin-path)/symbreak" $(if $(WRITE),--write)

cluster: binary
	@Tests/prepare.sh $(CLUSTER_PACKAGES) $(if $(SHORT),,$(SLURM_PACKAGES))
	python3 -B Tests/Cluster/check_cluster.py "$$($(BUILD) --show-bin-path)/symbreak" \
	  $(if $(SHORT),--short) $(if $(JOBS),--jobs $(JOBS))

cluster-speed: binary
	@Tests/prepare.sh $(CLUSTER_PACKAGES) wrk
	python3 -B Tests/Cluster/measure_workers.py "$$($(BUILD) --show-bin-path)/symbreak"
	python3 -B Tests/Cluster/measure_database.py "$$($(BUILD) --show-bin-path)/symbreak"

ray: binary $(RAY)/ready
	@Tests/prepare.sh $(CLUSTER_PACKAGES)
	$(RAY)/bin/python -B Tests/Cluster/check_cluster.py "$$($(BUILD) --show-bin-path)/symbreak" \
	  --on ray $(if $(JOBS),--jobs $(JOBS))

faults: binary
	@Tests/prepare.sh $(CLUSTER_PACKAGES)
	python3 -B Tests/Cluster/faults.py "$$($(BUILD) --show-bin-path)/symbreak" \
	  $(if $(SHORT),--short) $(if $(ONLY),--only $(ONLY)) $(if $(NEWER),--newer $(NEWER))

manifests: $(MANIFESTS)/ready
	$(MANIFESTS)/bin/python -B Tests/Cluster/check_manifests.py

charts: $(CHARTS)

page-test: binary $(PAGE)/ready
	@Tests/prepare.sh $(BROWSER)
	$(PAGE)/bin/python -B Tests/Page/check_page.py "$$($(BUILD) --show-bin-path)/symbreak"

recipes: binary $(RECIPES)/ready
	@Tests/prepare.sh curl $(TEST_PACKAGES)
	$(RECIPES)/bin/python -B Tests/Recipes/check_recipes.py "$$($(BUILD) --show-bin-path)/symbreak"

serve: binary
	exec "$$($(BUILD) --show-bin-path)/symbreak" serve

fuzz:
	Tests/Fuzz/fuzz.sh $(FUZZ_SECONDS)

# Not under ThreadSanitizer: it knows nothing of Synchronization.Mutex, whose atomics stand in code
# that is not instrumented, and reports every value behind one.
sanitize: prepare
	swift build --sanitize address --scratch-path .build-asan --build-tests
	SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address \
	  --scratch-path .build-asan --skip-build --no-parallel \
	  --filter '^(HTTPServiceTests|HTTPCodecTests|JobsTests)\.'

format:
	swift format --in-place $(FORMATTED)

clean:
	rm -rf .build .build-fuzz .build-asan

prepare:
	@Tests/prepare.sh $(PACKAGES)

binary: prepare charts
	$(BUILD) --product symbreak

$(CONTRACT)/ready: Tests/Contract/requirements.txt
$(EXPORT)/ready: Tests/Export/requirements.txt
$(TORCH)/ready: Tests/Speed/requirements.txt
$(PAGE)/ready: Tests/Page/requirements.txt
$(RECIPES)/ready: Tests/Recipes/requirements.txt
$(MANIFESTS)/ready: Tests/Cluster/requirements.txt
$(RAY)/ready: Tests/Cluster/ray-requirements.txt
$(BLOBS)/ready: Tests/Support/StandInS3/requirements.txt
$(PAGE)/ready: PIP_OPTIONS = --no-deps

$(CHARTS): Sources/Page/fetch-charts.sh
	python3 -m venv $(PIP) || { Tests/prepare.sh python3-venv && python3 -m venv --clear $(PIP); }
	PIP=$(CURDIR)/$(PIP)/bin/pip $<
	touch $@

%/ready:
	python3 -m venv --clear $* || { Tests/prepare.sh python3-venv && python3 -m venv --clear $*; }
	$*/bin/pip install --quiet --disable-pip-version-check $(PIP_OPTIONS) --requirement $<
	touch $@
