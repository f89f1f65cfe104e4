// Every class that a template uses is known to the style sheet, or to the script.  usage: classes.mjs ROOT LIST…
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [, , root, ...lists] = process.argv;
const css = ['web/css', 'web/js'].flatMap((d) => readdirSync(join(root, d)).map((f) => readFileSync(join(root, d, f), 'utf8'))).join('\n');
// States are forced for /style by classes that the build derives.
const known = new Set([...css.matchAll(/\.(-?[a-z][\w-]*)/gi)].map((m) => m[1]).concat('is-hover', 'is-down', 'is-focus'));
let n = 0, bad = 0;
for (const list of lists) {
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
