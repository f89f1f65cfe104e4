#!/usr/bin/env bash
# How long a PDF of twenty pages, slides of forty problems and a ledger of 100,000 rows take: bench/paper.sh [BUILD] [ROUNDS]
# The PDF the whole way of a request: laid out, handed to duban-paint, a process of its own with the fonts, and taken back.
set -euo pipefail
build=${1:-build} rounds=${2:-15}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
{
  printf '机关：芗城区创建办\n标题：关于市容环境问题整改情况的通报\n主送：各街道\n署名：区创建办\n成文日期：2026年11月20日\n正文：\n'
  for i in $(seq 69); do
    printf '（%s）新华西路与延安北路交叉口东侧的占道经营问题多次反弹，周边商户反映强烈。经复查第 %d 次，仍有流动摊贩在上午7时30分至9时之间占用盲道，' 一 "$i"
    printf '已责成属地安排专人值守，并于次日由核查人员到场复查；责任单位应当举一反三，对辖区内同类点位进行全面排查，建立台账，逐项销号，防止同类问题再次发生，'
    printf '整改情况于每周五下午前报送。\n'
  done
} >"$dir/in"
for _ in $(seq "$rounds"); do
  began=$(date +%s%N)
  "$build/tests/app/paint/paper_lay" <"$dir/in" >"$dir/sheets"
  env -i "$build/src/app/paint/duban-paint" <"$dir/sheets" >"$dir/out.pdf"
  echo $((($(date +%s%N) - began) / 1000))
done | sort -n | awk '{ t[NR] = $1 }
  END { printf "paper: least %.0f ms, middle %.0f ms of %d rounds (at most 250)\n", t[1] / 1000, t[int((NR + 1) / 2)] / 1000, NR }'
echo "pages: $(($(grep -c '^P$' "$dir/sheets") + 1)), $(stat -c %s "$dir/out.pdf") bytes"
# Slides of before and after for 40 problems, with 80 photos of 60,000 bytes; a ledger of 100,000 rows.
head -c 60000 /dev/urandom >"$dir/photo"
"$build/bench/bench_slides" "$(dirname "$0")/../data/papers" "$dir/photo" "$rounds"
"$build/bench/bench_ledger" "$dir" 100000
