#!/usr/bin/env bash
# Fuzz every target for SECONDS (60) with the address and undefined behaviour sanitizers,
# and then for a fifth of that with inputs of up to 1 MiB.   tests/fuzz/run.sh [SECONDS]
#
# Works on a copy of the corpus in build/fuzz, which later runs go on from. What makes
# a target fail is kept in build/fuzz/found; an input worth keeping goes to tests/fuzz/corpus.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
seconds=${1:-60}
build=$top/build/fuzz
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 64; }

"$top/tests/support/install.sh" build clang
"$top/tests/support/quietly.sh" "$build/cmake.log" cmake -S "$top" -B "$build" -G Ninja \
  -DCMAKE_C_COMPILER=clang -DMGRUN_FUZZ=ON -DMGRUN_SANITIZE=address,undefined
"$top/tests/support/quietly.sh" "$build/build.log" cmake --build "$build"
mkdir -p "$build/found"
export G_SLICE=always-malloc # GLib's own allocator would hide errors from the sanitizer

status=0
# fuzz TARGET SECONDS BYTES [OPTIONS]
fuzz() {
  local target=$1 log=$build/$1-$3.log
  echo "$target: $2 s with inputs of up to $3 bytes"
  "$build/tests/fuzz/fuzz_$target" -max_total_time="$2" -max_len="$3" "${@:4}" -timeout=10 -rss_limit_mb=4096 \
    -dict="$here/$target.dict" -artifact_prefix="$build/found/$target-" -print_final_stats=1 \
    "$build/corpus/$target" >"$log" 2>&1 || {
      status=1
      tail -n 40 "$log"
      echo "$target FAILED; run again with $build/tests/fuzz/fuzz_$target $build/found/FILE"
    }
  grep -E '^#[0-9]+ +DONE|number_of_executed_units' "$log" || true
}

for dictionary in "$here"/*.dict; do
  target=$(basename "$dictionary" .dict)
  mkdir -p "$build/corpus/$target"
  cp "$here/corpus/$target"/* "$top"/migrations-example/migrations/* "$build/corpus/$target"
  for _ in $(seq 20); do cat "$here/corpus/$target"/* "$top"/migrations-example/migrations/*; done >"$build/large"
  mv "$build/large" "$build/corpus/$target/large"
  fuzz "$target" "$seconds" 4096
  fuzz "$target" "$(((seconds + 4) / 5))" 1048576 -len_control=0
done
[ $status -eq 0 ] && echo "nothing was found"
exit $status
