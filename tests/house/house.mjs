// The house stays a house: layers, banned calls, file heads, texts, SQL's place.  Prints TAP.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stepsOf } from '../releases/steps.mjs'

const root = process.argv[2] ?? '.'
const files = execFileSync('git', ['-C', root, 'ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .trim().split('\n')
const read = (f) => { try { return readFileSync(`${root}/${f}`, 'utf8') } catch { return '' } }
let run = 0, failed = 0
const check = (rule, faults) => {
  console.log(`${faults.length ? 'not ok' : 'ok'} ${++run} - ${rule}`)
  for (const f of faults.slice(0, 20)) console.log(`#   ${f}`)
  if (faults.length) failed++
}

const source = files.filter((f) => /^(src|tools|tests|bench)\/.*\.[ch]$/.test(f))
const text = new Map(source.map((f) => [f, read(f)]))

// Code without comments and literals, the same lines; waivers are read from the comments.
const strip = (s, keepStrings) => s.replace(
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
  (m) => (m[0] === '"' && keepStrings ? m : m[0] === '/' ? m.replace(/[^\n]/g, ' ') : '""'))
const code = new Map(source.map((f) => [f, strip(text.get(f), false)]))
const withStrings = new Map(source.map((f) => [f, strip(text.get(f), true)]))

// A waiver stands in a comment on the line or the one above: "house: WORD, because …".
const used = new Set()
const waived = (f, line, word) => {
  const lines = text.get(f).split('\n')
  for (const n of [line, line - 1]) {
    if (new RegExp(`house: ${word.replace(/[^\w]/g, '')}, because \\S`).test(lines[n] ?? '')) {
      used.add(`${f}:${n}`)
      return true
    }
  }
  return false
}
const hits = (f, regexp, map = code) => map.get(f).split('\n').flatMap((l, i) => {
  const m = l.match(regexp)
  return m && !waived(f, i, m[1]) ? [`${f}:${i + 1}: ${m[1]}`] : []
})

// 1. Layers.
const floor = ['base', 'kit', 'city', 'work', 'judge', 'show', 'app']
const sideways = new Set(read('tools/layers.txt').split('\n').map((l) => l.replace(/#.*/, '').trim().replace(/\s+/g, ' ')).filter(Boolean))
const roomOf = (path) => { const p = path.split('/'); return p[0] === 'base' || (p[0] === 'app' && p.length < 3) ? p[0] : p.slice(0, 2).join('/') }
// Generated headers belong to the room whose meson.build makes them, and to nobody else.  city_login_texts.h counts as
// a file of city/login; texts.h, which has them all, is for templates, tests and main.
const textsOf = (inc) => inc.match(/^([a-z]+)(?:_([a-z]+))?_texts\.h$/)?.slice(1, 3).filter(Boolean).join('/')
const generated = new Map(files.filter((f) => /^src\/.*meson\.build$/.test(f)).flatMap((f) => [
  ...read(f).matchAll(/'(\w+\.h)'/g)].map((m) => [m[1], roomOf(f.slice(4))])))
// A room's queries may use a table of its floor too; querygen judges that, here it only counts as use.
const tables = new Map(files.filter((f) => /^src\/.*schema\.sql$/.test(f)).flatMap((f) => [
  ...read(f).matchAll(/^CREATE TABLE (\w+)/gm)].map((m) => [m[1], roomOf(f.slice(4))])))
const layerFaults = [], sidewaysUsed = new Set()
for (const f of source.filter((x) => x.startsWith('src/'))) {
  const from = roomOf(f.slice(4))
  for (const [, inc] of text.get(f).matchAll(/^#include "([^"]+)"/gm)) {
    const made = generated.get(inc.split('/').at(-1))
    if (inc === 'texts.h') {
      if (!/^src\/app\/(paint\/)?main\.c$/.test(f)) layerFaults.push(`${f}: texts.h has all texts, include those of the rooms it uses`)
      continue
    }
    const told = textsOf(inc)
    if (made ? made !== from : !told && !inc.includes('/')) {
      layerFaults.push(made ? `${f}: ${inc} is private to ${made}` : `${f}: whose is ${inc}?`)
      continue
    }
    if (made) continue
    const to = told ?? roomOf(inc)
    const a = floor.indexOf(from.split('/')[0]), b = floor.indexOf(to.split('/')[0])
    if (a < 0 || b < 0) layerFaults.push(`${f}: ${inc} is on no floor`)
    else if (b > a) layerFaults.push(`${f}: reaches up to ${inc}`)
    else if (b === a && from !== to) {
      if (sideways.has(`${from} ${to}`)) sidewaysUsed.add(`${from} ${to}`)
      else layerFaults.push(`${f}: ${from} uses ${to}, which tools/layers.txt does not allow`)
    }
  }
}
// A query that reads another room's table uses that room; querygen refuses those that are not allowed.
const tableOf = new Map(files.filter((f) => /^src\/.*schema\.sql$/.test(f)).flatMap((f) => [
  ...read(f).matchAll(/^CREATE TABLE (\w+)/gm)].map((m) => [m[1], roomOf(f.slice(4))])))
for (const f of files.filter((x) => /^src\/.*\.sql$/.test(x)))
  for (const [, , table] of read(f).matchAll(/\b(FROM|JOIN|REFERENCES)\s+(\w+)/g))
    if (tableOf.has(table) && sideways.has(`${roomOf(f.slice(4))} ${tableOf.get(table)}`)) sidewaysUsed.add(`${roomOf(f.slice(4))} ${tableOf.get(table)}`)
check('a room uses only rooms below it, and what tools/layers.txt allows; what is generated stays in its room', layerFaults)
for (const f of files.filter((x) => /^src\/.*\.sql$/.test(x)))
  for (const w of new Set(read(f).replace(/--.*/g, '').match(/\w+/g)))
    if (tables.has(w)) sidewaysUsed.add(`${roomOf(f.slice(4))} ${tables.get(w)}`)
check('tools/layers.txt allows nothing that nobody uses', [...sideways].filter((x) => !sidewaysUsed.has(x)))

// 2. Banned calls.
const banned = /(?<![\w.>])(strcpy|strncpy|strcat|strncat|strtok|strtok_r|atoi|atol|atoll|sprintf|vsprintf|gets|rand|srand|random|localtime|localtime_r|gmtime|gmtime_r|time|ctime|strdup|strndup|alloca|setjmp|longjmp|assert|system|popen|malloc|calloc|realloc|free|strlen)\s*\(/
check('no strlen, malloc, time, sprintf … outside base', source
  .filter((f) => f.startsWith('src/') && !f.startsWith('src/base/')).flatMap((f) => hits(f, banned)))

// 3. Heads and width.
check('the first line of each C file says in one sentence what it is', source
  .filter((f) => !/^\/\* [A-Z0-9].*[.:?)] ?\*\/\n/.test(text.get(f)) && !/^\/\* [a-z].*[.:?)] ?\*\/\n/.test(text.get(f))))
const width = (l) => [...l.replace(/\t/g, '        ')].length
// A test's sentence and its golden value stand on the line of the call: what is in quotes may run on to 165.
const bare = (l) => l.replace(/"(?:\\.|[^"\\])*"/g, '""')
check('lines end before column 120, rows of a table before 190; the texts of a test may run on to 165', source.flatMap((f) => text.get(f).split('\n')
  .flatMap((l, i) => (width(l) > (/^\s*\{/.test(l) ? 190 : f.startsWith('tests/') && width(bare(l)) <= 120 ? 165 : 120) ? [`${f}:${i + 1}: ${width(l)}`] : []))))

// 4. SQL has its own files.
check('no SQL inside C outside kit/db, its engines and kit/move', source
  .filter((f) => f.startsWith('src/') && !/^src\/kit\/(?:db|sqlite|postgres|move)\//.test(f))
  .flatMap((f) => hits(f, /"[^"]*\b(SELECT |INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)/, withStrings)))

// A step that a release has is in stores: it stays as it is, for ever.  What is new is a further step.
const steps = new Map(files.filter((f) => /^src\/.*schema\.sql$/.test(f)).map((f) => [roomOf(f.slice(4)), stepsOf(read(f))]))
const releases = files.filter((f) => /^tests\/releases\/.*\/steps\.tsv$/.test(f))
const frozen = releases.flatMap((f) => read(f).trim().split('\n').map((l) => [f.split('/')[2], ...l.split('\t')]))
check('no step of a schema that a release has was changed, and each release is kept', [
  ...frozen.filter(([, room, n, , text]) => steps.get(room)?.get(Number(n)) !== text)
    .map(([release, room, n]) => `src/${room}/schema.sql: step ${n} is in stores of release ${release}; write a further step instead`),
  ...(read('docs/releases.md').match(/^## \d+\.\d+/gm) ?? []).map((h) => h.slice(3))
    .filter((v) => !frozen.some(([release]) => release === v)).map((v) => `docs/releases.md: ${v} has no tests/releases/${v}/steps.tsv`),
  ...(frozen.length ? [] : ['tests/releases: no release is kept'])])

// Payloads lie packed in the store: what a query of `event` read is bytes until journal_payload() has been over it, or
// trail_of(), which is handed them as `packed`.
const packed = files.filter((f) => /^src\/.*\.sql$/.test(f) && !/^src\/kit\/(journal|verify)\//.test(f)).flatMap((f) => {
  const rows = read(f).split(/^(?=-- \w+: (?:one|many|each|exec)$)/m).filter((q) => /\bFROM event\b/.test(q) && /\bpayload\b/.test(q))
    .map((q) => `q_${q.match(/^-- (\w+):/)?.[1]}_row`)
  const room = source.filter((x) => roomOf(x.slice(4)) === roomOf(f.slice(4)) && x.startsWith('src/'))
  const named = (x) => rows.flatMap((r) => [...code.get(x).matchAll(new RegExp(`struct ${r}\\s*\\**\\s*(\\w+)`, 'g'))].map((m) => m[1]))
  const shared = room.filter((x) => x.endsWith('.h')).flatMap(named)
  return room.filter((x) => x.endsWith('.c')).flatMap((x) => [...new Set([...shared, ...named(x)])].flatMap((v) =>
    [...code.get(x).matchAll(new RegExp(`\\b${v}(?:\\[[^\\]]*\\])?(?:\\.|->)payload\\b`, 'g'))]
      .filter((m) => !/(journal_payload\([^;{]*|\bpacked = )$/.test(code.get(x).slice(0, m.index)))
      .map((m) => `${x}:${code.get(x).slice(0, m.index).split('\n').length}: ${m[0]}`)))
})
check('what a query read as a payload goes through journal_payload first', packed)

// 5. Sentences are texts, in both languages.
check('no Chinese in C string literals: sentences are texts', source
  .filter((f) => f.startsWith('src/'))
  .flatMap((f) => hits(f, /"[^"\n]*(\p{Script=Han})/u, withStrings).map((x) => x)
    .filter((x) => !waived(f, Number(x.split(':')[1]) - 1, 'words')))
  .filter((x) => !/house: words/.test(text.get(x.split(':')[0]).split('\n')[0] + text.get(x.split(':')[0]).split('\n')[1])))
const keys = files.filter((f) => /^src\/.*texts\.tsv$/.test(f)).flatMap((f) => read(f).split('\n')
  .filter((l) => l && !l.startsWith('#')).map((l) => [l.split('\t')[0], f]))
const everything = files.filter((f) => /^(src|web)\/.*\.(c|h|html|js)$/.test(f)).map(read).join('\n')
const words = new Set(everything.match(/\w+/g))
check('every text is used', keys.filter(([k]) => !words.has(`T_${k}`) && !words.has(k)).map(([k, f]) => `${f}: ${k}`))

// 6. Names and leftovers.
check('no room is called utils or common', files.filter((f) => /^src\/.*\b(utils?|common|misc|helpers?)\b/.test(f)))
check('nothing is left to do in the code', source.filter((f) => f.startsWith('src/'))
  .flatMap((f) => hits(f, /\b(TODO|FIXME|XXX|HACK)\b/, text)))
const hosts = new RegExp(['registry', 'npmjs', 'org'].join('\\.') + '|' + ['deb', 'debian', 'org'].join('\\.') + '|(?<!\\w)/' + 'work/')
check('no address of a package registry and no path of one machine', files
  .filter((f) => !/^(LICENSE|data\/|tests\/house\/)/.test(f) && hosts.test(read(f))))

// 7. Waivers are counted; one that waives nothing is an error.
const all = source.flatMap((f) => text.get(f).split('\n').flatMap((l, i) => (/house: \w+, because \S/.test(l) && !(i === 1 && /house: words/.test(l)) ? [`${f}:${i}`] : [])))
check('every waiver is needed', all.filter((w) => !used.has(w)).map((w) => w.replace(/:(\d+)$/, (m, n) => `:${Number(n) + 1}`)))
console.log(`# ${all.length} waivers, ${source.length} C files, ${sidewaysUsed.size} sideways uses`)

// 8. A header says of each of its functions what it does, and has none that nobody uses.
const protos = []
for (const f of source.filter((x) => /^src\/.*\.h$/.test(x))) {
  const lines = text.get(f).split('\n'), c = code.get(f).split('\n')
  for (let i = 0, depth = 0; i < c.length; i++) {
    const outside = depth === 0
    depth += (c[i].match(/\{/g) ?? []).length - (c[i].match(/\}/g) ?? []).length
    if (!outside || depth || !/^[A-Za-z]/.test(c[i]) || /^(typedef|static|extern const)\b/.test(c[i]) || /^static\b/.test(c[i - 1] ?? '')) continue
    let end = i
    while (!/;\s*$/.test(c[end]) && end < i + 6) end++
    const name = c.slice(i, end + 1).join(' ').match(/([A-Za-z_]\w*)\s*\(/)?.[1]
    if (!name) continue
    let top = i
    while (lines[top - 1]?.trim()) top--
    protos.push({ f, line: i + 1, name, said: lines.slice(top, end + 1).some((l) => /\*\//.test(l)) })
    i = end
  }
}
check('every function in a header has a comment, of its own or with its group',
  protos.filter((p) => !p.said).map((p) => `${p.f}:${p.line}: ${p.name}`))
const wordsOf = new Map(source.map((f) => [f, new Set(code.get(f).match(/\w+/g))]))
// What tplgen and querygen write calls functions too; html_NAME and html_NAME_opt are put together there.
const inTemplates = new Set(files.filter((f) => /^tools\/(tplgen|querygen)\//.test(f)).map(read).join(' ').replace(/\\[nt]/g, ' ').match(/\w+/g))
const called = (p) => {
  if (inTemplates.has(p.name) || inTemplates.has(p.name.replace(/^html_|_opt$/g, ''))) return ['src/']
  const own = new RegExp(`^${p.name}\\(`, 'm')
  // A macro or an inline function of the header itself counts.
  if ((code.get(p.f).match(new RegExp(`\\b${p.name}\\b`, 'g')) ?? []).length > 1) return [p.f]
  return source.filter((f) => f !== p.f && wordsOf.get(f).has(p.name) && !(f.endsWith('.c') && f.startsWith('src/') && own.test(code.get(f))))
}
const uses = protos.map((p) => [p, called(p)])
check('no header has a function that nobody uses outside its file', uses.filter(([, u]) => !u.length).map(([p]) => `${p.f}:${p.line}: ${p.name}`))
const tested = uses.filter(([, u]) => u.length && !u.some((f) => f.startsWith('src/'))).map(([p]) => p.name)
console.log(`# ${protos.length} functions in headers; for tests and tools alone: ${tested.join(' ')}`)

// 9. A function can be read as a whole.
const lengths = source.filter((f) => f.endsWith('.c')).flatMap((f) => {
  const c = code.get(f).split('\n'), found = []
  for (let i = 0, from = -1; i < c.length; i++) {
    if (/^\{/.test(c[i])) from = i
    else if (/^\}/.test(c[i]) && from >= 0) {
      found.push({ n: i - from - 1, at: `${f}:${from + 1}: ${c.slice(Math.max(0, from - 4), from).join(' ').match(/(\w+)\s*\([^{]*$/)?.[1]}` })
      from = -1
    }
  }
  return found
})
check('no function is longer than 130 lines', lengths.filter((x) => x.n > 130).map((x) => `${x.at} has ${x.n} lines`))
for (const x of lengths.filter((y) => y.n > 80)) console.log(`# ${x.at} has ${x.n} lines`)

// 10. What a document cites is there.
const testText = files.filter((f) => /^(tests|tools)\//.test(f) && f !== 'tests/house/house.mjs').map(read).join('\n')
  .replace(/\\n/g, ' ').replace(/"\s*\n\s*"/g, '').replace(/\\(["'])/g, '$1').replace(/\s+/g, ' ')
const invariants = read('INVARIANTS.md').split(/^(?=- \*\*I)/m).slice(1)
check('every sentence of a test that INVARIANTS.md quotes is in a test, every file it names exists', invariants.flatMap((i) => {
  const flat = i.replace(/\s+/g, ' '), no = flat.match(/I\d+/)[0]
  const quotes = [...flat.matchAll(/"([^"]+)"/g)].map((m) => m[1]).flatMap((q) => q.split('…').map((p) => p.trim())).filter((q) => q.length > 3)
  const named = [...flat.matchAll(/`((?:[\w/-]+\/)?[\w-]+\.(?:c|t|mjs|tsv))`/g)].map((m) => m[1])
  return [...quotes.filter((q) => !testText.includes(q)).map((q) => `${no}: "${q}"`),
    ...named.filter((n) => !files.some((f) => f === n || f.endsWith(`/${n}`))).map((n) => `${no}: ${n}`)]
}))

// 11. The journal of changes has words for whatever it shows: an event's type is said where it is written ("task.added"),
// its words in a table of trail_type; so are settings by their keys.
const apart = read('src/show/audit/audit.sql').match(/kind NOT IN \(([^)]*)\)/)[1].match(/\w+/g)
const inC = [...withStrings].filter(([f]) => /^src\/.*\.c$/.test(f))
const thingKinds = new Set(inC.flatMap(([, c]) => [...c.matchAll(/\.kind = "(\w+)",\s*\.label\b/g)].map((m) => m[1])))
const worded = new Set(inC.filter(([f]) => f.startsWith('src/show/')).flatMap(([, c]) =>
  [...c.matchAll(/\{"(\w+\.\w+)",\s*T_/g)].map((m) => m[1])))
const below = inC.filter(([f]) => /^src\/(city|work|judge)\//.test(f) && !f.endsWith('/roles.c'))
// Commands and views are no events: they stand by .name, or with their summary, in a row of a macro.
const named = new Set(below.flatMap(([, c]) =>
  [...c.matchAll(/name\s*=\s*"(\w+\.\w+)"|"(\w+\.\w+)"(?=\s*,\s*T_)/g)].map((m) => m[1] ?? m[2])))
const told = below.flatMap(([f, c]) => [...c.matchAll(/"((\w+)\.\w+)"/g)]
  .filter(([, type, kind]) => thingKinds.has(kind) && !named.has(type) && (!apart.includes(kind) || /[._]erased$/.test(type)))
  .map(([, type]) => [type, f]))
check('the journal of changes has words for every type of event', [
  ...told.filter(([type]) => !worded.has(type)).map(([type, f]) => `${f}: ${type}`),
  ...(told.length > 100 && thingKinds.size > 30 ? [] : [`only ${told.length} types of ${thingKinds.size} kinds were found`]),
  ...inC.filter(([f, c]) => /\.kind = "\w+",\s*\.queries/.test(c)).map(([f]) => `${f}: a kind without a label`)])
const settingKeys = inC.flatMap(([f, c]) => [...c.matchAll(/setting_(?:put|get)\([^;]*?S\("(\w+\.\w+)"\)/g)].map((m) => [m[1], f]))
check('the journal of changes has words for every setting', settingKeys.filter(([k]) => !worded.has(k)).map(([k, f]) => `${f}: ${k}`))
check('the journal leaves the same kinds apart in C and in SQL', inC.filter(([f]) => f.endsWith('audit/journal.c'))
  .filter(([, c]) => c.match(/apart\[\] = \{([^}]*)\}/)?.[1].match(/\w+/g).join() !== apart.join()).map(([f]) => f))

// 12. Rooms keep a size one can hold in the head.
const rooms = {}
for (const f of source.filter((x) => x.startsWith('src/') && x.endsWith('.c'))) {
  const r = roomOf(f.slice(4))
  rooms[r] = (rooms[r] ?? 0) + text.get(f).split('\n').length
}
check('no room is larger than 2,700 lines of C', Object.entries(rooms).filter(([, n]) => n > 2700).map(([r, n]) => `${r}: ${n}`))
for (const [r, n] of Object.entries(rooms)) if (n > 2000) console.log(`# ${r} has ${n} lines: it wants a wall`)
check('no C file is longer than 1,000 lines', source.filter((f) => text.get(f).split('\n').length > 1000))
console.log(`1..${run}`)
process.exit(failed ? 1 : 0)
