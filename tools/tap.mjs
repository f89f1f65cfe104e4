// Read meson's testlog.json and print every TAP line of every test; a test that
// ended badly without a "not ok" becomes one.
import { readFileSync } from 'node:fs'

const results = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line))
let bad = false
for (const test of results) {
  const out = (test.stdout || '').split('\n')
  const fails = out.filter((l) => l.startsWith('not ok '))
  for (const line of out) if (/^(not )?ok |^#|^1\.\.0/.test(line)) console.log(line)
  if (fails.length === 0 && !['OK', 'SKIP'].includes(test.result)) {
    console.log(`not ok - ${test.name} ended with ${test.result}`)
    for (const said of [test.stdout, test.stderr]) {
      for (const line of (said || '').split('\n').filter((l) => l !== '').slice(-5)) console.log(`# ${line}`)
    }
  }
  if (!['OK', 'SKIP'].includes(test.result)) bad = true
  // A program that is not TAP (exit code only) counts as one test.
  if (!/^(not )?ok |^1\.\.0/m.test(test.stdout || '') && test.result === 'OK') console.log(`ok - ${test.name}`)
}
process.exit(bad ? 1 : 0)
