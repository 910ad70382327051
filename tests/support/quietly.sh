#!/usr/bin/env bash
# Run a command with its output in a file, and show that when it fails.   quietly.sh LOG COMMAND...
set -u

log=$1
shift
mkdir -p "$(dirname "$log")"
"$@" >"$log" 2>&1 && exit
status=$?
cat "$log" >&2
echo "failed with exit status $status: $*" >&2
exit $status
