// Check an export of the sealed history by docs/seal-format.md alone: node verify.mjs FILE [--expect POSITION:SEAL]
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Unreadable, commitment, leaf, read, root, seal } from './seal-format.mjs';

const fault = (words) => { throw new Error(`fault ${words}`); };

class Verifier {
  batches = 0n; events = 0n; position = 0n; last = '0'.repeat(64); // what has been proven so far
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
    [this.last, this.open] = [s.seal, s];
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
    const more = found[leaves.length]; // behind the last seal an event claims a place in a batch that is not there
    if (more && more.pos >= first + BigInt(leaves.length)) fault(`seal-missing batch=${this.batches + 2n}`);
    if (more) fault(`inserted pos=${more.pos} id=${more.id}`);
    this.batches++;
    this.events += BigInt(leaves.length);
    this.position += BigInt(leaves.length);
    [this.open, this.found] = [null, []];
  }

  end() {
    this.close();
    if (this.expect && this.expect.position > this.position) fault(`expect pos=${this.expect.position}`);
    for (const b of this.bare.values()) fault(`bare pos=${b.pos} id=${b.id}`);
    return `ok events=${this.events} batches=${this.batches} position=${this.position} seal=${this.last}`;
  }
}

export const verify = async (lines, expect) => {
  const v = new Verifier(expect);
  let ended = false, n = 0;
  try {
    for await (const line of lines) {
      const o = read(line, ++n);
      if (o.seal) v.seal(o.seal); else if (o.event) v.event(o.event); else ended ||= Boolean(o.end);
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
