#!/bin/sh
# Runs every fuzz target for a while, two at a time, and says in one line how each went.
#   fuzz/run.sh BUILD_DIR SECONDS
# Exit: 0 no target failed; 1 one did (its input and log are kept, the line says where); 2 usage.
set -u
if [ $# -ne 2 ]; then
  echo "usage: fuzz/run.sh BUILD_DIR SECONDS" >&2
  exit 2
fi
seconds=$2
source=$(cd "$(dirname "$0")" && pwd)
programs=$(find "$1/fuzz" -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x | sort)
if [ -z "$programs" ]; then
  echo "fuzz/run.sh: no programs fuzz_* in $1/fuzz; build the target 'fuzz' first" >&2
  exit 2
fi
work=$(mktemp -d)
export source seconds work

# New inputs go to the scratch folder: libFuzzer writes into the first corpus only.
one='
  program=$1
  name=$(basename "$program" | sed s/^fuzz_//)
  mkdir -p "$work/$name/corpus"
  seeds=""
  if [ -d "$source/corpus/$name" ]; then seeds="$source/corpus/$name"; fi
  if "$program" -seed=1 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
      -artifact_prefix="$work/$name/" "$work/$name/corpus" $seeds > "$work/$name/log" 2>&1; then
    runs=$(sed -n "s/^stat::number_of_executed_units: *//p" "$work/$name/log")
    echo "ok      $name: $runs runs"
  else
    echo "FAILED  $name: see $work/$name"
    exit 1
  fi
'
if printf '%s\n' $programs | xargs -n 1 -P 2 sh -c "$one" one; then
  rm -rf "$work"
  exit 0
fi
exit 1
