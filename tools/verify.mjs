// Check an export of the sealed history by docs/seal-format.md alone: node verify.mjs FILE [--expect POSITION:SEAL]
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const ZEROS = '0'.repeat(64);
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
export const root = (l) => {
  if (l.length === 1) return l[0];
  let k = 1;
  while (k * 2 < l.length) k *= 2;
  return H(Buffer.of(1), hex(root(l.slice(0, k))), hex(root(l.slice(k))));
};
export const seal = (s) => H(Buffer.of(2), hex(s.prev), u64(s.batch), u64(s.first), u64(s.count), hex(s.root), u64(s.sealed_at));

const fault = (words) => { throw new Error(`fault ${words}`); };

class Verifier {
  batches = 0n; events = 0n; position = 0n; last = ZEROS; // what has been proven so far
  open = null; found = []; // the batch whose events are being read
  bare = new Map(); // events without payload that no event has accounted for yet

  constructor(expect) { this.expect = expect; }

  seal(s) {
    this.close();
    const batch = this.batches + 1n;
    if (BigInt(s.batch) !== batch) fault(`seal-missing batch=${batch}`);
    const count = BigInt(s.count);
    const what = count < 1n || count > 4096n || BigInt(s.leaves.length) !== count ? 'count'
      : BigInt(s.first) !== this.position + 1n ? 'first' : root(s.leaves) !== s.root ? 'root'
      : s.prev !== this.last ? 'prev' : seal(s) !== s.seal ? 'seal' : null;
    if (what) fault(`seal batch=${batch} what=${what}`);
    const end = this.position + count, x = this.expect;
    if (x && x.position > this.position && x.position <= end && (x.position !== end || x.seal !== s.seal))
      fault(`expect pos=${x.position}`);
    this.last = s.seal;
    this.open = s;
  }

  event(e) {
    if (!this.open) fault(`seal-missing batch=${this.batches + 1n}`);
    if (this.found.length > this.open.leaves.length) return; // one too many is enough to know
    const fits = typeof e.payload !== 'string' || commitment(e.salt, e.payload) === e.commitment;
    this.found.push({ pos: BigInt(e.pos), id: e.id, leaf: leaf(e), fits });
    if (BigInt(e.erases_to) > 0n)
      for (const [k, b] of this.bare)
        if (b.kind === e.kind && b.aggregate === e.aggregate && BigInt(b.rev) >= BigInt(e.erases_from) &&
          BigInt(b.rev) <= BigInt(e.erases_to)) this.bare.delete(k);
    if (e.payload === null) this.bare.set(e.pos, e);
  }

  close() { // the batch that was open: its events must be those whose leaves were sealed
    if (!this.open) return;
    const { leaves } = this.open, first = this.position + 1n, found = this.found;
    for (let i = 0; i < leaves.length; i++) {
      const want = first + BigInt(i), f = found[i], next = found[i + 1]?.leaf;
      if (!f || f.pos > want) fault(`missing pos=${want}`);
      if (f.pos < want) fault(`inserted pos=${f.pos} id=${f.id}`);
      if (f.leaf === leaves[i] && f.fits) continue;
      if (f.leaf === leaves[i]) fault(`altered pos=${want} id=${f.id} what=payload`);
      const k = leaves.indexOf(f.leaf);
      if (k < 0 && next === leaves[i]) fault(`inserted pos=${want} id=${f.id}`);
      if (k < 0) fault(`altered pos=${want} id=${f.id} what=${f.fits ? 'event' : 'commitment'}`);
      if (k === i + 1 && next !== leaves[i]) fault(`missing pos=${want}`);
      fault(`moved pos=${want} id=${f.id} belongs=${first + BigInt(k)}`);
    }
    const more = found[leaves.length];
    // Behind the last seal an event claims a place in a batch that is not there.
    if (more && more.pos >= first + BigInt(leaves.length)) fault(`seal-missing batch=${this.batches + 2n}`);
    if (more) fault(`inserted pos=${more.pos} id=${more.id}`);
    this.batches++;
    this.events += BigInt(leaves.length);
    this.position += BigInt(leaves.length);
    this.open = null;
    this.found = [];
  }

  end() {
    this.close();
    if (this.expect && this.expect.position > this.position) fault(`expect pos=${this.expect.position}`);
    for (const b of this.bare.values()) fault(`bare pos=${b.pos} id=${b.id}`);
    return `ok events=${this.events} batches=${this.batches} position=${this.position} seal=${this.last}`;
  }
}

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

class Unreadable extends Error {}

const read = (line, n) => {
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

export const verify = async (lines, expect) => {
  const v = new Verifier(expect);
  let ended = false, n = 0;
  try {
    for await (const line of lines) {
      const o = read(line, ++n);
      if (o.seal) v.seal(o.seal); else if (o.event) v.event(o.event); else if (o.end) ended = true;
    }
    return !ended ? 'fault cut-short' : v.end();
  } catch (e) {
    if (e instanceof Unreadable || e.message.startsWith('fault ')) return e.message;
    throw e;
  }
};

if (process.argv[1]?.endsWith('verify.mjs')) {
  const [file, flag, value, ...more] = process.argv.slice(2), known = /^(\d{1,18}):([0-9a-f]{64})$/.exec(value ?? '');
  const stop = (why) => { console.error(why); process.exit(2); };
  if (!file || more.length || (flag && (flag !== '--expect' || !known))) stop('node verify.mjs FILE [--expect POSITION:SEAL]');
  const input = createReadStream(file).on('error', (e) => stop(`${file}: ${e.message}`));
  const outcome = await verify(createInterface({ input }), flag ? { position: BigInt(known[1]), seal: known[2] } : null);
  if (outcome.startsWith('unreadable')) stop(outcome);
  console.log(outcome);
  process.exit(outcome.startsWith('ok') ? 0 : 1);
}
