#!/usr/bin/env bash
# Writes the server's software bill of materials as CycloneDX JSON from its lock file: sbom.sh [FILE]; the default is
# artifacts/sbom/chatapp.cdx.json.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

(($# <= 1)) || fail "usage: sbom.sh [FILE]"
readonly tool_version=6.3.1
file=$(realpath -m "${1:-$(dirname "${BASH_SOURCE[0]}")/../artifacts/sbom/chatapp.cdx.json}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

use_dotnet
tools=$PWD/artifacts/tools
[[ -x $tools/dotnet-CycloneDX ]] || dotnet tool install CycloneDX --version "$tool_version" --tool-path "$tools" >&2
dotnet restore src/ChatApp.Api --locked-mode >&2
"$tools/dotnet-CycloneDX" src/ChatApp.Api/ChatApp.Api.csproj --disable-package-restore --recursive \
  --output-format Json \
  --set-name ChatApp --set-version "$(sed -n "s:.*<Version>\(.*\)</Version>.*:\1:p" Directory.Build.props)" \
  --output "${file%/*}" --filename "${file##*/}" >&2

# Checks that all packages of the lock file are listed.
python3 - src/ChatApp.Api/packages.lock.json "$file" <<'CHECK'
import json
import sys

locked = {f"{name}@{package['resolved']}".lower()
          for target in json.load(open(sys.argv[1], encoding="utf-8"))["dependencies"].values()
          for name, package in target.items() if package["type"] != "Project"}
components = json.load(open(sys.argv[2], encoding="utf-8"))["components"]
listed = {f"{component['name']}@{component['version']}".lower() for component in components
          if component.get("purl", "").startswith("pkg:nuget/")}
missing = locked - listed
if missing:
    sys.exit(f"missing in {sys.argv[2]}: {', '.join(sorted(missing))}")
print(f"{sys.argv[2]}: {len(listed)} components")
CHECK
