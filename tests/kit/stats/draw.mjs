// Repeats a draw of Duban from docs/formulas.md, with SHA-256 and nothing of the program.
//
//   node draw.mjs SEED DAY WANT LEAST < LIST
//
// SEED: 64 hexadecimal digits; LIST: lines "stratum<TAB>id".  Prints the promise, then what is
// drawn, one a line in the order drawn.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const sha = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest()
const inBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))

export function* numbers(seed, day, stratum) {
  const key = sha(sha('duban draw 1\n', seed, day), stratum), c = Buffer.alloc(8)
  for (let n = 0n; ; n++) {
    c.writeBigUInt64BE(n)
    const block = sha(key, c)
    for (let i = 0; i < 32; i += 8) yield block.readBigUInt64BE(i)
  }
}

export function below(source, m) {
  for (;;) {
    const x = source.next().value
    if (x < (1n << 64n) - ((1n << 64n) % m)) return x % m
  }
}

export function draw(seed, day, want, least, list) {
  const strata = [...new Set(list.map(([s]) => s))].sort(inBytes)
    .map((name) => ({ name, ids: list.filter(([s]) => s === name).map(([, id]) => id).sort(inBytes), take: 0 }))
  for (const s of strata) s.take = Math.min(want < list.length ? least : s.ids.length, s.ids.length)
  while (strata.reduce((n, s) => n + s.take, 0) < Math.min(want, list.length)) {
    const open = strata.filter((s) => s.take < s.ids.length)
    open.reduce((a, b) => (b.ids.length * (2 * a.take + 1) > a.ids.length * (2 * b.take + 1) ? b : a)).take++
  }
  for (const { name, ids, take } of strata) {
    const source = numbers(seed, day, name)
    for (let i = 0; i < take; i++) {
      const j = i + Number(below(source, BigInt(ids.length - i)));
      [ids[i], ids[j]] = [ids[j], ids[i]]
    }
  }
  return { promise: sha(seed, day).toString('hex'), strata: strata.map((s) => ({ ...s, ids: s.ids.slice(0, s.take), of: s.ids.length })) }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seed, day, want, least] = process.argv.slice(2)
  const list = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((l) => l.split('\t'))
  const { promise, strata } = draw(Buffer.from(seed, 'hex'), day, Number(want), Number(least), list)
  console.log([promise, ...strata.flatMap((s) => s.ids.map((id) => `${s.name}\t${id}`))].join('\n'))
}
