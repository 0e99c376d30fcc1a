# shellcheck shell=bash disable=SC2034
# What the scripts in this folder share: where the checkout is, how a step is shown, and what must be installed.
# They source it; on its own it does nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# say TEXT: a line of the script's own, apart from what the tools print.
say() { printf '==> %s\n' "$*"; }

# fail TEXT…: says what is wrong and what to do, a line each, and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# step TEXT COMMAND…: says what begins, shows all that the command prints, and says how long it took.
step() {
  local text=$1 began=$SECONDS
  shift
  say "$text"
  "$@" || fail "failed after $((SECONDS - began)) s: $text"
  say "done in $((SECONDS - began)) s: $text"
}

# first_build_note CONFIGURATION: prints a warning of the wait where nothing has been built yet.
first_build_note() {
  [[ -e $root/.build/$1/resonance ]] || printf ' (the first time takes some minutes)'
}

# has_postgres: a PostgreSQL server of version 15 or newer is installed where the service looks for one.
has_postgres() {
  local folder version
  for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null)" "$(dirname "$(command -v postgres)")"; do
    [[ -x $folder/initdb && -x $folder/postgres ]] || continue
    version=$("$folder/postgres" --version)
    if [[ $version =~ ([0-9]+) && ${BASH_REMATCH[1]} -ge 15 ]]; then return; fi
  done
  return 1
}

# missing_packages [tests]: prints the Debian packages whose part is not on this machine; with `tests` those too that
# nothing but the tests of the pages takes. This is the one list of them; what is asked for is the part itself and not the
# package, so that one from another source serves as well.
missing_packages() {
  # SwiftPM asks it where the headers of the libraries are.
  command -v pkg-config >/dev/null || echo pkg-config
  # The client library that the service links, with its headers.
  pkg-config --exists libpq 2>/dev/null || echo libpq-dev
  # The library of outgoing HTTP, with its headers; whom it trusts; and what its tests make certificates with.
  pkg-config --atleast-version=7.87 libcurl 2>/dev/null || echo libcurl4-openssl-dev
  compgen -G '/etc/ssl/certs/*.*' >/dev/null || echo ca-certificates
  command -v openssl >/dev/null || echo openssl
  # What makes QR codes, and pictures of them to download.
  pkg-config --exists libqrencode 2>/dev/null || echo libqrencode-dev
  pkg-config --atleast-version=1.6 libpng 2>/dev/null || echo libpng-dev
  # The server's programs, for the private server that the service runs; and pgbench.
  has_postgres || echo postgresql
  # What moves the charts of the console.
  [[ -e /usr/share/javascript/d3/d3.min.js ]] || echo libjs-d3
  # To talk to the service, in the README's examples and in the benchmarks.
  command -v curl >/dev/null || echo curl

  [[ ${1:-} == tests ]] || return 0
  # The browser that pages are tested in, and where Playwright, which drives it, is put.
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    echo chromium
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

# as_root COMMAND…: runs it as root, through sudo where the caller is not root.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

can_be_root() {
  [[ $(id -u) -eq 0 ]] && return
  command -v sudo >/dev/null || return
  # Where nobody can type a password, sudo is of use only without one.
  sudo -n true 2>/dev/null || [[ -t 0 ]]
}

install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update || say "the package lists could not be refreshed; trying with those that are here"

  # Debian sets up and starts a cluster of its own with the first server package. The service brings its own
  # server, so that one would only hold port 5432: it is not made. Clusters that exist are left alone.
  local clusters=/etc/postgresql-common/createcluster.d result=0
  if [[ " $* " == *' postgresql '* ]]; then
    as_root mkdir -p "$clusters"
    echo 'create_main_cluster = false' | as_root tee "$clusters/resonance.conf" >/dev/null
  fi
  as_root "${apt[@]}" install -y --no-install-recommends "$@" || result=$?
  as_root rm -f "$clusters/resonance.conf"
  return "$result"
}

# require_tools [tests]: makes sure that everything is there to build and run, and to test; installs what is missing.
require_tools() {
  command -v swift >/dev/null || fail \
    "Swift is not on the PATH. Resonance is built with Swift 6.3:" \
    "  https://www.swift.org/install/linux/"

  local missing
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return

  command -v apt-get >/dev/null || fail \
    "Missing: ${missing[*]} (by Debian's names)." \
    "There is no apt-get here to install them with: please install them and start again."
  can_be_root || fail \
    "Missing: ${missing[*]}." \
    "Installing them takes root, and sudo is not to be had. Please have this run, and start again:" \
    "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  step "Installing ${missing[*]} (to build, to run the private PostgreSQL, to talk to the service)" install_packages "${missing[@]}"

  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] || fail \
    "Installed, but still missing: ${missing[*]}." \
    "PostgreSQL has to be 15 or newer, libcurl 7.87 or newer (Debian 12 has both)."
}
