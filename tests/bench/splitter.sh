#!/usr/bin/env bash
# How fast SQL text is cut and read, in a Release build.
# Usage: tests/bench/splitter.sh [MEGABYTES]
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$top/build/release

cmake -S "$top" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$build" --target split_speed -- -j2 >/dev/null
"$build/tests/bench/split_speed" "$@"
