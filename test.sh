#!/usr/bin/env bash
# Restores, builds and tests everything; ends with "N passed, N failed".
# Arguments go to dotnet test, for example: ./test.sh --filter Name~Send
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

use_dotnet
# The tests want a PostgreSQL and a Redis; the scripts there start one each and call us again.
[[ -n ${CHATAPP_TEST_POSTGRES:-} ]] || exec scripts/with-postgres.sh "$PWD/test.sh" "$@"
[[ -n ${CHATAPP_TEST_REDIS:-} ]] || exec scripts/with-redis.sh "$PWD/test.sh" "$@"

# The browser of the system; from npm come what it is tested by, and what the JavaScript example needs.
if [[ -z ${CHATAPP_TEST_CHROMIUM:-} ]] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  apt_install chromium
fi
command -v npm >/dev/null || apt_install npm
# npm trusts certificates of its own; those of the system count as well.
export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
for packages in tests/ChatApp.Browser.Tests docs/examples/javascript; do
  npm ls --prefix "$packages" >/dev/null 2>&1 || npm ci --ignore-scripts --no-audit --no-fund --prefix "$packages"
done

# What the Python example needs.
/usr/bin/python3 -c 'import websockets' 2>/dev/null || apt_install python3 python3-websockets

# As the server itself runs: neither compilers nor tests live long enough to gain from instrumented code.
export DOTNET_TieredPGO=0
dotnet restore ChatApp.sln --locked-mode
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# One compiler server for all projects, so that it is compiled just in time once. It has a name of its own (no other
# build uses it) and ends with the build.
compiler=chatapp-$$
shared=(-p:UseSharedCompilation=true -p:SharedCompilationId="$compiler")
end_compiler() {
  local sdk
  sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)
  dotnet exec "$sdk/Roslyn/bincore/VBCSCompiler.dll" -pipename:"$compiler" -shutdown || true
}
trap 'end_compiler; rm -rf "$results"' EXIT

# NU1900: a feed without vulnerability data is no fault of the code.
dotnet build ChatApp.sln -c Release --no-restore -warnaserror -warnnotaserror:NU1900 "${shared[@]}"

# Tests start the server some ninety times as a process of its own. They start it as it is shipped, compiled ahead of
# time, which takes a third less processor time each.
dotnet publish src/ChatApp.Api -c Release --no-restore -o "$results/server" "${shared[@]}"
export CHATAPP_TEST_SERVER="$results/server"
end_compiler
trap 'rm -rf "$results"' EXIT

# One test project at a time (-m:1); a test that hangs is ended and named after five minutes.
status=0
dotnet test ChatApp.sln -c Release --no-build -m:1 --results-directory "$results" --logger trx \
  --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none "$@" || status=$?

# Sums the <Counters …> of the result files; what was not executed was skipped.
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

# Once more, after all that the test runs have printed: what failed, and the first line of why.
find "$results" -name '*.trx' -exec cat {} + | awk '
  /<UnitTestResult / {
    name = ""
    if (match($0, / testName="[^"]*"/) && / outcome="Failed"/) { name = substr($0, RSTART + 11, RLENGTH - 12) }
  }
  /<Message>/ && name != "" { sub(/.*<Message>/, ""); print "failed: " name ": " substr($0, 1, 300); name = "" }'

summary="$passed passed, $failed failed"
if ((skipped > 0)); then summary+=", $skipped skipped"; fi
echo "$summary"
exit "$status"
