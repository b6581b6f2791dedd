#!/bin/sh
# Fuzzes whatever reads hostile input, under libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/fuzz.sh [SECONDS each, default 60] [TARGET…, default all]
#
# It starts from the inputs that seeds.py makes and those found before; inputs that reach something
# new go to .build-fuzz/corpus, and a fault ends it with a file in .build-fuzz that reproduces it: run
# the target's program on that file. Every fault becomes a test with a name among the ordinary ones.
set -eu
cd "$(dirname "$0")/../.."
folder=.build-fuzz
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- codec json idx form gunzip csv upload spec

# As long as the smallest body that reaches every part of the target.
longest() {
  case $1 in upload) echo 1500 ;; form) echo 4500 ;; *) echo 600 ;; esac
}

compile() {
  swiftc -swift-version 6 -O -g -parse-as-library -sanitize=fuzzer,address -use-ld=lld \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -enable-upcoming-feature MemberImportVisibility "$@"
}

# A module without dependencies, together with its fuzzer.
alone() {
  compile -package-name symbreak -module-name "$1" Sources/"$2"/*.swift "Tests/Fuzz/$1.swift" \
    -o "$folder/$1"
}

# The modules that read what clients send, in the order of their imports. They are compiled for
# fuzzing; what lies below them is taken from the ordinary release build.
instrumented="WebRouting SpecJSON TrainingService"

# A fuzzer of those modules.
api() {
  [ -n "${objects:-}" ] || build_api
  # shellcheck disable=SC2086 # Lists of words.
  compile $flags -I "$folder/api" -module-name "$1" "Tests/Fuzz/$1.swift" "$folder"/api/*.o \
    $objects -lz -o "$folder/$1"
}

build_api() {
  set -- --configuration release --explicit-target-dependency-import-check error
  swift build "$@" --target TrainingService
  products=$(swift build "$@" --show-bin-path)
  # A search finds the first module of a name: not the one without the fuzzer's hooks.
  rm -rf "$folder/api" "$folder/modules"
  mkdir -p "$folder/api"
  cp -R "$products/Modules" "$folder/modules"
  for module in $instrumented; do rm -f "$folder"/modules/"$module".*; done
  maps=$(find .build/checkouts "$products/CPlatform.build" "$products/CPage.build" -name module.modulemap \
    -exec printf ' -Xcc -fmodule-map-file=%s' {} \;)
  flags="-package-name $(basename "$PWD" | tr '[:upper:]' '[:lower:]') -I $folder/modules
    -I Sources/CZlib -I Sources/CPlatform/include -I Sources/CPage/include $maps"
  objects=$(for module in AccessKeys ByteCoding Experiments HTTPCodec Jobs KernelDispatch \
    NeuronSimilarity Page PrometheusText StrictJSON Threading TrainingEngine TrainingModel Webhooks \
    Crypto CryptoBoringWrapper CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims Yams CYaml \
    Kernels KernelsAVX2 KernelsAVX512 CPage CPlatform; do
    find "$products/$module.build" -name '*.o'
  done)
  for module in $instrumented; do
    # shellcheck disable=SC2046,SC2086
    compile $flags -I "$folder/api" -wmo -enable-testing -module-name "$module" -emit-module \
      -emit-module-path "$folder/api/$module.swiftmodule" -emit-object \
      -o "$folder/api/$module.o" $(find "Sources/$module" -name '*.swift')
  done
}

build() {
  case $1 in
    codec) alone CodecFuzzer HTTPCodec ;;
    json) alone JSONFuzzer StrictJSON ;;
    *) api "$(program "$1")" ;;
  esac
}

program() {
  case $1 in
    codec) echo CodecFuzzer ;;
    json) echo JSONFuzzer ;;
    idx) echo IDXFuzzer ;;
    form) echo FormFuzzer ;;
    gunzip) echo GunzipFuzzer ;;
    csv) echo CSVFuzzer ;;
    upload) echo UploadFuzzer ;;
    spec) echo SpecFuzzer ;;
    *) echo "no target $1" >&2; exit 1 ;;
  esac
}

# The words in quotes of the target's seeds: names that no mutation would come upon.
words() {
  grep -aohE '"[a-zA-Z0-9_/-]+"' "$folder/seeds/$1"/* | sort -u >"$folder/$1.words" || true
}

fuzz() {
  words "$1"
  "$folder/$(program "$1")" -max_total_time="$seconds" -max_len="$(longest "$1")" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$folder/$1-" \
    $(test -s "$folder/$1.words" && echo "-dict=$folder/$1.words") "$folder/corpus/$1" "$folder/seeds/$1"
}

python3 -B Tests/Fuzz/seeds.py "$folder/seeds"
for target in "$@"; do
  mkdir -p "$folder/corpus/$target"
  build "$target"
done
for target in "$@"; do
  fuzz "$target"
done
