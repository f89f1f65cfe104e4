// Every page there is, found by following links as every log-in of the demonstration: on a phone in the dark, which is
// the hardest; axe in Chinese, width, size.  All skins and widths: soak/pages.  usage: every.mjs DUBAN ROOT
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { phone, stand } from './stand.mjs';

const t = await stand('every', process.argv);
const { ok, at, root } = t;
const { axe, begin, crawl, demoLogins, routes, shape } = await import(join(root, 'tools/pages.mjs'));
const need = createRequire(import.meta.url);
const source = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const locale = JSON.parse(readFileSync(need.resolve('axe-core/locales/zh_CN.json'), 'utf8'));

ok(shape('/cases/12?in=a%3D1&q=x') === '/cases/{id}?q' && shape('/classes/S06010') === '/classes/{key}' && shape('/cases') === '/cases', 'pages of one shape count once');
const who = await demoLogins(at);
ok(who.length >= 11, 'the demonstration tells its log-ins', who);
const pages = await crawl(at, [''].concat(who), 1, { '/messages': 1, '/channels': 1 }, await begin(at));

// What no link leads to at once: an edition or a paper before one was issued, a table before one was sent, answers that are no pages.
const apart = ['/bulletin/text', '/bulletin/editions/{id}', '/bulletin/editions/{id}/cases', '/bulletin/editions/{id}/text',
	'/drafts/{id}', '/papers/{id}'];
const seen = new Set(pages.flatMap((p) => [p.shape, shape(p.path)]).map((s) => s.split('?')[0]));
const missed = routes(root).filter((r) => !seen.has(r) && !apart.includes(r) && !/\.|\/\{[a-z]+\}\/(text|picture|paper|word|png|docx)$/.test(r));
ok(missed.length === 0, `each page of the program is reached by links: ${pages.length} shapes`, missed);
ok([403, 404].every((s) => pages.some((p) => p.status === s)), 'and so are refusals');
for (const p of pages)
	ok(p.bytes < 60 * 1024, `${p.shape}: below 60 KB`, p.bytes);

const windows = new Map();
for (const p of pages) {
	if (!windows.has(p.cookie)) {
		const page = await t.window(phone);
		await page.context().addCookies(Object.entries({ skin: 'dark', ...(p.cookie ? { duban: p.cookie.slice(6) } : {}) }).map(([name, value]) => ({ name, value, url: at })));
		windows.set(p.cookie, page);
	}
	const page = windows.get(p.cookie);
	await page.goto(at + p.path);
	const found = await axe(page, source, locale);
	ok(found.length === 0, `axe 没有发现问题：${p.shape}`, ...found.slice(0, 6));
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	ok(wide <= 0, `${p.shape}: as wide as the phone`, wide);
}

await t.end();
