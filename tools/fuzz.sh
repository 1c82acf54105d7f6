#!/bin/sh
# Runs every libFuzzer program of a folder for a while, with the words of the language, from the seeds in tests/fuzz/corpus and
# what earlier runs found.
#
#   tools/fuzz.sh FOLDER SECONDS
set -eu
folder=$1
seconds=$2
fuzz=$(cd "$(dirname "$0")/.." && pwd)/tests/fuzz
cd "$folder"
for program in ./fuzz_*; do
  name=${program#./fuzz_}
  echo "fuzz: $name for $seconds seconds"
  mkdir -p "corpus-$name"
  set -- "corpus-$name"
  [ ! -d "$fuzz/corpus/$name" ] || set -- "$@" "$fuzz/corpus/$name"
  "$program" -max_total_time="$seconds" -max_len=4096 -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 \
    -dict="$fuzz/words.dict" "$@"
done
