// Builds what the browser loads (duban.css, duban.js, icons.svg, favicon.svg) into the folder given;
// the dark skin's colours, a block of tokens.css, become dark.css; web/css/own-NAME.css becomes NAME.css and web/js/own-NAME.js NAME.js, for the few pages that need more than the common ones.
//
//   node tools/web.mjs OUT
//
// Exit 1, and nothing to trust in OUT, when the style sheet uses what Chromium 69 or iOS 12 does not
// know, when a file outgrows its ceiling, or when an icon is missing. assets.tsv lists what was made:
// name, bytes, first 16 hex digits of SHA-256 (for the address or the ETag).

import { build, transform } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cssFaults, forcedStates, jsFaults, level, swatches, withoutDark } from './look.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const web = join(root, 'web');
const target = ['chrome69', 'ios12', level];
const ceiling = { 'duban.css': 40 * 1024, 'duban.js': 16 * 1024, 'map.js': 160 * 1024, 'map.css': 20 * 1024, 'icons.svg': 32 * 1024 };

const out = process.argv[2];
if (!out || process.argv.length > 3) {
	console.error('usage: node tools/web.mjs OUT');
	process.exit(2);
}

const faults = [];

function checkCss(name, css) {
	faults.push(...cssFaults(css).map((f) => `${name}: ${f}`));
}

// One symbol a Lucide icon; colour and stroke come from the page's class `i`.
function sprite() {
	const icons = dirname(createRequire(import.meta.url).resolve('lucide-static/package.json'));
	const names = readFileSync(join(web, 'icons/list.txt'), 'utf8').split('\n')
		.map((s) => s.trim()).filter((s) => s && !s.startsWith('#'));
	const symbols = [];
	const seen = new Set();

	function add(name, svg, from) {
		const m = /<svg\b([^>]*)>([\s\S]*)<\/svg>/.exec(svg);
		const box = m && /viewBox="([^"]+)"/.exec(m[1]);
		if (!box || seen.has(name)) {
			faults.push(`${from}: ${seen.has(name) ? 'named twice' : 'not an icon'}`);
			return;
		}
		seen.add(name);
		const body = m[2].replace(/\s+/g, ' ').replace(/> </g, '><').replace(/ \/>/g, '/>').trim();
		symbols.push(`<symbol id="${name}" viewBox="${box[1]}">${body}</symbol>`);
	}
	for (const name of names) {
		const path = join(icons, 'icons', `${name}.svg`);
		let svg;
		try {
			svg = readFileSync(path, 'utf8');
		} catch {
			faults.push(`web/icons/list.txt: no such icon: ${name}`);
			continue;
		}
		add(name, svg, `list.txt: ${name}`);
	}
	for (const file of readdirSync(join(web, 'icons')).filter((f) => f.endsWith('.svg')).sort())
		add(file.slice(0, -4), readFileSync(join(web, 'icons', file), 'utf8'), file);
	return '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence -->\n' +
		symbols.join('\n') + '\n</svg>\n';
}

for (const file of readdirSync(join(web, 'css')).filter((f) => f.endsWith('.css')).sort())
	checkCss(`web/css/${file}`, readFileSync(join(web, 'css', file), 'utf8').replace(/@import [^;]+;/g, ''));

const made = new Map();
try {
	const common = { bundle: true, minify: true, write: false, target, legalComments: 'none', logLevel: 'silent',
		charset: 'utf8', outdir: resolve(out), loader: { '.png': 'empty' } };
	const css = await build({ ...common, entryPoints: [join(web, 'css/duban.css')] });
	for (const file of readdirSync(join(web, 'css')).filter((f) => /^own-.+\.css$/.test(f)).sort()) {
		const own = await build({ ...common, entryPoints: [join(web, 'css', file)] });
		made.set(file.slice(4), own.outputFiles.find((x) => x.path.endsWith('.css')).text);
	}
	for (const file of readdirSync(join(web, 'js')).filter((f) => /^own-.+\.js$/.test(f)).sort()) {
		const own = await build({ ...common, entryPoints: [join(web, 'js', file)], format: 'iife', legalComments: 'eof' });
		made.set(file.slice(4), own.outputFiles[0].text);
	}
	const js = await build({ ...common, entryPoints: [join(web, 'js/duban.js')], format: 'iife' });
	// Minified again after they are parted, so that what is counted is what is served.
	const small = async (text) => (await transform(text, { loader: 'css', minify: true, target: common.target, charset: 'utf8' })).code;
	const tokens = readFileSync(join(web, 'css/tokens.css'), 'utf8');
	const [light, dark] = withoutDark(css.outputFiles[0].text);
	made.set('duban.css', await small(light));
	made.set('dark.css', await small(`:root { ${dark} }`));
	made.set('style.css', await small(`${forcedStates(light)} ${swatches(tokens)} .dark { ${dark} } ${made.get('style.css')}`));
	made.set('duban.js', js.outputFiles[0].text);
} catch (e) {
	for (const x of e.errors || [{ text: String(e) }])
		faults.push(`${x.location ? `${x.location.file}:${x.location.line}: ` : ''}${x.text}`);
}
made.set('icons.svg', sprite());
made.set('favicon.svg', readFileSync(join(web, 'icons/logo-dark.svg'), 'utf8').replace(/\n\s*/g, ''));

for (const [name, text] of made) {
	if (name.endsWith('.css'))
		checkCss(name, text);
	// Leaflet asks before it uses what is new; ours has to do without.
	if (name.endsWith('.js') && name !== 'map.js')
		faults.push(...(await jsFaults(text)).map((f) => `${name}: ${f}`));
}
for (const [name, max] of Object.entries(ceiling))
	if (made.has(name) && Buffer.byteLength(made.get(name)) > max)
		faults.push(`${name}: ${Buffer.byteLength(made.get(name))} bytes, the ceiling is ${max}`);

if (faults.length > 0) {
	for (const f of faults)
		console.error(`web: ${f}`);
	process.exit(1);
}
mkdirSync(out, { recursive: true });
let list = '';
for (const [name, text] of made) {
	const bytes = Buffer.from(text);
	writeFileSync(join(out, name), bytes);
	list += `${name}\t${bytes.length}\t${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}\n`;
}
writeFileSync(join(out, 'assets.tsv'), list);
