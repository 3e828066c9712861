#!/usr/bin/env bash
# Checks the files of deploy/ without the machines that they are for: nginx and systemd read them. A test of
# ChatApp.Architecture.Tests reads the Kubernetes manifests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

find_nginx
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The names of the nodes exist only in the network of the containers. nginx's folders are its own, since this may run
# without root's rights.
own="client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u;"
sed -e "s|^http {|http { $own scgi_temp_path $work/s;|" -e 's|server node[12]:8000|server 127.0.0.1:8000|' \
  deploy/nginx.conf >"$work/nginx.conf"
nginx -t -q -p "$work" -e "$work/error.log" -c "$work/nginx.conf" -g "pid $work/pid;" ||
  { cat "$work/error.log" >&2; fail "nginx refuses deploy/nginx.conf"; }

if command -v systemd-analyze >/dev/null; then
  # The program that it starts is not installed here.
  sed 's|^ExecStart=.*|ExecStart=/bin/true|' deploy/chatapp.service >"$work/chatapp.service"
  systemd-analyze verify --man=no --recursive-errors=no "$work/chatapp.service" ||
    fail "systemd refuses deploy/chatapp.service"
else
  echo "skipped: systemd-analyze is not available" >&2
fi
echo "nginx and systemd accept the files of deploy/"
