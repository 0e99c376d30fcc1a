# shellcheck shell=bash disable=SC2034,SC2154
# What the benchmarks of the service share: a folder and servers that go when the script ends, the service on a private
# PostgreSQL, and figures. They source it after naming themselves in `name`; on its own it does nothing.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

tools=$root/.build-benchmarks/release
load=$tools/load
work=$(mktemp -d "${TMPDIR:-/tmp}/resonance-$name.XXXXXX")
# The private PostgreSQL does not run as root, and has to reach its folder.
chmod 711 "$work"

# ---- What is started here is stopped here

started=()

# stop PID SIGNAL: sends the signal, waits, and kills what has not ended after 30 s.
stop() {
  local tenths=0
  kill "-$2" "$1" 2>/dev/null || return 0
  while kill -0 "$1" 2>/dev/null; do
    if ((++tenths == 300)); then kill -KILL "$1" 2>/dev/null || true; fi
    if ((tenths > 310)); then return; fi
    sleep 0.1
  done
}

postmaster_file() { find "$work/data" -name postmaster.pid -print -quit 2>/dev/null || true; }

clean_up() {
  local pid file
  for pid in "${started[@]}"; do stop "$pid" TERM; done
  # The service stops its PostgreSQL; this is for a service that could not.
  file=$(postmaster_file)
  [[ -z $file ]] || stop "$(head -n 1 "$file")" INT
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND…: starts a server, its output in NAME.log, and waits until it says where it listens;
# sets `pid` and `port`.
start() {
  local log=$work/$1.log tenths=0
  shift
  "$@" >"$log" 2>&1 &
  pid=$! port=''
  started+=("$pid")
  while [[ -z $port ]]; do
    if ! kill -0 "$pid" 2>/dev/null || ((++tenths > 600)); then
      cat "$log" >&2
      fail "It does not listen: $*"
    fi
    sleep 0.1
    port=$(sed -n 's|.*listening on http://127\.0\.0\.1:\([0-9][0-9]*\).*|\1|p' "$log" | head -n 1)
  done
}

# ---- The service

build_all() {
  cd "$root"
  step "Building the service$(first_build_note release)" swift build -c release --product resonance
  step "Building the benchmarks' tools" \
    swift build -c release --package-path Tests/Benchmarks --scratch-path .build-benchmarks
}

# start_service: starts it on a private PostgreSQL; sets `service`, `service_port` and `site`, and what connects to the
# database: `query` and `$bin`, the tools of the server that runs, whichever versions are installed.
start_service() {
  local postmaster
  start service "$root/.build/release/resonance" serve --port 0 --data-dir "$work/data"
  service=$pid service_port=$port
  site=http://127.0.0.1:$service_port
  mapfile -t postmaster <"$(postmaster_file)"
  export PGHOST=${postmaster[4]} PGPORT=${postmaster[3]} PGUSER=postgres PGDATABASE=resonance
  bin=$(dirname "$(readlink "/proc/${postmaster[0]}/exe")")
}
query() { "$bin/psql" --no-psqlrc --quiet --tuples-only --no-align -v ON_ERROR_STOP=1 "$@"; }

# post KEY PATH BODY: prints the answer, or fails with it.
post() {
  local answer
  answer=$(curl --silent --show-error --fail-with-body --max-time 10 "$site$2" \
    -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3") || fail "POST $2: $answer"
  printf '%s\n' "$answer"
}

# make_program NAME: makes a program and prints its key.
make_program() {
  post "$(cat "$work/data/admin.key")" /v1/programs \
    "{\"name\": \"$1\", \"currency\": \"USD\", \"destination\": \"https://shop.example/landing\"}" | field api_key
}

# copy_schema DATABASE: makes a database with the tables of the service, empty, for pgbench to write to, so that the rows
# of the service stay countable.
copy_schema() {
  query -c "CREATE DATABASE $1"
  "$bin/pg_dump" --schema-only --no-owner | query -d "$1" >/dev/null
}

# inserts DATABASE FILE OPTION…: prints how many transactions a second pgbench makes of a script.
inserts() {
  local database=$1 file=$2 rate
  shift 2
  rate=$("$bin/pgbench" -d "$database" --no-vacuum --client "$clients" --jobs 2 --protocol prepared --time "$seconds" \
    --file "$file" "$@" 2>"$work/pgbench.log" | sed -n 's/^tps = \([0-9]*\).*/\1/p')
  [[ -n $rate ]] || fail "$(cat "$work/pgbench.log")" "pgbench failed."
  printf '%s\n' "$rate"
}

# conditions: what the figures were measured on.
conditions() {
  echo "$(nproc) cores; $("$bin/postgres" --version); fsync $(query -c 'SHOW fsync'), synchronous_commit" \
    "$(query -c 'SHOW synchronous_commit')"
}

# ---- Figures

# value NAME: reads lines name=value and prints the value of one.
value() { sed -n "s/^$1=//p"; }

# field NAME: reads a JSON object and prints the first string member of that name.
field() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | sed 's/.*: *"\(.*\)"$/\1/'; }

# median and greatest of the numbers given.
median() { printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
greatest() { printf '%s\n' "$@" | sort -g | tail -n 1; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

# head_row and row FIGURE VALUE RELATION TARGET: the closing table; RELATION is one that awk knows.
head_row() { printf '%-58s %12s   %-12s %s\n' figure value target verdict; }
row() {
  local verdict=missed
  if awk "BEGIN { exit !($2 $3 $4) }"; then verdict=met; fi
  printf '%-58s %12s   %-12s %s\n' "$1" "$2" "$3 $4" "$verdict"
}
