// Reads the page of make_torture back with Chromium, without any CSP: no script may have run, the tree may
// hold nothing that the template does not say, and every value must come back byte for byte.
// usage: torture.mjs MAKE_TORTURE DIR
import { execFileSync } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let n = 0, bad = 0;
const ok = (cond, rule, ...more) => {
	console.log(`${cond ? '' : 'not '}ok ${++n} - ${rule}`);
	if (!cond) {
		bad++;
		for (const m of more) console.log(`# ${JSON.stringify(m)}`);
	}
};
const skip = (why) => { console.log(`1..0 # SKIP ${why}`); process.exit(0); };

let chromium;
try {
	({ chromium } = await import('playwright-core'));
} catch {
	skip('playwright-core is not installed');
}
const dir = mkdtempSync(join(tmpdir(), 'torture-'));
execFileSync(process.argv[2], [join(dir, 'page.html'), join(dir, 'list.json')]);
const html = readFileSync(join(dir, 'page.html')), given = JSON.parse(readFileSync(join(dir, 'list.json'), 'utf8'));
rmSync(dir, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
const asked = [];
let dialogs = 0;
page.on('dialog', (d) => { dialogs++; d.dismiss(); });
await page.route('**/*', (route) => {
	const url = route.request().url();
	if (url === 'http://duban.test/page') return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
	asked.push(url);
	return route.abort();
});
await page.goto('http://duban.test/page');
await page.waitForTimeout(500);

const got = await page.evaluate(() => {
	// Wake up whatever handler could have slipped in.
	for (const e of document.querySelectorAll('*'))
		for (const t of ['mouseover', 'focus', 'error', 'load', 'click'])
			e.dispatchEvent(new Event(t, { cancelable: true }));
	const q = (s, c) => s.querySelector(c);
	return {
		hit: window.hit,
		title: document.title,
		handlers: [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()).filter((a) => /^on/.test(a)),
		scripts: [...document.scripts].filter((s) => s.type !== 'application/json').length,
		sections: [...document.body.children].map((s) => s.tagName),
		all: [...document.querySelectorAll('section')].map((s) => ({
			shape: [...s.querySelectorAll('*')].map((e) => `${e.tagName}[${e.getAttributeNames()}]`).join(' '),
			csrf: q(s, '[name=_csrf]').value,
			key: q(s, '[name=_key]').value,
			exact: {
				text: q(s, '.text').textContent,
				piece: q(s, '.piece').textContent,
				attr: q(s, '.attr').title,
				single: q(s, '.single').title,
				alt: q(s, '.src').alt,
				value: q(s, '.form').getAttribute('value'),
				textarea: q(s, 'textarea').textContent,
				label: q(s, 'textarea').getAttribute('aria-label'),
				pre: q(s, 'pre').textContent,
				svgtitle: q(s, 'svg title').textContent,
				svgtext: q(s, 'svg text').textContent,
				option: q(s, 'option').getAttribute('value'),
				td: q(s, 'td').textContent,
			},
			inside: q(s, '.inside').getAttribute('class'),
			sentence: q(s, '.sentence').textContent,
			sentenceAttr: q(s, '.sentence-attr').title,
			urls: [q(s, '.url').href, q(s, '.src').src, q(s, '.action').action, q(s, '.form').formAction,
				new URL(q(s, 'svg a').getAttribute('xlink:href'), document.baseURI).href],
			part: q(s, '.part').getAttribute('href'),
			use: q(s, 'use').getAttribute('href'),
			json: q(s, 'script').textContent,
		})),
	};
});
await browser.close();

ok(got.hit === undefined && dialogs === 0, 'no script has run', got.hit, dialogs);
ok(got.handlers.length === 0, 'no event attribute is there', got.handlers);
ok(got.scripts === 0, 'no script element but JSON', got.scripts);
ok(got.title === given[2], 'the title came back', got.title);
ok(got.sections.join() === given.map(() => 'SECTION').join(), 'the body holds the sections and nothing else', got.sections);
const foreign = asked.filter((u) => !u.startsWith('http://duban.test/') && u !== 'https://a.example/?a=1&b=2');
ok(foreign.length === 0, 'no request went to another site but the one that was an https address', foreign);

const shapes = new Set(got.all.slice(0, -1).map((s) => s.shape));
ok(shapes.size === 1, 'every section has the same elements and attributes', [...shapes].slice(0, 3));

const today = (s) => `今天 ${s}`;
given.forEach((s, i) => {
	const a = got.all[i], name = JSON.stringify(s), seen = s.replaceAll('\0', '\uFFFD');
	const wrong = Object.entries(a.exact).filter(([, v]) => v !== seen);
	ok(wrong.length === 0, `text and attributes give back ${name}`, wrong);
	ok(a.inside === `inside x-${seen} y`, `the middle of an attribute gives back ${name}`, a.inside);
	ok(a.sentence === today(seen) && a.sentenceAttr === today(seen), `a sentence gives back ${name}`, a.sentence);
	ok(a.csrf === given[9] && a.key === `<key>-${i + 1}`, `the form of ${name} has its token and key`, a.csrf, a.key);
	const sites = a.urls.filter((u) => {
		const { protocol, host } = new URL(u);
		return !(['http:', 'https:', 'mailto:'].includes(protocol) &&
			(['duban.test', ''].includes(host) || s.startsWith(`${protocol}//${host}`)));
	});
	ok(sites.length === 0, `addresses made of ${name} stay harmless`, sites);
	const p = new URL(a.part, 'http://duban.test/'), e = encodeURIComponent;
	const m = /^\/x\/([^/?#]*)\/y\?q=([^&#]*)&z=1#(.*)$/.exec(a.part) ?? [];
	ok(m.slice(1).length === 3 && m.slice(1).every((x) => decodeURIComponent(x) === s) &&
		p.searchParams.get('q') === s && p.searchParams.get('z') === '1' && p.host === 'duban.test',
		`parts of addresses give back ${name}`, a.part, e(s));
	ok(decodeURIComponent(a.use.slice('/i.svg#'.length)) === s, `a fragment gives back ${name}`, a.use);
	let j = {};
	try { j = JSON.parse(a.json); } catch { /* shown below */ }
	ok(j.v === s && j.raw === s, `JSON gives back ${name}`, a.json);
});
console.log(`1..${n}`);
process.exit(bad ? 1 : 0);
