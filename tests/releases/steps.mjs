// A schema's steps in the words of schema.sql, without remarks and white space, and their digests: what no release changes.
// As a program: lines of ROOM|STEP|DIGEST in, the same with the text's digest out, separated by tabs.  usage: steps.mjs SOURCE
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Of each statement the remarks count that make something else of a table; the words of others may be bettered.
const marks = /^(append only but:|append only$|clustered|unchecked)/
export const stepsOf = (text) => {
  const steps = new Map()
  let at = null
  for (const [word] of text.matchAll(/--[^\n]*|'(?:[^']|'')*'|\w+|\S/g)) {
    const remark = word.startsWith('--') ? word.slice(2).trim() : null
    const step = remark?.match(/^step (\d+)$/)
    if (step) steps.set(Number(step[1]), at = [])
    else if (at && (remark === null || marks.test(remark))) at.push(remark ?? word)
  }
  return new Map([...steps].map(([n, words]) => [n, createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 32)]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = process.argv[2]
  for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
    const [room, step, digest] = line.split('|')
    console.log([room, step, digest, stepsOf(readFileSync(`${source}/src/${room}/schema.sql`, 'utf8')).get(Number(step))].join('\t'))
  }
}
