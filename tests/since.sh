#!/usr/bin/env bash
# plan --since, lint --since and the versions that `new` takes, in a repository of its own.
# Usage: since.sh MGRUN
set -u
MGRUN=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
NEEDS_SERVER=no
. "$here/integration/lib.sh" "$MGRUN"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
cd "$scratch" || exit 1
mkdir repository && cd repository && mkdir migrations || exit 1

table() { printf -- '-- mgrun:up\nCREATE TABLE %s (id BIGINT UNSIGNED PRIMARY KEY);\n-- mgrun:down\nDROP TABLE %s;\n' "$1" "$1"; }
commit() { git add -A && git commit -q -m "$1"; }
found() { grep -c "\"$1\"" "$scratch/out"; }

git init -q -b main .
table a >migrations/0001_a.sql
table b >migrations/0002_b.sql
commit base
git checkout -q -b feature

expect 0 "$MGRUN" lint --since main --format json
expect_text '"statements": []'

# What the branch brings is judged; what is merged is only replayed.
printf -- '-- mgrun:up\nALTER TABLE b DROP COLUMN id2;\nALTER TABLE b ADD COLUMN c FLOAT;\n-- mgrun:down\nALTER TABLE b DROP COLUMN c;\n' \
  >migrations/0003_c.sql
expect 1 "$MGRUN" lint --since main --format json
expect_text '"EN010"'
expect_same 0 "$(grep -c 0001_a.sql "$scratch/out")" "a merged file is judged"
rm migrations/0003_c.sql

# A merged file that is changed, deleted or renamed.
echo '-- a remark' >>migrations/0001_a.sql
git mv migrations/0002_b.sql migrations/0003_b.sql
expect 1 "$MGRUN" plan --offline --since main --format github
expect_text 'title=FI008 merged-file-changed::0001_a.sql is merged into main and changed here'
expect_text 'title=FI008 merged-file-changed::0002_b.sql is merged into main and deleted or renamed here'
git reset -q --hard

# Versions: sorts before a merged one; doubled with the other branch; behind it.
table early >migrations/0000_early.sql
expect 1 "$MGRUN" lint --since main --format github
expect_text 'title=FI002 out-of-order::0000_early.sql is new and sorts before version 2'
rm migrations/0000_early.sql
git checkout -q main
table theirs >migrations/0003_theirs.sql
commit theirs
git checkout -q feature
table ours >migrations/0003_ours.sql
expect 1 "$MGRUN" lint --since main --format github
expect_text 'title=FI001 duplicate-version::0003_ours.sql has the version of 0003_theirs.sql on main'
expect_text 'title=FI012 non-linear-branch::main has 0003_theirs.sql, which this branch lacks'

# `new` takes a version that no local branch has.
rm migrations/0003_ours.sql
expect 0 "$MGRUN" new next
expect_text "migrations/0004_next.yaml"
rm migrations/0004_next.yaml

# Revisions and places that are none.
expect 64 "$MGRUN" lint --since no-such-branch
expect_text "no-such-branch is no commit of this repository"
git checkout -q --orphan alone && commit alone
expect 64 "$MGRUN" lint --since main
expect_text "have no history in common"
mkdir "$scratch/plain" && cp -r migrations "$scratch/plain" && cd "$scratch/plain" || exit 1
expect 78 "$MGRUN" lint --since main
expect_text "not a git repository"
expect 0 "$MGRUN" new next
end
