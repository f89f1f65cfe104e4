// Concurrent histories: many clients, random commands on few cases, kills in between; afterwards every
// acknowledged command is in the history once, every event was a legal step, numbers have no gaps and
// the tables equal their events.  The judge knows the rules from docs/case-life.md, not from the code.
//
//   node history.mjs DUBAN SOURCE [--clients 8] [--seconds 8] [--seed N] [--kills 1] [--cases 6]
//
// On SQLite and, when DUBAN_TEST_PG names a cluster, on PostgreSQL.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir, } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const [bin, src, unpacker, ...rest] = process.argv.slice(2);
const option = (name, value) => { const i = rest.indexOf(`--${name}`); return i < 0 ? value : Number(rest[i + 1]); };
const CLIENTS = option('clients', 8), SECONDS = option('seconds', 8), KILLS = option('kills', 1), CASES = option('cases', 6);
const SEED = option('seed', Math.floor(Date.now() / 1000) % 1000000);
if (!bin || !src || !unpacker) { console.error('usage: node history.mjs DUBAN SOURCE PAYLOADS [--clients N] [--seconds N] [--seed N] [--kills N]'); process.exit(2); }

// ---- TAP ----------------------------------------------------------------------------------------

let run = 0, failed = 0;
const ok = (good, words, more = []) => {
  console.log(`${good ? '' : 'not '}ok ${++run} - ${words}`);
  if (!good) { failed++; for (const m of [].concat(more).slice(0, 12)) console.log(`# ${typeof m === 'string' ? m : JSON.stringify(m)}`); }
};

// A small generator of our own: the same seed gives the same choices (the interleaving is the machine's).
const random = (seed) => () => { seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };

// ---- The rules, as the document tells them ------------------------------------------------------------

const text = (path) => readFileSync(join(src, path), 'utf8');
const labels = new Map(text('src/work/life/texts.tsv').split('\n').map((l) => l.split('\t')).map(([key, zh]) => [key, zh]));
const stateNames = [...text('src/work/life/rules.h').matchAll(/X\(([A-Z]+), ([a-z]+), T_(case_state_[a-z]+), ([01])\)/g)];
const STATE = Object.fromEntries(stateNames.map((m, i) => [m[2], i]));
const byLabel = new Map(stateNames.map((m, i) => [labels.get(m[3]), i]));
const OPEN = stateNames.map((m) => m[4] === '1');
const ANSWER = { yes: '是', no: '否', unclear: '无法判断' };
const table = new Map(); // act → [{answer, staff, from, to}]
for (const line of text('docs/case-life.md').split('\n')) {
  const cell = line.split('|').map((c) => c.trim()), m = /^`([a-z_]+)` (.*)$/.exec(cell[1] ?? '');
  if (!m) continue;
  const answer = Object.keys(ANSWER).find((a) => cell[1].endsWith(`：${ANSWER[a]}`));
  if (!table.has(m[1])) table.set(m[1], []);
  const to = cell[3] === '不变' ? 'same' : cell[3] === '挂账前的环节' ? 'before' : byLabel.get(cell[3]);
  const from = cell[2].split('、').map((l) => byLabel.get(l));
  if (to === undefined || from.includes(undefined)) throw new Error(`docs/case-life.md: ${line}`);
  table.get(m[1]).push({ answer, from, to, public: /群众反映/.test(cell[1]) ? true : /工作人员/.test(cell[1]) ? false : undefined });
}
// What an event is called, and which step of the document it is.
const EVENT = { report: 'reported', accept: 'accepted', assign_check: 'check_assigned', check: 'checked', file: 'filed', decline: 'declined',
  self: 'self_fixed', dispatch: 'dispatched', sign: 'signed', fix: 'fixed', give_back: 'given_back', reassign: 'reassigned',
  assign_verify: 'verify_assigned', verify: 'verified', doubt: 'doubted', close: 'closed', ask_extend: 'extension_asked',
  decide_extend: 'extension_decided', ask_suspend: 'suspension_asked', decide_suspend: 'suspension_decided', ask_void: 'void_asked',
  decide_void: 'void_decided', ask_force: 'force_asked', decide_force: 'force_decided', ask_exempt: 'exemption_asked',
  decide_exempt: 'exemption_decided', resume: 'resumed', reopen: 'reopened', merge: 'merged', note: 'noted', reclassify: 'reclassified' };
const ACT = new Map(Object.entries(EVENT).map(([a, e]) => [`case.${e}`, a]));
// By the program, or on another case's behalf: they change no state.
const BESIDE = new Set(['case.overdue', 'case.found_again', 'case.came_back', 'case.not_back', 'case.deadlines_revised']);

// ---- Stores ---------------------------------------------------------------------------------------------

const tmp = mkdtempSync(join(tmpdir(), 'duban-history-'));
const share = join(tmp, 'share');
mkdirSync(join(share, 'build', 'web'), { recursive: true });
symlinkSync(join(src, 'data'), join(share, 'data'));
const run_ = promisify(execFile);
const DEMO = process.env.DUBAN_TEST_DEMO; // of script/with-demo: a district made for all tests

class Store {
  constructor(engine) {
    this.engine = engine;
    this.keys = join(tmp, `${engine}.keys`);
    this.file = join(tmp, `${engine}.db`);
    if (engine === 'sqlite') this.db = `sqlite:${this.file}`;
    else {
      const name = `duban_history_${process.pid}`;
      execFileSync('psql', ['-X', '-q', process.env.DUBAN_TEST_PG, '-c', `CREATE DATABASE ${name}${DEMO ? ' TEMPLATE duban_demo' : ''}`]);
      this.db = process.env.DUBAN_TEST_PG.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
    }
    this.env = { ...process.env, DUBAN_DB: this.db, DUBAN_KEYS: this.keys, DUBAN_SHARE: share,
      DUBAN_PHOTOS: `${this.keys}.photos` };
  }
  duban(...args) { return run_(bin, args, { env: this.env, maxBuffer: 64 << 20 }).then((r) => ({ code: 0, ...r }), (e) => e); }
  // Rows as arrays of text; a payload has no line end in it.
  async sql(query) {
    const r = this.engine === 'sqlite'
      ? await run_('sqlite3', ['-separator', '\x1f', '-cmd', '.timeout 20000', this.file, query], { maxBuffer: 512 << 20 })
      : await run_('psql', ['-X', '-q', '-A', '-t', '-F', '\x1f', this.db, '-c', query], { maxBuffer: 512 << 20 });
    return r.stdout.split('\n').filter((l) => l !== '').map((l) => l.split('\x1f'));
  }
}

class Server {
  constructor(store) { this.store = store; this.port = 0; this.log = ''; this.up = false; }
  start() {
    return new Promise((good, bad) => {
      this.child = spawn(bin, ['serve', '--listen', `127.0.0.1:${this.port}`], { env: this.store.env, stdio: ['ignore', 'pipe', 'pipe'] });
      this.ended = new Promise((end) => this.child.on('exit', (code, signal) => { this.up = false; end(signal ?? code); }));
      this.child.stderr.on('data', (d) => { this.log = (this.log + d).slice(-200000); });
      this.child.stdout.on('data', (d) => { const m = /:(\d+)\//.exec(d); if (m) { this.port = Number(m[1]); this.up = true; good(); } });
      this.child.on('exit', () => bad(new Error(`the server ended: ${this.log.slice(-2000)}`)));
    });
  }
  kill() { this.child.kill('SIGKILL'); return this.ended; }
  stop() { this.child.kill('SIGTERM'); return this.ended; }
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
// {status, body} or {error}: what came back, or that nobody knows.
const send = (server, method, path, token, body, headers = {}) => new Promise((done) => {
  const data = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const rq = request({ agent, host: '127.0.0.1', port: server.port, method, path, timeout: 60000,
    headers: { Origin: `http://127.0.0.1:${server.port}`, ...(token ? { Cookie: `duban=${token}` } : {}),
      ...(data === undefined ? {} : { 'Content-Type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json', 'Content-Length': Buffer.byteLength(data) }), ...headers } },
  (rs) => { const parts = []; rs.on('data', (d) => parts.push(d)); rs.on('error', (e) => done({ error: e.code }));
    rs.on('end', () => done({ status: rs.statusCode, headers: rs.headers, body: Buffer.concat(parts).toString() })); });
  rq.on('timeout', () => rq.destroy(new Error('timeout')));
  rq.on('error', (e) => done({ error: e.code ?? e.message }));
  rq.end(data);
});

// ---- One history ------------------------------------------------------------------------------------------

const PEOPLE = ['sly01', 'sly02', 'zbz01', 'zbz02', 'pqy01', 'pqy02', 'hcy01', 'hcy02', 'hcy03', 'dcy01', 'ld01', 'jdy01', 'wgy01', 'cz01', 'cz14', 'cz15'];
const ROLES = { C: ['sly01', 'sly02'], Z: ['zbz01', 'zbz02'], D: ['pqy01', 'pqy02'], V: ['hcy01', 'hcy02', 'hcy03', 'dcy01'], L: ['ld01'], I: ['jdy01', 'wgy01'], H: ['cz14', 'cz01', 'cz15'] };
// Who is likely to do what in a state: keeps histories long.  A third of all tries ignore it.
const LIKELY = { reported: ['C:accept', 'C:accept', 'Z:decline', 'I:self'], checking: ['C:assign_check', 'V:check'], checked: ['Z:file', 'Z:file', 'Z:file', 'D:merge'],
  filed: ['D:dispatch', 'D:dispatch', 'D:ask_suspend'], dispatched: ['H:sign', 'H:sign', 'H:sign', 'H:give_back', 'D:reassign', 'H:ask_extend'],
  working: ['H:fix', 'H:fix', 'H:ask_extend', 'L:decide_extend', 'H:ask_suspend', 'L:decide_suspend', 'D:ask_force', 'Z:decide_void'], fixed: ['V:verify', 'V:verify', 'D:assign_verify'],
  proven: ['Z:close', 'Z:close', 'Z:doubt'], rework: ['H:fix'], returned: ['D:dispatch'], suspended: ['D:resume'], closed: ['Z:reopen', 'H:ask_exempt'], refused: ['Z:reopen'], void: [], merged: [] };

const ANSWERS = { check: ['yes', 'yes', 'no', 'unclear'], verify: ['yes', 'yes', 'no', 'unclear'] };
const NEEDS_REASON = /^(decline|give_back|reassign|doubt|ask_|resume|reopen|merge|reclassify)/;

const input = (act, id, pool, rnd, pick, hands) => {
  const body = { id };
  if (/^(check|verify|decide_)/.test(act)) { body.answer = pick(ANSWERS[act] ?? ['yes', 'yes', 'no']); if (body.answer !== 'yes') body.reason = '看到的不一样'; }
  if (NEEDS_REASON.test(act)) body.reason = '随机试验';
  if (/^(fix|note|self)$/.test(act)) body.text = '做了';
  if (/^(file|self)$/.test(act)) { body.class = 'S01037'; body.condition = 'S01037-2'; if (rnd() < 0.8) body.beside = pick(pool); if (act === 'self') delete body.beside; }
  if (act === 'close') body.closing = 'S01037-2';
  if (act === 'reclassify') { body.class = 'S01037'; body.condition = 'S01037-2'; }
  if (act === 'ask_suspend') body.until = new Date(Date.now() + 40 * 86400000).toISOString().slice(0, 10);
  if (act === 'assign_check' || act === 'assign_verify') { body.person = hands.person[pick(['hcy01', 'hcy02', 'hcy03', 'dcy01'])]; body.reason = '再看一次'; }
  if (act === 'merge') body.other = pick(pool);
  if (act === 'reassign' || (act === 'dispatch' && rnd() < 0.3)) { body.unit = hands.unit[pick(['SZ', 'T001', 'HW'])]; body.reason = '现场裁定'; }
  return body;
};

// ---- The same spot, filed at the same moment (L8) ------------------------------------------------------

const samespot = async (engine, server, token, place) => {
  const rounds = 12;
  const api = (who, command, body) => send(server, 'POST', `/api/case.${command}`, token[who], body);
  let both = 0, none = 0;
  for (let i = 0; i < rounds; i++) {
    const ids = [];
    for (let k = 0; k < 2; k++) {
      const id = JSON.parse((await api('sly01', 'report', { source: 'grid', place, class: 'S06010', description: '路灯不亮', address: `同一处${i}号` })).body).id;
      await api('sly01', 'accept', { id });
      ids.push(id);
    }
    const file = (who, id) => api(who, 'file', { id, class: 'S01037', condition: 'S01037-2' });
    const [a, b] = await Promise.all([file('zbz01', ids[0]), file('zbz02', ids[1])]);
    both += a.status === 200 && b.status === 200;
    none += a.status !== 200 && b.status !== 200;
  }
  ok(both === 0, `${engine}: of two that are filed at the same spot at once, one is told of the other (L8): ${both} of ${rounds} pairs were not`);
  ok(none === 0, `${engine}: and one of them is filed`, `${none}`);
};

const history = async (engine) => {
  const rnd = random(SEED), pick = (list) => list[Math.floor(rnd() * list.length)];
  const store = new Store(engine);
  if (DEMO) {
    copyFileSync(join(DEMO, `${engine}.keys`), store.keys);
    chmodSync(store.keys, 0o600);
    if (engine === 'sqlite') copyFileSync(join(DEMO, 'sqlite.db'), store.file);
  } else {
    const init = await store.duban('--quiet', 'init', '--place', '350602', '--demo');
    if (init.code) { ok(false, `${engine}: a demonstration district`, init.stderr); return; }
    const none = await store.duban('--quiet', 'do', 'photo.policy', 'at=none', '--as', 'xt01');
    if (none.code) { ok(false, `${engine}: no photo is needed`, none.stderr); return; }
  }
  const server = new Server(store);
  await server.start();
  const token = {};
  for (const name of PEOPLE) {
    const r = await send(server, 'POST', '/login', null, `name=${name}&password=duban-demo`);
    token[name] = /duban=([^;]+)/.exec(r.headers?.['set-cookie'] ?? '')?.[1];
    if (!token[name]) { ok(false, `${engine}: ${name} logs in`, r.body ?? r.error); return; }
  }
  const hands = { person: {}, unit: {} };
  for (const [name, code] of await store.sql('SELECT l.name, p.code FROM login AS l JOIN person AS p ON p.id = l.person_id')) hands.person[name] = code;
  for (const [code] of await store.sql('SELECT code FROM unit')) hands.unit[code] = code;
  const place = '350602001010';
  const elsewhere = '350602001012';
  const lastEvent = Number((await store.sql('SELECT max(id) FROM event'))[0][0]);
  const lastCase = Number((await store.sql('SELECT max(id) FROM cases'))[0][0]);

  // Everything that was ever sent, by its key.
  const sent = new Map(), order = [], faults = [], cases = new Map(); // id → {rev, state}
  const pool = [];
  let counter = 0, down = 0, refused = 0;
  const statuses = new Map();
  const key = () => `h${SEED}-${engine}-${++counter}`;

  let slowest = 0;
  const issue = async (one) => {
    one.tries++;
    const began = Date.now();
    const r = await send(server, 'POST', `/api/${one.command}`, token[one.who], one.body, { 'Idempotency-Key': one.key });
    slowest = Math.max(slowest, Date.now() - began);
    statuses.set(r.status ?? 'none', (statuses.get(r.status ?? 'none') ?? 0) + 1);
    if (r.error) { one.unknown = true; return r; }
    if (r.status === 200) {
      if (one.answer !== undefined && one.answer !== r.body) faults.push(`${one.key} ${one.command}: answered ${one.answer} and later ${r.body}`);
      one.answer ??= r.body;
      one.unknown = false;
      one.reply = JSON.parse(r.body);
    } else if (one.answer !== undefined && r.status !== 503 && r.status !== 504) faults.push(`${one.key} ${one.command}: was done, and later answered ${r.status} ${r.body}`);
    else if (r.status === 503 || r.status === 504) one.unknown = true;
    else {
      one.unknown = false;
      refused++;
      one.refusal = r.body;
      if (r.status >= 500) faults.push(`${one.key} ${one.command} ${JSON.stringify(one.body)}: ${r.status} ${r.body}`);
      // Nobody said when it happened, so the time cannot be at fault.
      if (/"field":"at"/.test(r.body) && one.body.at === undefined) faults.push(`${one.key} ${one.command}: ${r.body}`);
      if (!/[\u4e00-\u9fff]/.test(r.body)) faults.push(`${one.key} ${one.command}: no sentence in ${r.body}`);
    }
    return r;
  };
  const fresh = (who, command, body) => { const one = { who, command: `case.${command}`, body, key: key(), tries: 0, unknown: true }; sent.set(one.key, one); order.push(one); return one; };
  const report = async (note) => {
    const one = fresh(pick(['sly01', 'sly02', 'jdy01']), 'report', { source: 'grid', place, address: pick(['新华西路1号', '新华西路2号', '县前直街12号']), class: rnd() < 0.7 ? 'S01037' : 'S06010', description: note });
    if (one.who.startsWith('sly') && rnd() < 0.4) one.body.source = 'hotline';
    await issue(one);
    return one;
  };
  const look = async (id) => {
    const r = await send(server, 'GET', `/api/case.get?id=${id}`, token.zbz01);
    if (r.status !== 200) return null;
    const c = JSON.parse(r.body);
    cases.set(id, c);
    return c;
  };

  for (let i = 0; i < CASES; i++) { const one = await report('first'); if (one.reply) pool.push(one.reply.id); }
  const until = Date.now() + SECONDS * 1000;
  const client = async () => {
    while (Date.now() < until) {
      while (down) await down;
      if (rnd() < 0.06 || pool.length === 0) {
        const one = await report('found');
        if (one.reply) { pool.push(one.reply.id); if (pool.length > CASES) pool.splice(Math.floor(rnd() * pool.length), 1); }
        continue;
      }
      if (rnd() < 0.08) {
        // The same request again, after whatever has happened since.
        const old = pick(order);
        await issue(old);
        continue;
      }
      if (rnd() < 0.02) {
        const old = pick(order);
        if (old.answer !== undefined && old.body.text !== undefined) {
          const r = await send(server, 'POST', `/api/${old.command}`, token[old.who], { ...old.body, text: 'another' }, { 'Idempotency-Key': old.key });
          if (r.status && ![409, 503].includes(r.status)) faults.push(`${old.key}: the key with another body was answered ${r.status} ${r.body}`);
        }
        continue;
      }
      const id = pick(pool), c = rnd() < 0.7 ? await look(id) ?? cases.get(id) : cases.get(id);
      let who = pick(PEOPLE), act = pick(Object.keys(EVENT).filter((a) => a !== 'report'));
      if (c && rnd() < 0.7) {
        const likely = [...LIKELY[c.state] ?? [], 'C:note'];
        const [role, a] = pick(likely).split(':');
        who = role === 'H' && c.unit_name ? (/市政/.test(c.unit_name) ? 'cz14' : /环卫/.test(c.unit_name) ? 'cz15' : 'cz01') : pick(ROLES[role]);
        act = a;
      }
      const one = fresh(who, act, input(act, id, pool, rnd, pick, hands));
      if (c && rnd() < 0.3) one.body.rev = c.rev;
      // Who files has seen what is open beside it, mostly: the newest is named.
      if (act === 'file' && c && rnd() < 0.8) {
        const near = await send(server, 'GET', `/api/case.near?place=${place}&class=S01037&id=${id}&address=${encodeURIComponent(c.address)}`, token.zbz01);
        const open = near.status === 200 ? JSON.parse(near.body).find((n) => n.state !== 'closed') : undefined;
        if (open) one.body.beside = open.id; else delete one.body.beside;
      }
      if (rnd() < 0.05) await Promise.all([issue(one), issue(one)]);
      else await issue(one);
    }
  };
  const killer = async () => {
    for (let k = 0; k < KILLS; k++) {
      await sleep(SECONDS * 1000 / (KILLS + 1));
      let up;
      down = new Promise((r) => { up = r; });
      await server.kill();
      await server.start();
      down = 0;
      up();
    }
  };
  // Somebody at the console: through the server, or opening the store while it is down.  Whoever is cut off in the
  // middle is told (exit 10) that nobody knows whether it was done.
  const typed = [];
  let unknown = 0;
  const console_ = async () => {
    for (let i = 0; Date.now() < until; i++) {
      const r = i % 4 === 3 ? await store.duban('verify') : await store.duban('do', 'case.note', `id=${pick(pool)}`, 'text=console', '--as', 'sly02');
      if (r.code === 10 && i % 4 !== 3 && KILLS > 0) unknown++;
      else if (r.code) faults.push(`console: exit ${r.code} ${r.stdout}${r.stderr}`);
      else if (i % 4 !== 3) typed.push({ who: 'sly02', command: 'case.note', reply: JSON.parse(r.stdout) });
      await sleep(100);
    }
  };
  await Promise.all([killer(), console_(), ...Array.from({ length: CLIENTS }, client)]);

  // Whatever nobody knows the outcome of is asked again, with its key, until it is told.
  for (const one of sent.values()) for (let i = 0; one.unknown && i < 20; i++) { await issue(one); if (one.unknown) await sleep(50); }
  const lost = [...sent.values()].filter((o) => o.unknown);
  ok(lost.length === 0, `${engine}: every request gets an answer in the end`, lost);
  // And whatever was done is answered the same, also after another kill.
  await server.kill();
  await server.start();
  const done = [...sent.values()].filter((o) => o.answer !== undefined);
  for (const one of done.slice(-300)) await issue(one);
  const complaints = server.log.split('\n').filter((l) => /level=(error|warn)/.test(l));
  ok(complaints.length === 0, `${engine}: nothing went wrong in the log`, complaints);
  ok(faults.length === 0, `${engine}: ${sent.size} requests, ${done.length} done, ${refused} refused, ${typed.length} at the console: keys are answered the same, refusals have sentences`, faults);
  const enough = SECONDS * 5;
  ok(done.length > enough, `${engine}: more than ${enough} were done (${[...statuses].map(([s, n]) => `${s}: ${n}`).join(', ')}; slowest ${slowest} ms)`);
  ok(await server.stop() === 0, `${engine}: the server ends well`, server.log.slice(-1000));

  // ---- Judgement ----
  const verify = await store.duban('verify');
  ok(verify.code === 0, `${engine}: the chain is whole, every row equals its folded events`, verify.stdout);
  const events = (await store.sql(`SELECT id, aggregate, rev, type, at, recorded_at, coalesce(who, 0), coalesce(as_whom, 0), ${engine === 'sqlite' ? 'hex(payload)' : "encode(payload, 'hex')"} FROM event WHERE kind = 'case' AND aggregate > ${lastCase} ORDER BY aggregate, rev`))
    .map(([id, aggregate, rev, type, at, recorded, who, as, payload]) => ({ id: Number(id), aggregate: Number(aggregate), rev: Number(rev), type, at: Number(at), recorded: Number(recorded), who: Number(who), as: Number(as), payload }));
  const json = execFileSync(unpacker, { input: events.map((e) => `${e.payload}\n`).join(''), encoding: 'utf8', maxBuffer: 512 << 20 }).split('\n');
  events.forEach((e, i) => { e.payload = JSON.parse(json[i]); });
  const logins = new Map((await store.sql('SELECT id, name, person_id FROM login')).map(([id, name, person]) => [Number(id), { name, person: Number(person) }]));
  const unitOfPost = new Map((await store.sql('SELECT id, unit_id FROM post')).map((r) => r.map(Number)));
  const rows = new Map((await store.sql(`SELECT id, rev, no, year, seq, state FROM cases WHERE id > ${lastCase}`)).map(([id, rev, no, year, seq, state]) => [Number(id), { rev: Number(rev), no, year: Number(year), seq: Number(seq), state: Number(state) }]));
  const parts = new Map(); // case → units that were sent it, with when
  for (const [id, unit, from] of await store.sql(`SELECT case_id, unit_id, from_at FROM case_part WHERE case_id > ${lastCase}`))
    parts.set(Number(id), [...parts.get(Number(id)) ?? [], { unit: Number(unit), from: Number(from) }]);

  // Each acknowledged command stands once in the history, by its person, and nothing else does.
  const at = new Map(events.map((e) => [`${e.aggregate}/${e.rev}`, e])), bad = [], taken = new Set();
  for (const one of [...done, ...typed]) {
    const where = `${one.reply.id}/${one.reply.rev}`, e = at.get(where), name = one.command.slice(5);
    if (!e || e.type !== `case.${EVENT[name]}` || logins.get(e.who)?.name !== one.who) bad.push({ lost: one.command, who: one.who, reply: one.reply, event: e?.type });
    if (taken.has(where)) bad.push({ twice: where });
    taken.add(where);
  }
  const perhaps = (e) => e.type === 'case.noted' && e.payload.more?.text === 'console' && logins.get(e.who)?.name === 'sly02' && unknown-- > 0;
  for (const e of events) if (ACT.has(e.type) && !taken.has(`${e.aggregate}/${e.rev}`) && !perhaps(e)) bad.push({ unasked: e.type, case: e.aggregate, rev: e.rev });
  ok(bad.length === 0, `${engine}: no acknowledged command is lost, none is done twice, none that was refused is done`, bad);

  const revisions = [], steps = [], times = [], rules = [];
  const all = Map.groupBy ? Map.groupBy(events, (e) => e.aggregate) : events.reduce((m, e) => m.set(e.aggregate, [...m.get(e.aggregate) ?? [], e]), new Map());
  for (const [id, list] of all) {
    if (list.some((e, i) => e.rev !== i + 1) || rows.get(id)?.rev !== list.length) revisions.push({ case: id, events: list.map((e) => e.rev).join(' '), row: rows.get(id)?.rev });
    const f = {}, handled = new Set(), asked = {}; // folded columns; persons that signed, fixed, gave back; who asked for what
    let last = -Infinity, returns = 0, verified = null;
    for (const e of list) {
      const set = e.payload.set ?? {}, more = e.payload.more ?? {}, act = ACT.get(e.type), person = logins.get(e.who)?.person, unit = unitOfPost.get(e.as);
      const from = f.state ?? STATE.none, before = f.before, told = `case ${id} rev ${e.rev} ${e.type}`;
      const held = new Set((parts.get(id) ?? []).filter((p) => p.from < e.recorded).map((p) => p.unit));
      Object.assign(f, set);
      const to = f.state;
      if (BESIDE.has(e.type)) { if (to !== from) steps.push(`${told}: from ${from} to ${to}`); continue; }
      if (!act) { steps.push(`${told}: no step of the document`); continue; }
      const rowsOf = table.get(act).filter((r) => r.from.includes(from) && (r.answer === undefined || r.answer === more.answer) && (r.public === undefined || r.public === (f.is_public ?? false)));
      if (!rowsOf.some((r) => (r.to === 'same' ? from : r.to === 'before' ? before : r.to) === to)) steps.push(`${told}: from ${from} to ${to} (${more.answer ?? ''})`);
      if (e.at < last) times.push(`${told}: at ${e.at} after ${last}`);
      last = e.at;
      if (OPEN[to] !== (f.open === true)) rules.push(`${told}: open ${f.open} in state ${to}`);
      // L2: eyes that neither reported nor handled it, of no unit that was sent it.
      if (act === 'verify') {
        if (person === f.found_by || handled.has(person) || held.has(unit)) rules.push(`${told}: verified by ${logins.get(e.who)?.name}, who is not independent`);
        verified = more.answer;
      }
      if (act === 'check' && person === f.found_by) rules.push(`${told}: checked by who found it`);
      if (act === 'close' && verified !== 'yes') rules.push(`${told}: closed without a passed verification (L1)`);
      if (/^(close|doubt|decide_|reopen|assign_verify)/.test(act) && held.has(unit)) rules.push(`${told}: by ${logins.get(e.who)?.name} of a unit that was sent it (L1)`);
      if (/^(sign|fix|give_back|ask_extend)$/.test(act) && unit !== f.unit_id) rules.push(`${told}: by unit ${unit}, held by ${f.unit_id} (L19)`);
      if (/^(sign|fix|give_back)$/.test(act)) handled.add(person);
      if (act === 'fix' || act === 'doubt') verified = null;
      if (act === 'give_back' && ++returns > 1) rules.push(`${told}: a second return (L7)`);
      if ((act === 'dispatch' || act === 'reassign') && (!f.unit_id || !f.post_id === !f.person_id || !f.work_due)) rules.push(`${told}: not one unit, one post or person, one deadline (L4)`);
      if (act.startsWith('ask_')) { if (asked[act.slice(4)] !== undefined && (f.asking_seen ?? 0) === e.rev) rules.push(`${told}: asked twice (L23)`); asked[act.slice(4)] = person; }
      if (act.startsWith('decide_')) {
        if (asked[act.slice(7)] === undefined) rules.push(`${told}: nobody asked`);
        if (asked[act.slice(7)] === person) rules.push(`${told}: decided by who asked`);
        delete asked[act.slice(7)];
      }
      if (act === 'decide_extend' && more.answer === 'yes' && (f.extensions > 2 || f.overdue)) rules.push(`${told}: extension ${f.extensions}, overdue ${f.overdue} (L10)`);
      if (f.suspensions > 1) rules.push(`${told}: suspended ${f.suspensions} times (L11)`);
      if (NEEDS_REASON.test(act) && !more.reason) rules.push(`${told}: without a reason (L6)`);
      if (act === 'file' && f.is_public && f.checked !== 1) rules.push(`${told}: filed with answer ${f.checked} (L17)`);
    }
    if (f.state !== rows.get(id)?.state) rules.push(`case ${id}: the row says ${rows.get(id)?.state}, the events ${f.state}`);
  }
  ok(revisions.length === 0, `${engine}: ${all.size} cases: revisions 1, 2, 3 … and the row has the number of its events`, revisions);
  ok(steps.length === 0, `${engine}: each of ${events.length} events is a step of docs/case-life.md`, steps);
  ok(times.length === 0, `${engine}: facts of a case follow each other (L16)`, times);
  ok(rules.length === 0, `${engine}: whoever raced whom, the rules held (L1, L2, L4, L6, L7, L10, L11, L17, L19)`, rules);

  // Of every aggregate, units and told rows too: whoever waited for a lock comes after the one who had it.
  const back = await store.sql(`SELECT e.kind, e.aggregate, e.rev, e.type, p.recorded_at - e.recorded_at FROM event e
    JOIN event p ON p.kind = e.kind AND p.aggregate = e.aggregate AND p.rev = e.rev - 1 WHERE p.recorded_at > e.recorded_at`);
  ok(back.length === 0, `${engine}: nothing is recorded before the revision that it follows`, back);

  const numbers = new Map(), gaps = [];
  for (const [root, year, seq] of await store.sql('SELECT root_id, year, seq FROM cases')) numbers.set(`${root}/${year}`, [...numbers.get(`${root}/${year}`) ?? [], Number(seq)]);
  for (const [k, list] of numbers) { list.sort((a, b) => a - b); if (list.some((n, i) => n !== i + 1)) gaps.push(`${k}: ${list.join(' ')}`); }
  for (const one of done) if (one.command === 'case.report' && rows.get(one.reply.id)?.no !== one.reply.no) gaps.push(`${one.reply.no} was answered for ${rows.get(one.reply.id)?.no}`);
  ok(gaps.length === 0, `${engine}: 案号 1, 2, 3 … for each place and year, as they were answered (L14)`, gaps);
  ok(Number((await store.sql(`SELECT count(*) FROM event WHERE id > ${lastEvent} AND pos IS NULL`))[0][0]) < 20000, `${engine}: the sealer kept up`);
  const kinds = new Set(events.map((e) => e.type));
  ok(kinds.size > 12, `${engine}: ${kinds.size} kinds of events took part`);

  await server.start();
  await samespot(engine, server, token, elsewhere);
  ok(await server.stop() === 0, `${engine}: the server ends well again`);
};

console.log(`# seed ${SEED}, ${CLIENTS} clients, ${SECONDS} s, ${KILLS} kills`);
try {
  for (const engine of process.env.ENGINES?.split(' ') ?? ['sqlite', ...(process.env.DUBAN_TEST_PG ? ['postgres'] : [])]) {
    await history(engine);
  }
} finally {
  agent.destroy();
  if (!process.env.KEEP) rmSync(tmp, { recursive: true, force: true });
}
console.log(`1..${run}`);
process.exitCode = failed ? 1 : 0;
