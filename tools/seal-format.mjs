// docs/seal-format.md in code: the digests, and the lines of an export. What tools/verify.mjs checks with.
import { createHash } from 'node:crypto';

const hex = (s) => Buffer.from(s ?? '', 'hex');
const H = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest('hex');
const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigInt64BE(BigInt(n)); return b; };
const field = (b) => { const n = Buffer.alloc(4); n.writeUInt32BE(b.length); return Buffer.concat([n, b]); };
const text = (s) => field(Buffer.from(s, 'utf8'));
const number = (n) => field(n === null ? Buffer.alloc(0) : u64(n));

export const header = (e) => Buffer.concat([text('duban event 1'), number(e.id), text(e.kind), number(e.aggregate),
  number(e.rev), text(e.type), number(e.at), number(e.recorded_at), number(e.who), number(e.as_whom),
  number(e.erases_from), number(e.erases_to)]);
export const commitment = (salt, payload) => H(hex(salt), Buffer.from(payload, 'utf8'));
export const leaf = (e) => H(Buffer.of(0), header(e), hex(e.commitment));
const half = (n, k = 1) => (k * 2 < n ? half(n, k * 2) : k); // the greatest power of two below n
export const root = (l) => l.length === 1 ? l[0]
  : H(Buffer.of(1), hex(root(l.slice(0, half(l.length)))), hex(root(l.slice(half(l.length)))));
export const seal = (s) => H(Buffer.of(2), hex(s.prev), u64(s.batch), u64(s.first), u64(s.count), hex(s.root), u64(s.sealed_at));

// What a line must look like before anything is reckoned with it: whole numbers and hexadecimal are texts.
const whole = (v) => /^-?\d{1,19}$/.test(v), digits = (v) => typeof v === 'string' && /^([0-9a-f]{2})*$/.test(v);
const words = (v) => typeof v === 'string', maybe = (f) => (v) => v === null || f(v);
const all = (f, names) => names.map((n) => [n, f]);
const SHAPE = {
  seal: [...all(whole, ['batch', 'first', 'count', 'sealed_at']), ...all(digits, ['prev', 'root', 'seal']),
    ['leaves', (v) => Array.isArray(v) && v.every(digits)]],
  event: [...all(whole, ['pos', 'id', 'aggregate', 'rev', 'at', 'recorded_at', 'erases_from', 'erases_to']), ...all(words, ['kind', 'type']),
    ...all(maybe(whole), ['who', 'as_whom']), ['commitment', digits], ['salt', (v) => v === undefined || maybe(digits)(v)],
    ['payload', (v) => v === undefined || maybe(words)(v)]],
  end: [],
};

export class Unreadable extends Error {}

export const read = (line, n) => {
  const no = (why) => { throw new Unreadable(`unreadable line=${n}: ${why} / 第 ${n} 行读不出，不合 docs/seal-format.md`); };
  let o;
  try { o = JSON.parse(line); } catch { no('it is not one JSON object'); }
  if (n === 1 && o?.duban !== 'seal export 1') no('this file is no export of Duban ("seal export 1")');
  if (n === 1) return o;
  const [what] = Object.keys(o ?? {});
  if (!Object.hasOwn(SHAPE, what ?? '')) no('it is neither seal nor event nor end');
  for (const [name, fits] of SHAPE[what]) if (!fits(o[what]?.[name])) no(`${what}.${name} is missing or is not what it should be`);
  return o;
};
