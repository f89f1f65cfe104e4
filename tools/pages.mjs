// Every page of a running demonstration, found by following its links as each of its log-ins.  A library: pictures
// (tools/photos.mjs), the test of all pages and the soak take their list from here, so that nobody keeps one by hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

const plain = (s) => s.replace(/&amp;/g, '&').replace(/&#39;/g, "'").replace(/&quot;/g, '"');

// What distinguishes pages: not numbers and keys in the path, not values in the query, not how one came or what is shown how.
const same = new Set(['lang', 'skin', 'in', 'seen', 'dense', 'at', 'seal', 'place', 'day', 'from', 'to', 'year', 'id', 'boxes', 'next']);
export function shape(path) {
	const url = new URL(path, 'http://x');
	const names = [...new Set(url.searchParams.keys())].filter((k) => !same.has(k)).sort();
	const parts = url.pathname.split('/').map((s, i, all) => (/^\d+$/.test(s) ? '{id}' : all[1] === 'classes' && i === 2 && /^[A-Z]\d/.test(s) ? '{key}' : /^(tables|templates)$/.test(all[1]) && i === 2 ? '{kind}' : s));
	return parts.join('/') + (names.length ? `?${names.join('&')}` : '');
}

// The cookie of a log-in: "duban=…"; no name is nobody.
export async function login(at, name, password = 'duban-demo') {
	if (!name)
		return '';
	const cookies = (r) => (r.headers.getSetCookie ? r.headers.getSetCookie() : (r.headers.get('set-cookie') || '').split(/,(?=[^;]+=)/)).map((c) => c.split(';')[0].trim()).filter(Boolean);
	const form = await fetch(`${at}/login`);
	const text = await form.text();
	const key = /name="_key" value="([^"]*)"/.exec(text), csrf = /name="_csrf" value="([^"]*)"/.exec(text);
	const body = new URLSearchParams({ name, password, _key: key ? key[1] : '', ...(csrf ? { _csrf: csrf[1] } : {}) });
	const sent = await fetch(`${at}/login`, { method: 'POST', redirect: 'manual', body,
		headers: { Origin: at, Cookie: cookies(form).join('; ') } });
	const mine = cookies(sent).find((c) => c.startsWith('duban='));
	if (!mine)
		throw new Error(`${name} cannot log in: ${sent.status}`);
	return mine;
}

// The log-ins that the demonstration tells on its first page.
export async function demoLogins(at) {
	const text = await (await fetch(`${at}/login`)).text();
	const names = [...text.matchAll(/<code>([a-z]+\d+)<\/code>/g)].map((m) => m[1]);
	return [...new Set(names)];
}

/*
 * All pages of one after the other of `who`: [{path, shape, who, cookie, status, bytes}].  A shape is taken `most` times
 * in all, by the first who gets there; one that `each` names so many times by everybody.  `also`: where to begin besides.
 */
export async function crawl(at, who, most = 1, each = {}, also = []) {
	const found = [], taken = new Map(), asked = new Set();

	for (const name of who) {
		const counted = (s) => (each[s] ? `${name} ${s}` : s);
		const room = (s) => (taken.get(counted(s)) || 0) < (each[s] || most);
		const cookie = await login(at, name);
		const todo = name ? ['/', '/keys', '/style', '/cases/999999', ...also] : ['/login', '/style', '/keys', '/first'];
		while (todo.length) {
			const path = todo.shift();
			if (asked.has(`${name} ${path}`))
				continue;
			asked.add(`${name} ${path}`);
			const answer = await fetch(at + path, { redirect: 'manual', headers: { Cookie: cookie, Accept: 'text/html', 'Accept-Language': 'zh-CN' } });
			const text = await answer.text();
			if (answer.status === 303 || answer.status === 302) {
				todo.unshift(new URL(answer.headers.get('location'), at).pathname);
				continue;
			}
			if (!(answer.headers.get('content-type') || '').startsWith('text/html'))
				continue;
			const s = answer.status === 200 ? shape(path) : `${answer.status}`;
			if (!room(s))
				continue;
			taken.set(counted(s), (taken.get(counted(s)) || 0) + 1);
			found.push({ path, shape: s, who: name, cookie, status: answer.status, bytes: Buffer.byteLength(text) });
			for (const [, href] of text.matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)/g)) {
				const next = plain(href);
				if (room(shape(next)) && !/^\/(static|api)\//.test(next))
					todo.push(next);
			}
		}
	}
	return found;
}

// A PNG of plain stripes, so that a case can have a photo.
function png(width, height, step) {
	const rows = Buffer.alloc(height * (1 + width * 3));
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			rows.set([(x / step | 0) % 2 ? 200 : 90, 150, (y / step | 0) % 2 ? 190 : 100], y * (1 + width * 3) + 1 + x * 3);
	const table = Array.from({ length: 256 }, (_, i) => { let c = i; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
	const crc = (b) => { let c = 0xffffffff; for (const v of b) c = table[(c ^ v) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
	const part = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
		head.writeUInt32BE(data.length);
		tail.writeUInt32BE(crc(body));
		return Buffer.concat([head, body, tail]);
	};
	const size = Buffer.alloc(13);
	size.writeUInt32BE(width, 0);
	size.writeUInt32BE(height, 4);
	size.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), part('IHDR', size), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
}

// A command by the form of a page, as people send it: where it leads.
async function does(at, cookie, path, command, fields) {
	const page = await (await fetch(at + path, { headers: { Cookie: cookie } })).text();
	const main = page.slice(page.indexOf(`action="/do/${command}"`));
	const hidden = (name) => (new RegExp(`name="${name}" value="([^"]*)"`).exec(main) || ['', ''])[1];
	const body = new URLSearchParams({ _csrf: hidden('_csrf'), _key: hidden('_key'), _page: path, ...fields });
	const sent = await fetch(`${at}/do/${command}`, { method: 'POST', body, redirect: 'manual', headers: { Origin: at, Cookie: cookie } });
	if (sent.status !== 303)
		throw new Error(`${command}: ${sent.status} ${/class="oops"[\s\S]*?<ul>([\s\S]*?)<\/ul>/.exec(await sent.text()) || ''}`);
	return sent.headers.get('location');
}

// A case that a unit may refuse, by its list.
async function inHand(at, cookie) {
	const list = await (await fetch(`${at}/cases`, { headers: { Cookie: cookie } })).text();
	for (const [, id] of list.matchAll(/href="\/cases\/(\d+)/g)) {
		const page = await (await fetch(`${at}/cases/${id}`, { headers: { Cookie: cookie } })).text();
		if (page.includes(`href="/disputes/new?case=${id}`))
			return id;
	}
	throw new Error('no case that could be refused');
}

// Where pages begin that the demonstration alone does not lead to: a case with photos is reported, one is refused, a ruling is kept, by
// form as people do.
export async function begin(at, who = 'sly01') {
	const cookie = await login(at, who), form = new FormData();
	const page = await (await fetch(`${at}/report`, { headers: { Cookie: cookie } })).text();
	const place = /<select id="case-report-place"[\s\S]*?<option value="([^"]+)"/.exec(page);
	for (const [k, v] of Object.entries({ source: 'grid', class: 'S06010', place: place ? place[1] : '', address: `照片路 ${Date.now() % 100000} 号`, description: '垃圾堆在路口' }))
		form.append(k, v);
	for (const step of [40, 64])
		form.append('photo', new Blob([png(640, 480, step)], { type: 'image/png' }), `IMG_${step}.png`);
	for (const name of ['_csrf', '_key'])
		form.append(name, (new RegExp(`name="${name}" value="([^"]*)"`).exec(page.slice(page.indexOf('<main'))) || ['', ''])[1]);
	const sent = await fetch(`${at}/report`, { method: 'POST', body: form, redirect: 'manual', headers: { Origin: at, Cookie: cookie } });
	const to = sent.headers.get('location') || '', id = /[?&]id=(\d+)/.exec(to);
	if (!id)
		throw new Error(`no case with photos: ${sent.status} ${/class="oops"[\s\S]*?<ul>([\s\S]*?)<\/ul>/.exec(await sent.text()) || to}`);
	const unit = await login(at, 'cz13'), other = await login(at, 'cz01'), chief = await login(at, 'zbz01');
	const mine = await inHand(at, unit);
	await does(at, unit, `/disputes/new?case=${mine}`, 'dispute.refuse', { id: mine, law: '《城市市容和环境卫生管理条例》第十四条', reason: '不属本单位职责' });
	await does(at, chief, '/precedents/new', 'precedent.add', { no: `裁〔2026〕${Date.now() % 100000}号`, classes: 'S06010', place: '350602001001', unit: 'HW',
		reason: '联席会议议定', valid_from: new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10) });
	// Only an administrator is led on from the list of tables and from that of duties, which others have seen before.
	return [`/cases/${id[1]}`, to, '/tables/units', '/duties/new', `/disputes/new?case=${await inHand(at, other)}`];
}

// The pages' routes as the program has them: PAGE("/cases/{id}", …) and the like in the table of doors.
export function routes(root) {
	const door = readFileSync(join(root, 'src/show/door/door.c'), 'utf8');
	return [...door.matchAll(/PAGE\("([^"]+)"|HTTP_GET, \.pattern = "([^"]+)"[^}]*run = (?:page_run|login_show)/g)].map((m) => m[1] || m[2]);
}

// What a check by axe says, in Chinese: [[rule, help, where, why]].
export const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export async function axe(page, source, locale, only) {
	await page.evaluate(source);
	const found = await page.evaluate(([l, values, few]) => {
		window.axe.configure({ locale: l });
		return window.axe.run(document, { runOnly: few ? { type: 'rule', values: few } : { type: 'tag', values }, resultTypes: ['violations'] });
	}, [locale, rules, only]);
	return found.violations.flatMap((v) => v.nodes.map((n) => [v.id, v.help, n.target.join(' '), (n.any[0] || n.all[0] || n.none[0] || {}).message || '']));
}
