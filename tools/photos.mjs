// Photographs every page of a running demonstration in every skin at two widths, with an index to leaf through.
//
//   node tools/photos.mjs URL FOLDER [--axe] [--few] [--only SHAPE] [--skins light,dark,large,print]
//     --axe     check each with axe-core too (messages in Chinese, also in FOLDER/axe.txt); exit 1 on a violation
//     --few     one page of each shape; else each log-in's work list and three cases, too: who may do what differs
//
// script/photos FOLDER starts a demonstration of its own for it.  Exit 1 too when a page is wider than its window.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { axe, begin, crawl, demoLogins } from './pages.mjs';

const args = process.argv.slice(2), plain = [], opt = { skins: 'light,dark,large,print' };
for (let i = 0; i < args.length; i++) {
	if (args[i] === '--axe' || args[i] === '--few')
		opt[args[i].slice(2)] = true;
	else if (args[i] === '--only' || args[i] === '--skins')
		opt[args[i].slice(2)] = args[++i];
	else
		plain.push(args[i]);
}
const [at, out] = plain;
if (!at || !out || plain.length > 2) {
	console.error('usage: node tools/photos.mjs URL FOLDER [--axe] [--few] [--only SHAPE] [--skins light,dark,large,print]');
	process.exit(2);
}
mkdirSync(out, { recursive: true });
const need = createRequire(import.meta.url);
const source = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const locale = JSON.parse(readFileSync(need.resolve('axe-core/locales/zh_CN.json'), 'utf8'));
const widths = { desk: { viewport: { width: 1366, height: 768 } }, phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } };
const skins = { light: {}, dark: { skin: 'dark' }, large: { size: 'huge' }, print: {} };

const pages = (await crawl(at, [''].concat(await demoLogins(at)), 1, opt.few ? {} : { '/cases': 1, '/cases/{id}': 3 }, await begin(at)))
	.filter((p) => !opt.only || p.shape === opt.only);
if (!pages.length) {
	console.error(`no page has the shape ${opt.only}: shapes are written like /units/{id}`);
	process.exit(2);
}
const browser = await chromium.launch({ executablePath: process.env.DUBAN_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const windows = new Map(), faults = new Map(), rows = [];
let seat;

// What is wrong, once for all skins and widths in which it is.
function note(what, where) {
	faults.set(what, [...(faults.get(what) || []), where]);
}

// Pages come log-in after log-in: only one has its windows open.
async function windowFor(p, width, skin) {
	const key = `${width} ${skin}`;
	if (seat !== p.cookie) {
		for (const page of windows.values())
			await page.context().close();
		windows.clear();
		seat = p.cookie;
	}
	if (!windows.has(key)) {
		const context = await browser.newContext({ ...widths[width], locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
		const all = Object.entries({ ...skins[skin], ...(p.cookie ? { duban: p.cookie.slice(6) } : {}) });
		await context.addCookies(all.map(([name, value]) => ({ name, value, url: at })));
		const page = await context.newPage();
		page.setDefaultTimeout(60000); // a machine with other work is no fault of the page
		page.on('pageerror', (e) => note(`${page.url()}: ${e.message}`, key));
		windows.set(key, page);
	}
	return windows.get(key);
}
// Addresses with words in them are longer than a file's name may be; the number before it tells them apart.
const safe = (s) => s.replace(/[^\w.-]+/g, '_').slice(0, 80).replace(/^_|_$/g, '') || 'home';
let n = 0;
for (const p of pages) {
	const cells = [];
	for (const skin of opt.skins.split(','))
		for (const width of skin === 'print' ? ['desk'] : Object.keys(widths)) {
			const page = await windowFor(p, width, skin), file = `${String(n).padStart(3, '0')}-${safe(p.path)}-${skin}-${width}.png`;
			await page.goto(at + p.path, { waitUntil: 'load' });
			if (skin === 'print') {
				await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
				await page.setViewportSize({ width: 720, height: 1000 });
				await page.emulateMedia({ media: 'print' });
			}
			await page.waitForTimeout(60);
			await page.screenshot({ path: join(out, file), fullPage: true });
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			const told = wide > 0 ? [['layout', '页面比窗口宽', '', `${wide} px`]] : [];
			if (opt.axe && skin !== 'print')
				told.push(...await axe(page, source, locale));
			for (const f of told)
				note(`${p.who || '-'} ${p.path}: ${f.join(' | ')}`, `${width} ${skin}`);
			if (skin === 'print') {
				await page.emulateMedia({ media: null });
				await page.setViewportSize(widths.desk.viewport);
			}
			cells.push([file, `${skin} ${width}`, told.length]);
		}
	rows.push([p, cells]);
	n++;
}
await browser.close();
const esc = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
writeFileSync(join(out, 'index.html'), `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>督办 ${pages.length} 页</title>
<style>body{font:14px sans-serif;margin:16px}section{margin-bottom:24px}div{display:flex;overflow-x:auto}figure{margin:0 12px 0 0}img{height:320px;border:1px solid #999}</style>
<h1>${pages.length} 页，${rows.reduce((k, r) => k + r[1].length, 0)} 张，${faults.size} 处不合</h1>
${rows.map(([p, cells]) => `<section><h2>${esc(p.path)} <small>${esc(p.who || '未登录')} ${p.status} ${p.bytes} 字节</small></h2><div>${
	cells.map(([f, name, bad]) => `<figure><a href="${esc(f)}"><img loading="lazy" src="${esc(f)}" alt="${esc(name)}"></a><figcaption>${esc(name)}${bad ? ` <b>${bad}</b>` : ''}</figcaption></figure>`).join('')}</div></section>`).join('\n')}
</html>
`);
const said = [...faults].map(([what, where]) => `${what} (${where.join(', ')})`);
writeFileSync(join(out, 'axe.txt'), said.map((f) => `${f}\n`).join(''));
for (const f of said.slice(0, 100))
	console.log(f);
console.log(`${pages.length} pages, ${rows.reduce((k, r) => k + r[1].length, 0)} pictures, ${faults.size} faults: ${join(out, 'index.html')}`);
process.exit(faults.size ? 1 : 0);
