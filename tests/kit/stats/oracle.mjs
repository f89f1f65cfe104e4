// Draws repeated by draw.mjs, and figures found by other ways than the formulas of kit/stats.  Prints TAP.
//
//   node oracle.mjs ASK

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { below, draw, numbers } from './draw.mjs'

let state = 20261122
function random(n) {
  state = (state + 0x6d2b79f5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), state | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * n)
}
const questions = [], checks = []
const question = (text, check) => { questions.push(text); checks.push(check) }
const seedOf = (k) => createHash('sha256').update(`seed ${k}`).digest()
const dayOf = (k) => new Date(Date.UTC(2026, 10, 22 + k)).toISOString().slice(0, 10)

// Draws: names whose order in bytes differs from that in UTF-16 (𠮷, ﹏), of one length and prefixes of each other.
const strata = ['东区', '西区', 'a', 'ab', '﹏', '𠮷', '']
for (let k = 0; k < 150; k++) {
  const list = [], of = 1 + random(strata.length), n = random(60)
  for (let i = 0; i < n; i++) list.push([strata[random(of)], `${['2026-', '案', '﹏', '𠮷'][random(4)]}${i}`])
  list.sort(() => random(3) - 1)
  const want = random(n + 5), least = random(4), seed = seedOf(k), day = dayOf(k)
  question([`draw ${seed.toString('hex')} ${day} ${want} ${least} ${n}`, ...list.map((x) => x.join('\t'))].join('\n'), (got) => {
    const d = draw(seed, day, want, least, list)
    const wanted = [d.promise, ...d.strata.flatMap((s) => [`${s.name}:${s.take}/${s.of}`, ...s.ids])].join(' ')
    return got === wanted ? '' : `draw ${k}\n# got  ${got}\n# want ${wanted}`
  })
}
const drawn = checks.length

// Numbers below m, also where nearly half of all are thrown away.
for (const m of [1n, 2n, 3n, 1000n, (1n << 32n) + 1n, (1n << 63n) + 1n, (1n << 63n) - 1n, 3n << 62n, (1n << 64n) - 1n]) {
  question(`below ${seedOf(m).toString('hex')} 2026-11-22 东区 ${m} 50`, (got) => {
    const source = numbers(seedOf(m), '2026-11-22', '东区')
    const wanted = Array.from({ length: 50 }, () => below(source, m)).join(' ')
    return got === wanted ? '' : `below ${m}: ${got} is not ${wanted}`
  })
}
const numbered = checks.length

// Wilson: the ends are where |p̂ - p| = z √(p(1 - p)/n), found by halving.
const Z = 1.959963984540054
function edge(hits, n, up) {
  let inside = hits / n, outside = up ? 1 : 0
  for (let i = 0; i < 60; i++) {
    const p = (inside + outside) / 2
    if (Math.abs(hits / n - p) <= Z * Math.sqrt(p * (1 - p) / n)) inside = p
    else outside = p
  }
  return inside
}
const near = (a, b) => Math.abs(a - b) < 1e-9
for (let k = 0; k < 300; k++) {
  const n = 1 + random(k < 200 ? 40 : 5000), hits = random(n + 1)
  question(`wilson ${hits} ${n}`, (got) => {
    const [low, high] = got.split(' ').map(Number)
    return near(low, edge(hits, n, false)) && near(high, edge(hits, n, true)) ? '' : `wilson ${hits}/${n}: ${got}`
  })
}
const intervals = checks.length

// Lots: sets counted in whole numbers.
const choose = (n, k) => {
  let c = 1n
  for (let i = 0n; i < k; i++) c = c * (n - i) / (i + 1n)
  return k > n ? 0n : c
}
const exact = (all, bad, n, most) => {
  let sum = 0n
  for (let k = 0; k <= Math.min(most, n, bad); k++) sum += choose(BigInt(bad), BigInt(k)) * choose(BigInt(all - bad), BigInt(n - k))
  return Number(sum * 10n ** 18n / choose(BigInt(all), BigInt(n))) / 1e18
}
for (let k = 0; k < 300; k++) {
  const all = k ? random(k < 200 ? 150 : 400) : 130, bad = k ? random(all + 1) : 13, n = k ? random(all + 1) : 30, most = k ? random(n + 2) : 1
  question(`lot ${all} ${bad} ${n} ${most}`, (got) => (Math.abs(Number(got) - exact(all, bad, n, most)) < 1e-12 ? ''
    : `lot ${all} ${bad} ${n} ${most}: ${got}, not ${exact(all, bad, n, most)}`))
}
const lots = checks.length

// Sizes: the smallest n whose z √(p(1 - p)/n · (all - n)/(all - 1)) is at most e.
for (let k = 0; k < 200; k++) {
  const all = 2 + random(5000), p = 1 + random(999), e = 10 + random(200)
  question(`size ${all} ${p} ${e}`, (got) => {
    let n = 1
    while (n < all && Z * Math.sqrt(p * (1000 - p) / n * (all - n) / (all - 1)) > e + 1e-9) n++
    return Number(got) === n ? '' : `size ${all} ${p} ${e}: ${got}, not ${n}`
  })
}

const asked = spawnSync(process.argv[2], { input: `${questions.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 26 })
const answers = asked.stdout.split('\n')
let run = 0, failed = 0
const check = (from, to, what) => {
  const bad = checks.slice(from, to).map((c, i) => c(answers[from + i] ?? '')).filter(Boolean)
  console.log(`${bad.length ? 'not ' : ''}ok ${++run} - ${what}: ${to - from}`)
  for (const b of bad.slice(0, 3)) console.log(`# ${b}`)
  failed += bad.length
}
check(0, drawn, 'draws are repeated from the document alone, list in any order')
check(drawn, numbered, 'numbers below m, with those thrown away')
check(numbered, intervals, 'Wilson intervals are where the score test says so')
check(intervals, lots, 'lots are taken as often as sets counted in whole numbers say')
check(lots, checks.length, 'sizes are the smallest that know a share to ± e')
if (asked.status !== 0 || answers.length !== checks.length + 1) {
  console.log(`# ${answers.length - 1} answers, exit ${asked.status} ${asked.stderr}`)
  failed++
}
console.log(`1..${run}`)
process.exit(failed ? 1 : 0)
