// The look by itself, without a browser: contrast of every pair of tokens in every skin, what old browsers understand,
// no colour outside the tokens, no class that nothing uses.  usage: look.mjs ROOT LIST-OF-CLASSES…
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [, , root, ...lists] = process.argv;
const { cssFaults, forcedStates, jsFaults, ratio, skins, withoutDark } = await import(join(root, 'tools/look.mjs'));
const css = (f) => readFileSync(join(root, 'web/css', f), 'utf8');
let n = 0, bad = 0;
function ok(cond, rule, ...more) {
	console.log(`${cond ? '' : 'not '}ok ${++n} - ${rule}`);
	if (!cond) {
		bad++;
		for (const m of more.flat())
			console.log(`#   ${m}`);
	}
}

/* ---- Contrast: the formula of WCAG 2, tried on figures worked out elsewhere, then on the tokens ---- */

const near = (a, b, want) => Math.abs(ratio(a, b) - want) < 0.06;
ok(near('#000', '#fff', 21) && near('#fff', '#fff', 1) && near('#777', '#fff', 4.48), 'black on white is 21 : 1, white on white 1 : 1, #777 on white 4.48 : 1');
ok([['#1b2430', '#fff', 15.7], ['#566273', '#fff', 6.2], ['#8a94a3', '#fff', 3.1], ['#1a5fb4', '#fff', 6.3], ['#134a8e', '#fff', 8.8],
	['#8c1d18', '#fde7e5', 7.7], ['#7a4b00', '#fff1d6', 6.6], ['#1b5e20', '#e3f3e5', 6.8], ['#174a7c', '#e3eefb', 7.8], ['#3d4652', '#e8ebef', 8.0],
	['#eaf2ff', '#0c1a2b', 15.6], ['#9fb3cc', '#0c1a2b', 8.2]].every((x) => near(...x)), 'the agreed table of colours has the ratios it names');

// What stands on what.  Words 4.5; borders of controls, marks and words of what cannot be used 3.
const words = {
	ink: 'page card hov sel cur press hair', mut: 'page card hov none-g sel cur', pri: 'page card hov sel cur', 'pri-d': 'sel card', on: 'pri pri-h pri-d',
	seen: 'page card cur', late: 'page card hov late-g late-h', soon: 'page card hov soon-g', done: 'card hov done-g', info: 'card info-g',
	none: 'card none-g', card: 'done late none info', 'rail-w': 'rail rail-h rail-c', 'rail-t': 'rail rail-h rail-c', 'rail-m': 'rail rail-h',
};
const marks = { edge: 'card', off: 'none-g', red: 'card', green: 'card', pri: 'card', late: 'card' };
for (const [name, token] of Object.entries(skins(css('tokens.css')))) {
	for (const [pairs, least, what] of [[words, 4.5, 'words'], [marks, 3, 'borders and marks']]) {
		const all = Object.entries(pairs).flatMap(([a, on]) => on.split(' ').map((b) => [a, b, ratio(token.get(a), token.get(b))]));
		ok(all.every(([, , r]) => r >= least), `${name}: ${all.length} pairs of ${what} have ${least} : 1 or more`,
			all.filter(([, , r]) => r < least).map(([a, b, r]) => `${a} on ${b}: ${r.toFixed(2)}`));
	}
}
const named = new Set([...css('tokens.css').matchAll(/--([\w-]+)\s*:/g)].map((m) => m[1]));
const files = readdirSync(join(root, 'web/css')).filter((f) => f.endsWith('.css'));
const asked = files.flatMap((f) => [...css(f).matchAll(/var\(--([\w-]+)\)/g)].map((m) => [m[1], f]));
const own = new Set(files.flatMap((f) => [...css(f).matchAll(/[\s;{]--([\w-]+)\s*:/g)].map((m) => m[1])));
ok(asked.every(([t]) => own.has(t)), 'every token that is asked for is there', asked.filter(([t]) => !own.has(t)).map((x) => x.join(' in ')));
ok([...named].every((t) => asked.some(([a]) => a === t)), 'every token is asked for', [...named].filter((t) => !asked.some(([a]) => a === t)));

// Paper is black and white, the photo's boxes lie on a photo; Leaflet's own sheet is Leaflet's.
const strange = files.filter((f) => !['tokens.css', 'print.css', 'own-mask.css'].includes(f)).flatMap((f) =>
	(css(f).replace(/\/\*[\s\S]*?\*\//g, '').match(/:[^;{}]*(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\()/gi) || []).map((m) => `${f} ${m}`));
ok(strange.length === 0, 'no colour outside the tokens', strange);

/* ---- What Chromium 69 and iOS 12 do not know is found, and what they know is not ---- */

const refused = ['a:has(b){color:red}', '@layer x{a{color:red}}', '@container (min-width:1px){a{color:red}}', 'a{color:oklch(1 0 0)}', 'a{& b{color:red}}',
	'a{background:url(https://x.test/y.png)}', 'a{inset:0}', 'a{aspect-ratio:1}', 'a{width:clamp(1px,2px,3px)}', 'a{width:min(1px,2px)}', 'a:is(b){color:red}',
	'a:where(b){color:red}', 'a{display:flex;gap:4px}', 'a{display:inline-flex;column-gap:4px}', 'a{height:100dvh}', 'a:not(b, c){color:red}', 'a{margin-inline:1px}'];
ok(refused.every((s) => cssFaults(s).length > 0), 'each thing that would be dropped is found', refused.filter((s) => cssFaults(s).length === 0));
const fine = ['a{display:grid;grid-gap:4px}', 'a{display:grid;gap:4px}', 'a{width:calc(100% - var(--c))}', 'a{color:var(--pri)}', 'a{grid-template-columns:minmax(0,1fr)}', 'a:not(.b):hover{color:red}'];
ok(fine.every((s) => cssFaults(s).length === 0), 'and nothing else', fine.flatMap((s) => cssFaults(s)));
const tooNew = ['const a = { ...b };', 'try { x(); } catch { y(); }', 'a?.b();', 'const x = a ?? b;', 'for await (const x of y()) z(x);', 'x = 1n;', 'class A { b = 1; }',
	'a.replaceChildren(b);', 'Object.fromEntries(a);', 'a.at(-1);', 'a.replaceAll("x", "y");', 'a.flat();', 'd.showModal();', 'x.innerHTML = y;', 'eval("1");', 'fetch("https://x.test/");'];
const seen = await Promise.all(tooNew.map((s) => jsFaults(/for await/.test(s) ? `async function f() { ${s} }` : s)));
ok(seen.every((f) => f.length > 0), 'each script above ES2017, or with what came later, is found', tooNew.filter((_, i) => seen[i].length === 0));
ok((await jsFaults('async function f(a, b = 1) { await a; return [...b].map((x) => `${x}`.padStart(2)); }')).length === 0, 'ES2017 is not');
for (const f of readdirSync(join(root, 'web/js'))) {
	const faults = await jsFaults(readFileSync(join(root, 'web/js', f), 'utf8'));
	ok(faults.length === 0, `web/js/${f} is ES2017 and asks for nothing newer`, faults);
}

/* ---- What the build derives ---- */

const [rest, night] = withoutDark('a{b:c}\n@media screen {\n.dark { --x: 1; color-scheme: dark; }\n}\nd{e:f}');
ok(/a\{b:c\}\s*d\{e:f\}/.test(rest) && /--x: 1/.test(night) && !/dark \{/.test(rest), 'the dark skin leaves the common sheet, which keeps the rest');
const forced = forcedStates('.b:hover, .b:focus:not(:focus-visible) { color: red } @media print { .b:hover { color: blue } } .b:active > i { top: 0 }');
ok(forced.replace(/\s+/g, ' ').trim() === '.is-hover .b { color: red } .is-down .b > i { top: 0 }', 'forced states are the rules of the real ones', forced);

// /style forgets no colour; its icons are the sprite's list by itself.
const shown = readFileSync(join(root, 'src/show/look/style.html'), 'utf8');
const colours = [...skins(css('tokens.css')).light].filter(([, v]) => v.startsWith('#')).map(([k]) => k);
ok(colours.every((c) => shown.includes(`class="c-${c}"`)), `/style shows all ${colours.length} colours`, colours.filter((c) => !shown.includes(`class="c-${c}"`)));

/* ---- No class that nothing uses ---- */

const walk = (d) => readdirSync(d).flatMap((f) => (statSync(join(d, f)).isDirectory() ? walk(join(d, f)) : [join(d, f)]));
const pages = new Set(lists.filter((l) => !/look_tpl/.test(l)).flatMap((l) => readFileSync(l, 'utf8').split('\n').filter(Boolean)));
const code = [...walk(join(root, 'src/show')).filter((f) => f.endsWith('.c')), ...walk(join(root, 'web/js'))].map((f) => readFileSync(f, 'utf8')).join('\n');
const quoted = new Set([...code.matchAll(/["'`]([\w $,.{}?:=>[\]()-]*)["'`]/g)].flatMap((m) => m[1].split(/[^\w-]+/)));
for (const f of files.filter((x) => x !== 'own-style.css' && x !== 'tokens.css')) {
	const there = new Set([...css(f).replace(/\/\*[\s\S]*?\*\//g, '').replace(/\{[^{}]*\}/g, '{}').matchAll(/\.(-?[a-z][\w-]*)/gi)].map((m) => m[1]));
	const idle = [...there].filter((c) => !pages.has(c) && !quoted.has(c) && !/^leaflet-|^css$/.test(c));
	ok(idle.length === 0, `every class of ${f} is used by a page or a script`, idle);
}
console.log(`1..${n}`);
process.exit(bad ? 1 : 0);
