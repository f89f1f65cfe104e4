// Break a rule, see whether a test notices; over and over, each time one place only.
// usage: node tools/mutate.mjs [--n 40] [--seed TEXT]    in the root of a checkout; works on a copy
import { createHash } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

const option = (name, otherwise) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? otherwise : process.argv[i + 1] }
const most = Number(option('n', 40)), seed = option('seed', 'duban'), least = 90
// Pure rules and tables, and the tests that must notice when one of them is wrong.
const targets = [
  { file: 'src/work/life/rules.c', builds: 'tests/work/life/', tests: ['rules', 'walk', 'document'].map((t) => `test_life_${t}`) },
  { file: 'src/city/duty/decide.c', builds: 'tests/city/duty/', tests: ['test_city_duty'] },
  { file: 'src/city/unit/roles.c', builds: 'tests/city/unit/', tests: ['test_city_unit'] },
  { file: 'src/work/life/spot.c', builds: 'tests/work/life/', tests: ['test_life_rules'] },
  { file: 'src/work/photo/rules.c', builds: 'tests/work/photo/', tests: ['test_photo_rules', 'test_photo_room'] },
  { file: 'src/judge/bulletin/rules.c', builds: 'tests/judge/bulletin/', tests: ['test_bulletin_rules'] },
  { file: 'src/kit/worktime/clocks.c', builds: 'tests/kit/worktime/', tests: ['worktime', 'read', 'say'].map((t) => `test_worktime_${t}`) },
  { file: 'src/kit/worktime/season.c', builds: 'tests/kit/worktime/', tests: ['worktime', 'read', 'say'].map((t) => `test_worktime_${t}`) },
  { file: 'src/kit/geo/shape.c', builds: 'tests/kit/geo/', tests: ['test_shape', 'test_geos', 'test_geo'] },
  { file: 'src/work/ledger/when.c', builds: 'tests/work/ledger/', tests: ['test_ledger_map'] },
  { file: 'src/city/credential/password.c', builds: 'tests/city/credential/', tests: ['test_credential'] },
]

// What stands in comments, texts and the preprocessor is no rule.
const blank = (s) => s.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^#(?:[^\n]*\\\n)*[^\n]*/gm, (m) => m.replace(/[^\n]/g, ' '))
const flips = [
  [/ < /g, [' <= ', ' > ']], [/ > /g, [' >= ', ' < ']], [/ <= /g, [' < ']], [/ >= /g, [' > ']],
  [/ == /g, [' != ']], [/ != /g, [' == ']], [/ && /g, [' || ']], [/ \|\| /g, [' && ']],
  [/\btrue\b/g, ['false']], [/\bfalse\b/g, ['true']], [/(?<=[( ,])!(?=\w)/g, ['']],
]
function mutants(file, text) {
  const code = blank(text), found = []
  const add = (at, length, to) => found.push({ file, at, length, to, line: text.slice(0, at).split('\n').length })
  for (const [what, tos] of flips) for (const m of code.matchAll(what)) for (const to of tos) add(m.index, m[0].length, to)
  // A row of the table of steps: one need, one clock, one state less.
  for (const row of code.matchAll(/^\t\{M\(.*\)\},$/gm))
    for (const m of row[0].matchAll(/\b(?:N|R|AT)\(\w+\) \| | \| (?:N|R|AT)\(\w+\)|(?<=, +)(?:N|R)\(\w+\)(?=,)/g))
      add(row.index + m.index, m[0].length, m[0].includes('|') ? '' : '0')
  // The matrix of roles stands in texts: each letter taken out, and one that is missing put in.
  for (const row of text.matchAll(/\{PERM_\w+, "([A-Z]+)"\}/g)) {
    const at = row.index + row[0].indexOf('"') + 1
    for (let i = 0; i < row[1].length; i++) add(at + i, 1, '')
    for (const letter of 'ICZDHVSLYEA') if (!row[1].includes(letter)) add(at, 0, letter)
  }
  return found
}

const root = resolve('.'), copy = mkdtempSync(join(tmpdir(), 'duban-mutate.'))
const run = (command, args, timeout) => spawnSync(command, args, { cwd: copy, timeout, killSignal: 'SIGKILL', stdio: 'pipe', maxBuffer: 1 << 28 })
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const f of execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)) {
  mkdirSync(dirname(join(copy, f)), { recursive: true })
  cpSync(join(root, f), join(copy, f))
}
rmSync(join(copy, 'node_modules'), { force: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
const all = ['src/app/photo/duban-photo', ...targets.flatMap((t) => t.tests.map((x) => t.builds + x))]
const ready = run('meson', ['setup', 'build', '-Dwerror=false', '-Db_sanitize=address,undefined', '-Darena_debug=true'], 120000)
if (ready.status !== 0 || run('ninja', ['-C', 'build', ...all], 1800000).status !== 0) {
  console.error(String(ready.stderr))
  throw new Error('the copy does not build')
}
// Each test is run as the build runs it; one that skips what it should look at notices nothing.
const tests = new Map(JSON.parse(String(run('meson', ['introspect', '--tests', 'build'], 60000).stdout))
  .map((x) => [basename(x.cmd[0]), x]))
const notices = (t) => {
  for (const name of t.tests) {
    const { cmd, env, workdir } = tests.get(name)
    const r = spawnSync(cmd[0], cmd.slice(1), { cwd: workdir ?? join(copy, 'build'), env: { ...process.env, ...env },
      timeout: 120000, killSignal: 'SIGKILL', stdio: 'pipe', maxBuffer: 1 << 28 })
    if (/^1\.\.0 # SKIP/m.test(String(r.stdout))) throw new Error(`${name}: ${r.stdout}`)
    if (r.status !== 0 || /^not ok/m.test(String(r.stdout))) return true
  }
  return false
}
for (const t of targets) if (notices(t)) throw new Error(`${t.file}: its tests fail before anything was broken`)

// The same seed tries the same places; another one others.
const key = (m) => createHash('sha256').update(`${seed}\0${m.file}\0${m.at}\0${m.to}`).digest('hex')
let tried = 0, noticed = 0
for (const t of targets) {
  const before = { tried, noticed }, path = join(copy, t.file), text = readFileSync(path, 'utf8')
  const found = mutants(t.file, text).map((m) => ({ ...m, key: key(m) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  const share = t === targets[0] ? Math.ceil(most / 3) : Math.ceil((most * 2) / 3 / (targets.length - 1))
  for (const m of found.slice(0, share)) {
    writeFileSync(path, text.slice(0, m.at) + m.to + text.slice(m.at + m.length))
    if (run('ninja', ['-C', 'build', ...t.tests.map((x) => t.builds + x)], 120000).status !== 0) continue
    tried++
    if (notices(t)) { noticed++; continue }
    console.log(`not noticed: ${m.file}:${m.line}: "${text.slice(m.at, m.at + m.length)}" made "${m.to}": ${text.split('\n')[m.line - 1].trim()}`)
  }
  writeFileSync(path, text)
  console.log(`# ${t.file}: ${found.length} places, ${noticed - before.noticed} of ${tried - before.tried} noticed`)
}
const rate = tried ? (100 * noticed) / tried : 0
// A sample says little: it fails when a true rate of `least` would give so few in fewer than one of twenty runs.
let enough = tried, chance = (least / 100) ** tried, tail = 1 - chance
while (enough > 0 && tail >= 0.05) {
  chance *= (enough / (tried - enough + 1)) * ((100 - least) / least)
  tail -= chance
  enough--
}
console.log(`${noticed} of ${tried} noticed, ${rate.toFixed(1)} % (${least} % is believed from ${enough} of ${tried} on)`)
process.exit(tried > 0 && noticed >= enough ? 0 : 1)
