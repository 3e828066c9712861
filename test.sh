#!/usr/bin/env bash
# Restores, builds and tests everything; prints "N passed, N failed" at the end.
# Arguments are passed to dotnet test, for example: ./test.sh --filter Name~Send
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

use_dotnet
# The tests need a PostgreSQL and a Redis. These scripts start them and call this script again.
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/test.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/test.sh" "$@"

# The tests use the system's browser. npm provides the packages of the browser tests and of the JavaScript example.
if [[ -z ${CHATAPP_TEST_CHROMIUM:-} ]] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  apt_install chromium
fi
command -v npm >/dev/null || apt_install npm
# npm has its own certificates; this adds those of the system.
export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
for packages in tests/ChatApp.Browser.Tests docs/examples/javascript; do
  npm ls --prefix "$packages" >/dev/null 2>&1 || npm ci --ignore-scripts --no-audit --no-fund --prefix "$packages"
done

find_pgbouncer

# The Python example needs this package.
/usr/bin/python3 -c 'import websockets' 2>/dev/null || apt_install python3 python3-websockets

# As in the shipped server: compilers and tests end too soon to benefit from instrumented code.
export DOTNET_TieredPGO=0
dotnet restore ChatApp.sln --locked-mode
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# One compiler server for all projects, so that the compiler itself is compiled just in time only once. It has a unique
# name, so that no other build uses it, and ends with the build.
compiler=chatapp-$$
shared=(-p:UseSharedCompilation=true -p:SharedCompilationId="$compiler")
end_compiler() {
  local sdk
  sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)
  dotnet exec "$sdk/Roslyn/bincore/VBCSCompiler.dll" -pipename:"$compiler" -shutdown || true
}
trap 'end_compiler; rm -rf "$results"' EXIT

# NU1900: a package feed without vulnerability data is not an error of the code.
dotnet build ChatApp.sln -c Release --no-restore -warnaserror -warnnotaserror:NU1900 "${shared[@]}"

# The tests start the server as a separate process about 90 times. They use the published server, compiled ahead of
# time, which takes a third less processor time per start.
dotnet publish src/ChatApp.Api -c Release --no-restore -o "$results/server" "${shared[@]}"
export CHATAPP_TEST_SERVER="$results/server"
end_compiler
trap 'rm -rf "$results"' EXIT

# Alerts and dashboard, with a Prometheus that watches this server. Not if only some tests are asked for.
telemetry=0
(($# > 0)) || scripts/check-telemetry.sh || telemetry=$?

# One test project at a time (-m:1). A test that hangs is named and ended after five minutes.
status=0
dotnet test ChatApp.sln -c Release --no-build -m:1 --results-directory "$results" --logger trx \
  --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none "$@" || status=$?

# Adds up the <Counters …> of the result files; tests that were not executed count as skipped.
read -r passed failed skipped < <(
  find "$results" -name '*.trx' -exec grep -h '<Counters ' {} + | awk '
    function counter(name) {
      return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH) + 0 : 0
    }
    { passed += counter("passed"); skipped += counter("total") - counter("executed")
      failed += counter("failed") + counter("error") + counter("timeout") + counter("aborted") }
    END { print passed + 0, failed + 0, skipped + 0 }')

if ((passed + failed == 0)); then
  echo "no test ran" >&2
  status=1
elif ((failed > 0 && status == 0)); then
  status=1
elif ((failed == 0 && status != 0)); then
  echo "dotnet test ended with code $status although no test failed: a test run was cut short, see above" >&2
fi

# Lists the failed tests again at the end, each with the first line of its message.
find "$results" -name '*.trx' -exec cat {} + | awk '
  /<UnitTestResult / {
    name = ""
    if (match($0, / testName="[^"]*"/) && / outcome="Failed"/) { name = substr($0, RSTART + 11, RLENGTH - 12) }
  }
  /<Message>/ && name != "" { sub(/.*<Message>/, ""); print "failed: " name ": " substr($0, 1, 300); name = "" }'

summary="$passed passed, $failed failed"
if ((skipped > 0)); then summary+=", $skipped skipped"; fi
if ((telemetry > 0)); then
  echo "scripts/check-telemetry.sh failed, see above" >&2
  ((status > 0)) || status=1
fi
echo "$summary"
exit "$status"
