// Takes a picture of a page in Chromium and, if asked, checks it with axe-core.
//
//   node tools/shot.mjs URL OUT.png [WIDTH [HEIGHT]] [options]
//     --cookie NAME=VALUE   a login cookie (may be given more than once)
//     --axe                 run axe-core (Chinese messages, WCAG 2.2 AA and best practice); exit 1 on a violation
//     --full                the whole page, not only the first screen
//     --nojs                without JavaScript (axe is not possible then)
//     --no3d                as on a PC without WebGL
//     --scale N             device pixels per CSS pixel (default 1)
//     --press KEYS          keys to press first, separated by commas: j,j,x
//     --click SELECTOR      click first (may be given more than once)
//     --print               as on paper: OUT is then a PDF if it ends so
//     --lang TAG            preferred language (default zh-CN)
//
// OUT may be "-": no picture. Console errors and refused loads (CSP) are printed and make exit 1.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const args = process.argv.slice(2);
const plain = [];
const opt = { cookie: [], click: [], press: [], scale: 1, lang: 'zh-CN' };

for (let i = 0; i < args.length; i++) {
	const a = args[i];
	if (a === '--axe' || a === '--full' || a === '--nojs' || a === '--no3d' || a === '--print')
		opt[a.slice(2)] = true;
	else if (a === '--cookie' || a === '--click')
		opt[a.slice(2)].push(args[++i]);
	else if (a === '--press')
		opt.press = args[++i].split(',');
	else if (a === '--scale')
		opt.scale = Number(args[++i]);
	else if (a === '--lang')
		opt.lang = args[++i];
	else
		plain.push(a);
}
const [url, out, width = '1366', height = '768'] = plain;
if (!url || !out || plain.some((a) => a.startsWith('--'))) {
	console.error('usage: node tools/shot.mjs URL OUT.png [WIDTH [HEIGHT]] [--cookie N=V] [--axe] [--full] [--nojs] …');
	process.exit(2);
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const need = createRequire(import.meta.url);

async function axe(page) {
	await page.evaluate(readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8'));
	const locale = JSON.parse(readFileSync(need.resolve('axe-core/locales/zh_CN.json'), 'utf8'));
	const found = await page.evaluate(([l, t]) => {
		window.axe.configure({ locale: l });
		return window.axe.run(document, { runOnly: { type: 'tag', values: t } });
	}, [locale, tags]);
	for (const v of found.violations) {
		console.log(`axe: ${v.id} [${v.impact}] ${v.help}`);
		for (const n of v.nodes.slice(0, 8))
			console.log(`  ${n.target.join(' ')}\n    ${n.html.slice(0, 160)}\n    ${(n.any[0] || n.all[0] || n.none[0] || {}).message || ''}`);
	}
	console.log(`axe: ${found.violations.length} violations, ${found.passes.length} rules passed, ` +
		`${found.incomplete.length} undecided (${found.incomplete.map((v) => v.id).join(' ')})`);
	return found.violations.length;
}

let bad = 0;
const browser = await chromium.launch({
	executablePath: process.env.DUBAN_CHROMIUM || '/usr/bin/chromium',
	args: opt.no3d ? ['--disable-3d-apis'] : [],
});
try {
	const context = await browser.newContext({
		viewport: { width: Number(width), height: Number(height) },
		deviceScaleFactor: opt.scale,
		locale: opt.lang,
		timezoneId: 'Asia/Shanghai',
		javaScriptEnabled: !opt.nojs,
		reducedMotion: 'reduce',
		isMobile: Number(width) < 600,
		hasTouch: Number(width) < 600,
	});
	for (const c of opt.cookie) {
		const eq = c.indexOf('=');
		await context.addCookies([{ name: c.slice(0, eq), value: c.slice(eq + 1), url: new URL(url).origin }]);
	}
	const page = await context.newPage();
	page.on('console', (m) => {
		// A page that is meant to answer 4xx or 5xx is reported as such by the browser; not a fault of the page.
		if (m.type() === 'error' && !/the server responded with a status of/.test(m.text())) {
			bad++;
			console.log(`console: ${m.text()}`);
		}
	});
	page.on('pageerror', (e) => { bad++; console.log(`script: ${e.message}`); });
	page.on('requestfailed', (r) => { bad++; console.log(`load: ${r.url()} ${r.failure()?.errorText}`); });
	await page.goto(url, { waitUntil: 'load' });
	for (const s of opt.click)
		await page.click(s);
	for (const k of opt.press)
		await page.keyboard.press(k);
	if (opt.print)
		await page.emulateMedia({ media: 'print' });
	await page.waitForTimeout(150);
	if (out.endsWith('.pdf'))
		await page.pdf({ path: out, preferCSSPageSize: true });
	else if (out !== '-')
		await page.screenshot({ path: out, fullPage: Boolean(opt.full) });
	const wide = opt.nojs ? 0 : await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wide > 0 && !opt.print) {
		bad++;
		console.log(`layout: the page is ${wide} px wider than the window`);
	}
	if (opt.axe)
		bad += await axe(page);
} finally {
	await browser.close();
}
process.exit(bad > 0 ? 1 : 0);
