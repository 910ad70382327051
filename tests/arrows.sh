#!/usr/bin/env bash
# Fail when a folder includes, or links, against the arrows of the layout, or
# when something below cmd/ prints or exits.   arrows.sh TREE | arrows.sh --self-test
set -u

allowed() {
  case $1 in
    cmd) echo 'cmd runner planner backup db sql' ;;
    runner) echo 'runner planner db sql' ;;
    planner) echo 'planner sql' ;;
    backup) echo 'backup db sql' ;;
    db) echo 'db' ;;
    sql) echo 'sql' ;;
  esac
}

check() {
  local tree=$1 folder file target bad=0
  for folder in cmd runner planner backup db sql; do
    [ -d "$tree/$folder" ] || continue
    while IFS=: read -r file target; do
      case " $(allowed "$folder") " in
        *" $target "*) ;;
        *) echo "$file includes $target/ against the arrows"; bad=1 ;;
      esac
    done < <(grep -roE '#include "[a-z]+/' "$tree/$folder" --include='*.[ch]' | sed -E 's/:#include "([a-z]+)\//:\1/')
    if [ "$folder" != cmd ]; then
      if grep -rnE '\b(printf|puts|g_print|g_printerr|exit|_exit|abort)\(' "$tree/$folder" --include='*.c' |
        grep -vE '\b(s|sn|vs|vsn)printf\(|\bf(printf|puts)\(memory'; then
        echo "$folder/ prints or exits: only cmd/ does"
        bad=1
      fi
      for target in cmd runner planner backup db sql; do
        case " $(allowed "$folder") " in *" $target "*) continue ;; esac
        if [ -e "$tree/$folder/CMakeLists.txt" ] && grep -E 'USES' "$tree/$folder/CMakeLists.txt" | grep -qw "$target"; then
          echo "$folder/ links $target against the arrows"
          bad=1
        fi
      done
    fi
  done
  return $bad
}

if [ "${1:-}" != --self-test ]; then
  check "${1:-.}"
  exit
fi

# A tree for each thing that must be noticed.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{a/db,b/planner,c/sql}
echo '#include "runner/run.h"' >"$scratch/a/db/x.c"
echo 'void f(void) { printf("x"); }' >"$scratch/b/planner/x.c"
echo 'mgrun_module(sql USES db)' >"$scratch/c/sql/CMakeLists.txt"
for tree in a b c; do
  if check "$scratch/$tree" >/dev/null; then
    echo "tree $tree breaks the arrows and was not noticed"
    exit 1
  fi
done
