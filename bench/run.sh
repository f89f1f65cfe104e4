#!/usr/bin/env bash
# The measurements of script/bench: bench/run.sh BUILD FOLDER, with QUICK=0 or 1 and ROUNDS [3].
# ONLY=mixed: nothing but everything at once, on the larger store; BESIDE says beside what ["import backup"].
# ONLY=postgres: nothing but what runs on PostgreSQL; with script/with-pg before it.
# ONLY=import: nothing but imports, into the smallest store; with script/with-pg before it on PostgreSQL, too.
# ONLY=get: nothing but GET of one case and nginx, on the larger store.
# ONLY=growth: nothing but what pages cost at both sizes, in a district that has 2,500 open cases at either.
# Every server, client and store is on loopback and in FOLDER.
set -euo pipefail
build=$1 dir=$2
bin=$build/src/app/duban fill=$build/bench/bench_fill load=$build/bench/bench_load raw=$build/bench/bench_raw
root=$PWD rounds=${ROUNDS:-3} port=$((21000 + RANDOM % 8000)) began=$SECONDS
small=10000 sizes=(100000)
[ "$QUICK" = 1 ] || sizes=(100000 1000000)
export DUBAN_LANG=zh
work=$(mktemp -d "$dir/run.XXXXXX")
results=$work/results
: >"$results"
server= nginx=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  server=
}
end() {
  stop
  [ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
say() { echo "[$((SECONDS - began)) s] $*" >&2; }

# ---- Stores ------------------------------------------------------------------------------------

# A share folder whose duties, posts and classes have been valid for years, and whose district has no cases yet.
make_share() {
  share=$work/share
  mkdir -p "$share/build"
  cp -r "$root/data" "$share/data"
  ln -s "$root/tools" "$share/tools"
  [ -d "$root/node_modules" ] && ln -s "$root/node_modules" "$share/node_modules"
  if [ -d "$root/build/web" ]; then ln -s "$root/build/web" "$share/build/web"; else node tools/web.mjs "$share/build/web" >/dev/null; fi
  sed -i 's/2026-07-01/2024-01-01/g' "$share"/data/catalog/*.tsv "$share"/data/demo/*.tsv
  sed -i 1q "$share/data/demo/cases.tsv"
}

# 10 of 100 cases walk the whole life, the others are put right on the spot or not filed: see bench/fill.c.
# The store of a size is kept as long as the schema, the filler, and what writes cases and their events are the same.
stamp=$(cat src/*/*/schema.sql bench/fill.c src/work/cases/*.c src/work/cases/*.sql src/work/life/*.c src/kit/journal/*.c \
  src/kit/journal/*.sql src/kit/db/migrate.c | sha256sum | cut -c1-16)
store_of() { # size, cases open [3 %]
  local of=${2:+open$2-}$1
  local at=$dir/$of-$stamp
  if [ ! -f "$at/filled" ]; then
    rm -rf "$dir/$of"-*
    mkdir "$at"
    say "filling $1 cases${2:+, $2 of them open}"
    "$bin" --quiet --db "sqlite:$at/duban.db" --keys "$at/keys" --share "$share" init --place 350602 --demo >/dev/null
    "$bin" --quiet --db "sqlite:$at/duban.db" --keys "$at/keys" --share "$share" do photo.policy at=none --as xt01 >/dev/null
    "$fill" "sqlite:$at/duban.db" "$at/keys" "$share" "$1" 10 ${2:+"$2"} >"$at/fill.log"
    # What the pages are asked for: cases seen from headquarters, and where each log-in may report.
    sqlite3 "$at/duban.db" "SELECT id FROM cases WHERE open = 0 ORDER BY id % 9973 LIMIT 5000" >"$at/ids"
    sqlite3 -separator "$(printf '\t')" "$at/duban.db" \
      "SELECT l.name, a.place_id FROM login AS l JOIN holding AS h ON h.person_id = l.person_id JOIN post AS p ON p.id = h.post_id
       JOIN place_above AS a ON a.above_id = p.place_id JOIN place AS x ON x.id = a.place_id
       WHERE (l.name LIKE 'sly%' OR l.name LIKE 'wgy%') AND x.level = 5 ORDER BY 1" >"$at/places"
    du -b "$at/duban.db" | cut -f1 >"$at/bytes"
    touch "$at/filled"
  fi
  echo "$at"
}

# Those that are missing side by side: each is one thread.
fill_all() { # sizes
  local one pid=()
  for one in "$@"; do
    store_of "$one" >/dev/null &
    pid+=($!)
  done
  for one in "${pid[@]}"; do
    wait "$one" || { echo "a store cannot be filled" >&2; exit 1; }
  done
}

# ---- Servers ------------------------------------------------------------------------------------

serve() { # store keys, further words for serve; variables before it go to the server
  local db=$1 keys=$2
  shift 2
  "$bin" --quiet --db "$db" --keys "$keys" --share "$share" ${TRACE:+--trace} serve --listen "127.0.0.1:$port" "$@" \
    >"$work/serve.out" 2>"$work/serve.err" &
  server=$!
  for _ in $(seq 100); do
    grep -q http "$work/serve.out" && return
    sleep 0.1
  done
  echo "the server does not start:" >&2
  cat "$work/serve.err" >&2
  exit 1
}
cpu() { awk '{print $14 + $15}' "/proc/$1/stat"; } # hundredths of a second
anon() { awk '/^Anonymous:/ {print $2}' "/proc/$1/smaps_rollup"; } # KB

# Run the client; a line "NAME key=value …" with the server's CPU time per answer goes to the results.
client() { # name, arguments of bench_load
  local name=$1 before after out
  shift
  before=$(cpu "${PID:-$server}")
  out=$("$load" "$@" 2>>"$work/client.err") || true
  after=$(cpu "${PID:-$server}")
  echo "$name $out $(awk -v c=$((after - before)) -v o="$out" 'BEGIN {
    split(o, p, " "); split(p[2], a, "="); split(p[3], b, "="); n = a[2] + b[2]; printf "cpu=%.0f", n ? c * 10000 / n : 0 }')" |
    tee -a "$results" >&2
}
note() { echo "$*" | tee -a "$results" >&2; }

# The middle of a key's values over the rounds; "-" when it was not measured.
med() { # name key
  awk -v n="$1" -v k="$2" '$1 == n { for (i = 2; i <= NF; i++) { split($i, p, "="); if (p[1] == k) print p[2] } }' "$results" |
    sort -g | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "-" }'
}
worst() { # name key
  awk -v n="$1" -v k="$2" '$1 == n { for (i = 2; i <= NF; i++) { split($i, p, "="); if (p[1] == k) print p[2] } }' "$results" |
    sort -g | tail -1
}

watch_wal() { # file, until the file work/watch is gone
  local most=0 now
  while [ -f "$work/watch" ]; do
    now=$(stat -c %s "$1-wal" 2>/dev/null || echo 0)
    [ "$now" -gt "$most" ] && most=$now
    sleep 0.05
  done
  note "wal-$size mb=$((most >> 20))"
}

start_nginx() { # bytes of the body
  local part body=
  # No word of its configuration may be longer than 4 KB.
  part=$(printf '%1000s' '' | tr ' ' x)
  for ((k = 0; k < $1 / 1000; k++)); do body+='${part}'; done
  body+=$(printf '%*s' $(($1 % 1000)) '' | tr ' ' x)
  cat >"$work/nginx.conf" <<CONF
worker_processes 2;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  server { listen 127.0.0.1:$((port + 1)); location / { default_type text/plain; set \$part "$part"; return 200 "$body"; } }
}
CONF
  "$(command -v nginx || echo /usr/sbin/nginx)" -c "$work/nginx.conf" 2>/dev/null &
  nginx=$!
  sleep 0.5
}

importer=zbz01
logins=sly01,zbz01,pqy01,hcy01,wgy01,wgy02,wgy03,wgy04,cz01,cz02,cz14,cz15,sly02,sly03,zbz02,hcy02,wgy05,wgy06,wgy07,wgy08

get_one() {
  PID=$nginx client "nginx-$size" run $((port + 1)) 3 0 64 - get /
  client "get-$size" run "$port" 3 0 64 "$at/head" get '/api/case.get?id=%' "$at/ids"
}

# ---- One size on SQLite ---------------------------------------------------------------------------

measure() { # size
  size=$1
  local from at url
  from=$(store_of "$size")
  at=$work/$size
  mkdir "$at"
  cp --reflink=auto "$from"/{duban.db,keys,ids,places} "$at"
  url=sqlite:$at/duban.db
  note "disk-$size bytes=$(($(cat "$from/bytes") / size))"
  note "fill-$size $(cat "$from/fill.log")"
  serve "$url" "$at/keys"
  "$load" login "$port" $([ "$QUICK" = 1 ] && echo 20 || echo 60) "$logins" duban-demo >"$at/sessions"
  grep -E '	(sly|zbz|pqy|hcy)' "$at/sessions" >"$at/head"
  [ -n "$nginx" ] || start_nginx "$(curl -s -H "Cookie: duban=$(head -1 "$at/head" | cut -f1)" \
    "http://127.0.0.1:$port/api/case.get?id=$(head -1 "$at/ids")" | wc -c)"
  for ((round = 1; round <= rounds; round++)); do
    say "$size cases, round $round of $rounds"
    if [ "${ONLY:-}" = get ]; then
      get_one
      continue
    fi
    [ -n "$server" ] || serve "$url" "$at/keys"
    get_one
    client "list-$size" run "$port" 3 0 64 "$at/sessions" get /api/case.list
    client "page-$size" run "$port" 3 0 64 "$at/sessions" get /cases
    touch "$work/watch"
    watch_wal "$at/duban.db" &
    local watcher=$!
    client "create-$size" run "$port" 5 0 64 "$at/sessions" create "$at/places"
    rm "$work/watch"
    wait "$watcher"
    sleep 1
    client "create500-$size" run "$port" 5 500 64 "$at/sessions" create "$at/places"
    stop
    serve "$url" "$at/keys" --batch 1
    client "create1-$size" run "$port" 4 0 64 "$at/sessions" create "$at/places"
    stop
    LD_PRELOAD=$build/bench/slowsync.so DUBAN_SLOWSYNC_US=2000 serve "$url" "$at/keys"
    client "slow-$size" run "$port" 4 0 64 "$at/sessions" create "$at/places"
    stop
    LD_PRELOAD=$build/bench/slowsync.so DUBAN_SLOWSYNC_US=2000 serve "$url" "$at/keys" --batch 1
    client "slow1-$size" run "$port" 4 0 64 "$at/sessions" create "$at/places"
    stop
    cp --reflink=auto "$from/duban.db" "$work/raw.db"
    note "raw-$size $("$raw" "$work/raw.db" 3 64)"
    rm -f "$work"/raw.db*
  done
}

# ---- Import, everything at once, memory: on the largest store ---------------------------------------

ledger() { # rows, first number: an invented ledger of a hotline
  awk -v n="$1" -v from="$2" 'BEGIN {
    print "taskId,reportDept,levelOne,levelTwo,levelThree,levelFour,street,community,x,y,address,description,status,reflectPerson,callNumber,executeDept,emergencyLevel,solvingResult,allManyi,dissatisfyReason,banliResult_12345,approach,hastentypeCount,hasleadTypeCount,isSendBack,isStubbon,isJointHandle,isDelay,isOverdue,acceptTime,deadline,lastDispatchTime,finishTime,callbackTime,mergeTo,transferTo"
    for (i = from; i < from + n; i++) {
      d = sprintf("2026-%02d-%02d", 1 + i % 9, 1 + i % 28)
      printf "BN%09d,12345电话,城市管理,市容环境,暴露垃圾,,东铺头街道,东铺头社区,117.63%04d,24.49%04d,漳州市芗城区新华西路%d号,巷口垃圾三天没人清运，气味大,已办结,钱玄黄,1990000%04d,城管局,一般,已派人到场处理,满意,,1,1,0,0,否,否,否,否,否,%s 08:30,%s 18:30,%s 09:30,%s 15:00,,,\n", i, i % 10000, i * 7 % 10000, i, i % 10000, d, d, d, d
    }
  }'
}
has_import() { "$bin" import --help >/dev/null 2>&1 && [ -f "$root/data/maps/12345.map" ]; }

import_rate() { # at
  local k s
  for k in 1 2 3; do
    ledger 10000 $((k * 100000)) >"$work/ledger.csv"
    s=$(date +%s%N)
    if ! "$bin" --quiet --db "sqlite:$1/duban.db" --keys "$1/keys" --share "$share" import cases "$work/ledger.csv" \
      --map "$root/data/maps/12345.map" --as "$importer" >"$work/import.out" 2>&1; then
      say "the import fails: $(head -2 "$work/import.out")"
      return
    fi
    note "import rate=$(awk -v s="$s" -v e="$(date +%s%N)" 'BEGIN {printf "%.0f", 10000 / ((e - s) / 1e9)}')"
  done
}

mixed() { # at
  local pid=()
  local beside=${BESIDE-import backup}
  say "at once: 100 pages/s of 200 connections, 20 creates/s; beside them: $beside"
  serve "sqlite:$1/duban.db" "$1/keys"
  if [[ $beside = *backup* ]]; then
    "$bin" --quiet --db "sqlite:$1/duban.db" --keys "$1/keys" --share "$share" backup "$work/backup.db" >"$work/backup.out" 2>&1 &
    pid+=($!)
  fi
  if [[ $beside = *import* ]] && has_import; then
    ledger 60000 900000 >"$work/ledger.csv"
    "$bin" --quiet --db "sqlite:$1/duban.db" --keys "$1/keys" --share "$share" import cases "$work/ledger.csv" \
      --map "$root/data/maps/12345.map" --as "$importer" >"$work/import.out" 2>&1 &
    pid+=($!)
  fi
  "$load" run "$port" 20 20 32 "$1/sessions" create "$1/places" >"$work/mixed.create" 2>>"$work/client.err" &
  local creator=$!
  "$load" run "$port" 20 100 200 "$1/sessions" get /cases >"$work/mixed.page" 2>>"$work/client.err" || true
  wait "$creator" || true
  note "mixed-page $(cat "$work/mixed.page")"
  note "mixed-create $(cat "$work/mixed.create")"
  kill "${pid[@]}" 2>/dev/null || true
  wait "${pid[@]}" 2>/dev/null || true
  rm -f "$work"/backup.db*
  stop
}

memory() { # at
  local rest first after n
  say "memory"
  serve "sqlite:$1/duban.db" "$1/keys"
  sleep 2
  rest=$(anon "$server")
  # As after a while: every role has come by and some have logged in.
  "$load" login "$port" 6 "$logins" duban-demo >"$work/more"
  "$load" run "$port" 3 200 8 "$1/sessions" get /cases >/dev/null 2>&1 || true
  sleep 1
  first=$(anon "$server")
  note "rest mb=$((rest >> 10)) warm=$((first >> 10))"
  n=$([ "$QUICK" = 1 ] && echo 40 || echo 200)
  "$load" login "$port" "$n" "$logins" duban-demo >"$work/more"
  # Each on a connection of its own, which stays open while the memory is looked at.
  "$load" run "$port" 6 100 "$n" "$work/more" get /cases >"$work/out" 2>&1 &
  local loader=$!
  sleep 5
  after=$(anon "$server")
  wait "$loader" || true
  note "session kb=$(((after - first) / n)) sessions=$n"
  stop
}

# VM steps, allocations and arena of each page: the same at every size?  Each is asked for twice: the first look counts
# what stands beside the list and fills what a process holds in memory; what follows within ten seconds is the steady state.
traced() { # name, cookie, path
  note "$1 $(curl -s -o /dev/null -D - -H "Cookie: duban=$2" "http://127.0.0.1:$port$3" |
    tr -d '\r' | awk '/^HTTP/ {print "status=" $2} tolower($1) == "x-duban-trace:" {sub(/^[^ ]* /, ""); print}' | tr '\n' ' ')"
}
traces() { # size at
  local what cookie path
  TRACE=1 serve "sqlite:$2/duban.db" "$2/keys"
  "$load" login "$port" 4 zbz01,wgy01,cz01,sly01 duban-demo >"$work/trace.sessions"
  while read -r what login path; do
    cookie=$(awk -v l="$login" '$2 == l {print $1}' "$work/trace.sessions")
    traced "first-$1-$what" "$cookie" "$path"
    traced "trace-$1-$what" "$cookie" "$path"
  done <<PAGES
list-chief zbz01 /cases
list-town wgy01 /cases
list-unit cz01 /cases
list-state zbz01 /cases?state=filed
list-closed zbz01 /cases?state=closed
list-new zbz01 /cases?sort=new
list-overdue zbz01 /cases?due=overdue
list-class zbz01 /cases?class=S06
list-word zbz01 /cases?q=2026-00
case zbz01 /cases/$(head -1 "$2/ids")
case-json zbz01 /api/case.get?id=$(head -1 "$2/ids")
list-json zbz01 /api/case.list
counts-json zbz01 /api/case.counts
report wgy01 /report
seal zbz01 /seal
me zbz01 /me
PAGES
  stop
}

# ---- PostgreSQL ----------------------------------------------------------------------------------------

postgres() {
  local s=$work/pgshare url=$DUBAN_TEST_PG
  cp -r "$share" "$s"
  # A city of 50 districts, each with numbers of its own; one clerk who sees all of them.
  awk 'BEGIN {
    OFS = "\t"
    print "code", "parent_code", "level", "kind", "name", "short_name", "aliases", "source", "valid_from", "valid_to"
    print "99", "", "city", "市", "虚构市", "", "", "虚构", "2020-01-01", ""
    for (i = 1; i <= 50; i++) {
      c = sprintf("99%02d", i); print c, "99", "county", "区", "第" i "区", "", "", "虚构", "2020-01-01", ""
      for (k = 1; k <= 4; k++) print c "0" k, c, "village", "社区", "第" i "区" k "社区", "", "", "虚构", "2020-01-01", ""
    }
  }' >"$s/city.tsv"
  printf 'HQ-sl\tHQ\tclerk\t受理岗\t99\t2024-01-01\n' >>"$s/data/base/posts.tsv"
  printf 'sly01\t周虚构\tHQ-sl\t2024-01-01\n' >>"$s/data/base/people.tsv"
  if ! "$bin" --quiet --db "$url" --keys "$work/pgkeys" --share "$s" init --places "$s/city.tsv" >"$work/pg.out" 2>&1; then
    say "PostgreSQL: init fails: $(tail -3 "$work/pg.out")"
    return
  fi
  # The password of the demonstration, so that the client can log in.
  psql "$url" -q -c "UPDATE login SET must_change = 0, hash = '$(sqlite3 "$(store_of "$small")/duban.db" "SELECT hash FROM login WHERE name = 'sly01'")'
    WHERE name = 'sly01'" -c "UPDATE setting SET value = CASE key WHEN 'demo' THEN '1' ELSE 'none' END
      WHERE key IN ('demo', 'photo.needed_at')"
  psql "$url" -At -F "$(printf '\t')" -c "SELECT 'sly01', id FROM place WHERE code LIKE '99__0_'" >"$work/pgplaces"
  psql "$url" -c 'ANALYZE' >/dev/null
  share=$s serve "$url" "$work/pgkeys"
  "$load" login "$port" 4 sly01 duban-demo >"$work/pgsessions"
  for ((round = 1; round <= rounds; round++)); do
    client pg-create run "$port" 5 0 64 "$work/pgsessions" create "$work/pgplaces"
    client pg-list run "$port" 3 0 64 "$work/pgsessions" get /api/case.list
    client pg-page run "$port" 3 0 64 "$work/pgsessions" get /cases
    note "pg-raw $(psql_rate "$url")"
  done
  stop
  pg_import
}

# The ledger of the SQLite import, into 芗城区 in a database of its own; the first slice finds empty tables.
pg_import() {
  local url=${DUBAN_TEST_PG/\/postgres?/\/duban_import?} k s
  psql "$DUBAN_TEST_PG" -q -c 'CREATE DATABASE duban_import' >/dev/null
  "$bin" --quiet --db "$url" --keys "$work/pgkeys2" --share "$share" init --place 350602 --demo >/dev/null
  for k in 1 2 3; do
    ledger 10000 $((k * 100000)) >"$work/ledger.csv"
    s=$(date +%s%N)
    "$bin" --quiet --db "$url" --keys "$work/pgkeys2" --share "$share" import cases "$work/ledger.csv" \
      --map "$root/data/maps/12345.map" --as "$importer" >"$work/import.out" 2>&1 || { say "$(head -2 "$work/import.out")"; return; }
    note "pg-import rate=$(awk -v s="$s" -v e="$(date +%s%N)" 'BEGIN {printf "%.0f", 10000 / ((e - s) / 1e9)}')"
  done
}

# The engine alone: the same rows by pgbench, 16 clients.
psql_rate() { # url
  local pgbench
  pgbench=$(ls -d /usr/lib/postgresql/*/bin/pgbench 2>/dev/null | sort -V | tail -1)
  [ -n "$pgbench" ] || { echo rate=0; return; }
  cat >"$work/pg.sql" <<SQL
\set root random(1, 50)
BEGIN;
INSERT INTO bench_case SELECT * FROM bench_case_row;
INSERT INTO bench_event SELECT * FROM bench_event_row;
INSERT INTO bench_reach SELECT * FROM bench_reach_row;
COMMIT;
SQL
  psql "$1" -q >/dev/null 2>&1 <<SQL
DROP TABLE IF EXISTS bench_case, bench_event, bench_reach, bench_case_row, bench_event_row, bench_reach_row;
CREATE TABLE bench_case_row AS SELECT * FROM cases ORDER BY id DESC LIMIT 1;
CREATE TABLE bench_event_row AS SELECT e.* FROM event AS e JOIN bench_case_row AS c ON e.kind = 'case' AND e.aggregate = c.id;
CREATE TABLE bench_reach_row AS SELECT r.* FROM case_reach AS r JOIN bench_case_row AS c ON r.case_id = c.id;
CREATE TABLE bench_case AS SELECT * FROM bench_case_row;
CREATE TABLE bench_event AS SELECT * FROM bench_event_row;
CREATE TABLE bench_reach AS SELECT * FROM bench_reach_row;
SQL
  "$pgbench" -n -c 16 -j 2 -T 3 -f "$work/pg.sql" "$1" 2>/dev/null | awk '/^tps/ {printf "rate=%.0f", $3}'
}

# ---- The pages at two sizes ----------------------------------------------------------------------------

growth() { # big
  local big=$1
  echo
  echo "| page | VM steps at $small | at $big | ratio (≤ 1.2) | first look: at $small | at $big | ratio | rows | queries | allocations | arena KB | body KB |"
  echo "|---|---|---|---|---|---|---|---|---|---|---|---|"
  grep "^trace-$big-" "$results" | while read -r name rest; do
    local what=${name#trace-"$big"-}
    local a b c d
    a=$(med "trace-$small-$what" vm) b=$(med "$name" vm) c=$(med "first-$small-$what" vm) d=$(med "first-$big-$what" vm)
    printf '| %s | %s | %s | %s | %s | %s | %s | %s → %s | %s | %s | %s | %s |\n' "$what" "$a" "$b" "$(ratio "$b" "$a")" \
      "$c" "$d" "$(ratio "$d" "$c")" "$(med "trace-$small-$what" rows)" "$(med "$name" rows)" "$(med "$name" queries)" \
      "$(med "$name" allocs)" "$(($(med "$name" arena) / 1024))" "$(($(med "$name" body) / 1024))"
  done
}

# ---- The table --------------------------------------------------------------------------------------------

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a == "-" || b == "-" || b + 0 == 0) print "-"; else printf "%.2f", a / b }'; }
met() { # value, < or >, target
  awk -v v="$1" -v op="$2" -v t="$3" 'BEGIN { print v == "-" ? "—" : (op == ">" ? v + 0 >= t + 0 : v + 0 <= t + 0) ? "yes" : "NO" }'
}
line() { # what, target, value with unit, met, baseline
  printf '| %s | %s | %s | %s | %s |\n' "$@"
}
table() {
  local s
  echo
  echo "$(date -u +%F) · $(nproc) cores · load $(cut -d' ' -f1 /proc/loadavg) at the end · medians of $rounds rounds · $((SECONDS - began)) s"
  echo
  echo "| work | target | measured | met | beside it, in the same run |"
  echo "|---|---|---|---|---|"
  for s in "${sizes[@]}"; do
    line "create, $s cases" "≥ 3000/s" "$(med "create-$s" rate)/s" "$(met "$(med "create-$s" rate)" '>' 3000)" \
      "$(ratio "$(med "create-$s" rate)" "$(med "raw-$s" rate)") of the bare INSERTs ($(med "raw-$s" rate)/s); server $(med "create-$s" cpu) µs CPU each"
    line "… together, not one by one" "≥ 1.5 ×" "$(ratio "$(med "create-$s" rate)" "$(med "create1-$s" rate)") ×" \
      "$(met "$(ratio "$(med "create-$s" rate)" "$(med "create1-$s" rate)")" '>' 1.5)" "one by one $(med "create1-$s" rate)/s"
    line "… with 2 ms more per fsync" "≥ 5 ×" "$(ratio "$(med "slow-$s" rate)" "$(med "slow1-$s" rate)") ×" \
      "$(met "$(ratio "$(med "slow-$s" rate)" "$(med "slow1-$s" rate)")" '>' 5)" "$(med "slow-$s" rate)/s and $(med "slow1-$s" rate)/s"
    line "create at 500/s offered, p99" "≤ 25 ms" "$(med "create500-$s" p99) ms" "$(met "$(med "create500-$s" p99)" '<' 25)" \
      "p50 $(med "create500-$s" p50), longest $(worst "create500-$s" max) ms; answered $(med "create500-$s" rate)/s"
    line "WAL while saturated" "≤ 256 MB" "$(worst "wal-$s" mb) MB" "$(met "$(worst "wal-$s" mb)" '<' 256)" ""
    line "GET one case, JSON" "≥ 20000/s, ≥ 0.25 × nginx" "$(med "get-$s" rate)/s, $(ratio "$(med "get-$s" rate)" "$(med "nginx-$s" rate)") ×" \
      "$(met "$(med "get-$s" rate)" '>' 20000), $(met "$(ratio "$(med "get-$s" rate)" "$(med "nginx-$s" rate)")" '>' 0.25)" \
      "nginx \`return\` $(med "nginx-$s" rate)/s of $(med "nginx-$s" bytes) bytes; CPU $(med "get-$s" cpu) µs each"
    line "list of 50, JSON" "≥ 5000/s" "$(med "list-$s" rate)/s" "$(met "$(med "list-$s" rate)" '>' 5000)" "CPU $(med "list-$s" cpu) µs each"
    line "list of 50, page" "≥ 2500/s" "$(med "page-$s" rate)/s" "$(met "$(med "page-$s" rate)" '>' 2500)" "CPU $(med "page-$s" cpu) µs each"
    line "disk, $s cases" "≤ 2048 B a case" "$(med "disk-$s" bytes) B" "$(met "$(med "disk-$s" bytes)" '<' 2048)" "$(grep "^fill-$s " "$results" | cut -d' ' -f2-)"
  done
  line "PostgreSQL create, 50 places, 16 workers" "≥ 1500/s" "$(med pg-create rate)/s" "$(met "$(med pg-create rate)" '>' 1500)" \
    "$(med pg-raw rate)/s bare INSERTs without indexes by 16 pgbench clients; CPU $(med pg-create cpu) µs each, without PostgreSQL's"
  line "PostgreSQL list of 50, JSON / page" "(≥ 5000 / ≥ 2500)" "$(med pg-list rate) / $(med pg-page rate)/s" "—" ""
  line "import, PostgreSQL" "≥ 3000 rows/s" "$(med pg-import rate)/s" "$(met "$(med pg-import rate)" '>' 3000)" "one connection"
  line "import" "≥ 3000 rows/s" "$(med import rate)/s" "$(met "$(med import rate)" '>' 3000)" ""
  line "a photo against 1,000,000 digests" "≤ 20 ms" "$(med alike-sqlite ms) ms" "$(met "$(med alike-sqlite ms)" '<=' 20)" \
    "$(med alike-sqlite scan) ms by a plain scan in memory, ratio $(med alike-sqlite ratio); the first look-up $(med alike-sqlite first) ms"
  line "duty explain" "≤ 1 ms" "$(med who explain) µs" "$(met "$(med who explain)" '<' 1000)" "$(ratio "$(med who explain)" "$(med who key)") reads of a row by its key ($(med who key) µs)"
  line "gaps of a whole district" "≤ 1 s" "$(med who gaps) µs" "$(met "$(med who gaps)" '<' 1000000)" "$(ratio "$(med who gaps)" "$(med who key)") such reads; every class at every place"
  line "what came back, looked for at filing" "≤ 2 ms" "$(med who back) µs" "$(met "$(med who back)" '<' 2000)" "$(ratio "$(med who back)" "$(med who key)") such reads"
  line "plan back from the due days, 5,000 tasks" "≤ 50 ms" "$(med plan ms) ms" "$(met "$(med plan ms)" '<' 50)" "10,000 relations"
  line "all at once: page p99" "≤ 200 ms" "$(med mixed-page p99) ms" "$(met "$(med mixed-page p99)" '<' 200)" "p50 $(med mixed-page p50), longest $(med mixed-page max) ms of 1000"
  line "all at once: command p99" "≤ 150 ms" "$(med mixed-create p99) ms" "$(met "$(med mixed-create p99)" '<' 150)" "p50 $(med mixed-create p50), longest $(med mixed-create max) ms of 1000"
  line "memory at rest, anonymous" "≤ 80 MB" "$(med rest mb) MB" "$(met "$(med rest mb)" '<' 80)" "$(med rest warm) MB after all roles came by"
  line "memory a session" "≤ 16 KB" "$(med session kb) KB" "$(met "$(med session kb)" '<' 16)" "$(med session sessions) sessions, each on a connection of its own; anonymous memory of the server, the kernel's not"
  local big=${sizes[-1]} worst_arena
  worst_arena=$(grep -E "^(trace|first)-$big-" "$results" | grep -o 'arena=[0-9]*' | cut -d= -f2 | sort -g | tail -1)
  line "memory a request" "≤ 256 KB" "$((${worst_arena:-0} >> 10)) KB" "$(met "$((${worst_arena:-0} >> 10))" '<' 256)" "the largest arena of the pages below"
  growth "$big"
  [ ! -s "$work/client.err" ] || { echo; echo "Refusals the client met (the first of each run):"; sort "$work/client.err" | cut -c1-200 | sort | uniq -c | head -5; }
}

make_share
if [ "${ONLY:-}" = mixed ]; then
  fill_all "${sizes[-1]}"
  cp --reflink=auto "$(store_of "${sizes[-1]}")"/{duban.db,keys,ids,places} "$work"
  serve "sqlite:$work/duban.db" "$work/keys"
  "$load" login "$port" 200 "$logins" duban-demo >"$work/sessions"
  stop
  for ((round = 1; round <= rounds; round++)); do mixed "$work"; done
  exit
fi
if [ "${ONLY:-}" = postgres ]; then
  fill_all "$small"
  postgres
  exit
fi
if [ "${ONLY:-}" = import ]; then
  fill_all "$small"
  cp --reflink=auto "$(store_of "$small")"/{duban.db,keys} "$work"
  import_rate "$work"
  [ -z "${DUBAN_TEST_PG:-}" ] || pg_import
  exit
fi
if [ "${ONLY:-}" = growth ]; then
  open=2500
  for s in "$small" "${sizes[-1]}"; do
    at=$(store_of "$s" "$open")
    mkdir "$work/$s"
    cp --reflink=auto "$at"/{duban.db,keys,ids,places} "$work/$s"
    traces "$s" "$work/$s"
  done
  growth "${sizes[-1]}"
  exit
fi
if [ "${ONLY:-}" = get ]; then
  fill_all "${sizes[-1]}"
  measure "${sizes[-1]}"
  exit
fi
fill_all "$small" "${sizes[@]}"
traced=$(store_of "$small")
mkdir "$work/$small"
cp --reflink=auto "$traced"/{duban.db,keys,ids,places} "$work/$small"
traces "$small" "$work/$small"
big=${sizes[-1]}
for s in "${sizes[@]}"; do
  measure "$s"
  [ "$s" = "$big" ] || rm -rf "${work:?}/$s"
done
# Figures of rest and growth are of the store as it was filled.
cp --reflink=auto "$(store_of "$big")/duban.db" "$work/$big/duban.db"
rm -f "$work/$big"/duban.db-*
traces "$big" "$work/$big"
serve "sqlite:$work/$big/duban.db" "$work/$big/keys"
"$load" login "$port" $([ "$QUICK" = 1 ] && echo 20 || echo 200) "$logins" duban-demo >"$work/$big/sessions"
stop
memory "$work/$big"
if has_import; then import_rate "$work/$big"; else say "no import yet: its lines stay empty"; fi
mixed "$work/$big"
note "alike-sqlite $("$build/bench/bench_alike" "sqlite:$work/alike.db" "$([ "$QUICK" = 1 ] && echo 100000 || echo 1000000)" 2>/dev/null)"
rm -f "$work"/alike.db*
note "who $(bench/who.sh "$build" "$work/$big/duban.db")"
note "plan $("$build/bench/bench_plan" "$root"/data/calendar/*.tsv)"
if [ -n "${DUBAN_TEST_PG:-}" ]; then
  say "PostgreSQL"
  postgres
fi
table | tee "$dir/last.md"
