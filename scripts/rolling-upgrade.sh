#!/usr/bin/env bash
# Replaces the nodes of an older version by this one, one after the other, under load; checks that nothing is lost:
# rolling-upgrade.sh COMMIT
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# == 1)) || fail "usage: rolling-upgrade.sh COMMIT"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/scripts/rolling-upgrade.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/scripts/rolling-upgrade.sh" "$@"

use_dotnet
work=$(mktemp -d)
trap 'git worktree remove --force "$work/source" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/source" "$1"
publish "$work/source/src/ChatApp.Api" "$work/older"
publish src/ChatApp.Api "$work/newer"
CHATAPP_TEST_OLDER_SERVER=$work/older CHATAPP_TEST_SERVER=$work/newer dotnet test tests/ChatApp.Fault.Tests \
  -c Release --logger 'console;verbosity=normal' --filter Name=Two_versions_serve_side_by_side
