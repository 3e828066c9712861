#!/usr/bin/env bash
# Checks the container image as far as possible without a container engine. Runs the build stage of the Dockerfile in an
# empty folder. Then starts the result like the image: as APP_UID, in Production, with a read-only application folder,
# and queries /health/ready.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly app_uid=1654 # APP_UID of the .NET base images

use_dotnet
command -v curl >/dev/null || apt_install curl
scripts/check-compose.sh

work=$(mktemp -d)
server=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  [[ -z $server ]] || kill -KILL "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs the COPY and RUN lines between the two FROM lines in an otherwise empty folder.
build() {
  local root=$work/build verb rest from target
  mkdir "$root"
  while read -r verb rest; do
    case $verb in
      COPY)
        target=$root/${rest##* }
        mkdir -p "$target"
        for from in ${rest% *}; do
          if [[ -d $from ]]; then from+=/.; fi
          cp -r "$from" "$target"
        done
        ;;
      RUN) (cd "$root" && bash -euc "$rest" </dev/null) || fail "failed: RUN $rest" ;;
    esac
  done < <(sed '1,/^FROM/d; /^FROM/,$d' Dockerfile)
}

build
[[ -f $work/build/app/ChatApp.Api.dll ]] || fail "the build stage did not create app/ChatApp.Api.dll"

# The same setup as in the second stage of the image.
user=()
uid=$EUID
if ((EUID == 0)); then
  uid=$app_uid
  chown "$app_uid:$app_uid" "$work/build/data"
  user=(setpriv --reuid="$app_uid" --regid="$app_uid" --clear-groups --no-new-privs --bounding-set=-all)
fi
chmod 755 "$work"
chmod -R a+rX,a-w "$work/build/app"
if "${user[@]}" touch "$work/build/app/probe" 2>/dev/null; then fail "the application folder is not read-only"; fi
"${user[@]}" dotnet --list-runtimes >/dev/null 2>&1 ||
  fail "user $uid cannot run $(command -v dotnet); install the SDK where all users can read it"

port=$(free_port)
# start KEY: like ENTRYPOINT and ENV of the image.
start() {
  cd "$work/build/app"
  exec "${user[@]}" env -i PATH="$PATH" HOME=/nonexistent DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS="http://127.0.0.1:$port" Storage__DataDirectory="$work/build/data" Jwt__SigningKey="$1" \
    dotnet ChatApp.Api.dll
}

sample=$(sed -n 's/^JWT_SIGNING_KEY=//p' .env.example)
status=0
(start "$sample") >"$work/refused.log" 2>&1 & server=$!
if wait_ready "http://127.0.0.1:$port/health/ready" "$server" 20; then
  fail "the sample signing key is accepted in Production"
fi
if kill "$server" 2>/dev/null; then fail "with the sample signing key the server neither becomes ready nor exits"; fi
wait "$server" || status=$?
((status != 0)) || fail "with the sample signing key the server exits with code 0"

(start "$(head -c 48 /dev/urandom | base64 -w 0)") >"$work/server.log" 2>&1 & server=$!
wait_ready "http://127.0.0.1:$port/health/ready" "$server" 60 || {
  cat "$work/server.log" >&2
  fail "/health/ready did not answer 200"
}

began=$SECONDS
status=0
end_process "$server" 15 || status=$?
server=''
((status == 0 && SECONDS - began <= 10)) ||
  fail "SIGTERM: code $status after $((SECONDS - began)) s; expected 0 within 10 s"

echo "The image's build stage succeeds; the server starts as user $uid, becomes ready and stops cleanly."
