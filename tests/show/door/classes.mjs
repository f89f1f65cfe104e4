// Every class that a template uses is known to the style sheet, or to the script.  usage: classes.mjs ROOT LIST…
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [, , root, ...lists] = process.argv;
// own-style.css is loaded by /style alone.
const sheets = (skip) => ['web/css', 'web/js'].flatMap((d) => readdirSync(join(root, d)).filter((f) => f !== skip).map((f) => readFileSync(join(root, d, f), 'utf8'))).join('\n');
const css = sheets('');
// States are forced for /style by classes that the build derives, and each colour has a swatch.
const common = new Set([...sheets('own-style.css').matchAll(/\.(-?[a-z][\w-]*)/gi)].map((m) => m[1]));
const every = new Set([...css.matchAll(/\.(-?[a-z][\w-]*)/gi)].map((m) => m[1]).concat('is-hover', 'is-down', 'is-focus', [...css.matchAll(/--([\w-]+)\s*:\s*#/g)].map((m) => `c-${m[1]}`)).flat());
let n = 0, bad = 0;
for (const list of lists) {
	const known = /look_tpl/.test(list) ? every : common;
	const used = readFileSync(list, 'utf8').split('\n').filter(Boolean);
	// A name that a field completes is known by its beginning.
	const lost = used.filter((c) => (c.endsWith('*') ? ![...known].some((k) => k.startsWith(c.slice(0, -1))) : !known.has(c)));
	console.log(`${lost.length ? 'not ' : ''}ok ${++n} - the style sheet knows the ${used.length} classes of ${list.replace(/.*\//, '')}`);
	for (const c of lost)
		console.log(`#   ${c}`);
	bad += lost.length;
}
console.log(`1..${n}`);
process.exit(bad ? 1 : 0);
