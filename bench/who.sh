#!/usr/bin/env bash
# Who answers for what, where nobody does, what came back: bench/who.sh BUILD STORE.db, of a store that bench/run.sh filled.
set -euo pipefail
build=$1 store=$2
tab=$'\t'
sqlite3 -separator "$tab" "$store" "SELECT c.id, c.place_id, p.code, c.class_key, replace(c.address, char(9), ' '), c.lon, c.lat
  FROM cases AS c JOIN place AS p ON p.id = c.place_id
  WHERE c.class_key IS NOT NULL AND c.id % (SELECT max(1, max(id) / 2000) FROM cases) = 0 LIMIT 2000" |
  "$build/bench/bench_who" "sqlite:$store"
