#!/usr/bin/env bash
# Packs ChatApp.Testing and chatapp-testserver, installs both from the files into empty projects elsewhere, and uses
# them there: check-package.sh [--built CONFIGURATION]. With --built it packs what a build of the solution has made.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=(-c Release)
if (($# == 2)) && [[ $1 == --built ]]; then
  build=(-c "$2" --no-build --no-restore)
elif (($# > 0)); then
  fail "usage: check-package.sh [--built CONFIGURATION]"
fi
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
tests=$root/scripts/package-tests
use_dotnet

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
feed=$dir/feed

# run MESSAGE COMMAND…: keeps the output in a file, and shows it only if the command fails.
run() {
  "${@:2}" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; fail "$1"; }
}

# block LANGUAGE FILE: the first code block of that language on a page.
block() {
  awk -v begin="\`\`\`$1" '$0 == begin { inside = 1; next } inside && /^`/ { exit } inside' "$2"
}

# A version of its own, so that no cache of the machine can have it.
number=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
version=$number-check.$(date +%s).$$
for project in ChatApp.Testing ChatApp.TestServer; do
  run "$project cannot be packed" \
    dotnet pack "$root/tests/$project" "${build[@]}" -p:PackageVersion="$version" -o "$feed"
done
ls -l "$feed"

# The sources of the machine and the folder. The packages go into a new folder, except those that the machine has.
cd "$dir"
caches=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
cat >NuGet.config <<CONFIG
<configuration>
  <packageSources><add key="chatapp" value="feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="packages" /></config>
  <fallbackPackageFolders><add key="machine" value="$caches" /></fallbackPackageFolders>
</configuration>
CONFIG
unset NUGET_PACKAGES

# new_project NAME REFERENCE=VERSION…: an empty test project with only these packages.
new_project() {
  local name=$1 reference
  shift
  mkdir "$name"
  {
    echo '<Project Sdk="Microsoft.NET.Sdk">'
    echo '  <PropertyGroup>'
    echo '    <TargetFramework>net10.0</TargetFramework>'
    echo '    <OutputType>Exe</OutputType>'
    echo '    <Nullable>enable</Nullable>'
    echo '    <ImplicitUsings>enable</ImplicitUsings>'
    echo '    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>'
    # xUnit1051 advises to pass a token of xUnit to each call.
    echo '    <WarningsNotAsErrors>NU1900;xUnit1051</WarningsNotAsErrors>'
    echo '  </PropertyGroup>'
    echo '  <ItemGroup>'
    for reference in "$@"; do
      echo "    <PackageReference Include=\"${reference%=*}\" Version=\"${reference#*=}\" />"
    done
    echo '  </ItemGroup>'
    echo '</Project>'
  } >"$name/$name.csproj"
}

# central PACKAGE: PACKAGE=VERSION from Directory.Packages.props.
central() {
  echo "$1=$(sed -n "s:.*Include=\"$1\" Version=\"\(.*\)\".*:\1:p" "$root/Directory.Packages.props")"
}

sdk=$(central Microsoft.NET.Test.Sdk)
new_project NUnitProject "$sdk" "$(central NUnit)" "$(central NUnit3TestAdapter)"
run "ChatApp.Testing cannot be installed" dotnet add NUnitProject package ChatApp.Testing --version "$version"
new_project XunitProject "$sdk" xunit.v3=4.0.2 xunit.runner.visualstudio=4.0.1 ChatApp.Testing="$version"
new_project MSTestProject "$sdk" MSTest.TestFramework=4.5.3 MSTest.TestAdapter=4.5.3 ChatApp.Testing="$version"
cp "$tests/NUnitTests.cs" NUnitProject
cp "$tests/XunitTests.cs" XunitProject
cp "$tests/MSTestTests.cs" MSTestProject

# The example of the package's own page.
{
  echo 'using NUnit.Framework;'
  block csharp "$root/tests/ChatApp.Testing/README.md" | awk '
    /^using / { print; next }
    !begun && NF { print "public sealed class ReadmeExampleTests"; print "{"; begun = 1 }
    { print }
    END { print "}" }'
} >NUnitProject/ReadmeExampleTests.cs

# Files of a test project that the server must leave alone.
echo '{ "ConnectionStrings": { "Postgres": "Host=of.another.program" } }' >NUnitProject/appsettings.json
copied='<ItemGroup><None Update="appsettings.json" CopyToOutputDirectory="Always" /></ItemGroup>'
sed -i "s:</Project>:$copied</Project>:" NUnitProject/NUnitProject.csproj

dotnet new sln --name All --format sln >/dev/null
dotnet sln All.sln add -- */*.csproj >/dev/null
run "the projects cannot be built" dotnet build All.sln -c Release
for project in NUnitProject MSTestProject; do
  run "the tests of $project failed" \
    dotnet test "$project" -c Release --no-build --logger 'console;verbosity=normal'
  grep -E '^ready after|Total tests:' "$dir/log" | sed "s/^/$project: /"
done
# xUnit's test projects are programs.
run "the tests of XunitProject failed" dotnet run --project XunitProject -c Release --no-build
grep -E 'Total: [1-9]' "$dir/log" | sed 's/^/XunitProject: /'

# The example of the tool's own page.
run "the tool cannot be installed" \
  dotnet tool install chatapp-testserver --version "$version" --add-source "$feed" --tool-path "$dir/tools"
[[ $("$dir/tools/chatapp-testserver" --version) == "$number" ]] || fail "the tool has another version"
block python "$root/tests/ChatApp.TestServer/README.md" >example.py
PATH=$dir/tools:$PATH run "the example of the tool failed" python3 example.py
echo "chatapp-testserver: its example ran"
