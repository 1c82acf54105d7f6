#!/bin/sh
# Runs every libFuzzer program of a folder for a while, from the seeds in tests/fuzz/corpus and what earlier runs found.
#
#   tools/fuzz.sh FOLDER SECONDS
set -eu
folder=$1
seconds=$2
seeds=$(cd "$(dirname "$0")/.." && pwd)/tests/fuzz/corpus
cd "$folder"
for program in ./fuzz_*; do
  name=${program#./fuzz_}
  echo "fuzz: $name for $seconds seconds"
  mkdir -p "corpus-$name"
  set -- "corpus-$name"
  [ ! -d "$seeds/$name" ] || set -- "$@" "$seeds/$name"
  set -- "$@" "-dict=$seeds/../words.dict"
  "$program" -max_total_time="$seconds" -max_len=4096 -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 "$@"
done
