// A demo district of its own, the server on a free port, a browser, and TAP.
//   const t = await stand('walk', process.argv)     usage: FILE.mjs DUBAN ROOT [postgres]
//   With { clock: '2026-11-23 08:00' } the program lives at that time in China; t.clock(TIME) moves it (Debian's faketime).
// With `postgres` the district lies in a database of its own beside DUBAN_TEST_PG; without that it is skipped.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
export const desk = { viewport: { width: 1366, height: 768 } };

// Click and wait for the page that follows.
export async function send(page, what) {
	const target = typeof what === 'string' ? page.locator(what) : what;
	const [answer] = await Promise.all([page.waitForNavigation(), target.click()]);
	await page.waitForLoadState();
	return answer;
}

// On the page of a case: open the act if it is not open yet, fill, send; returns what the page then says.  A value
// that is an array is files.
export async function act(page, at, name, fill = {}) {
	await page.goto(at);
	const box = page.locator(`#case-${name}`);
	if (await box.getAttribute('open') === null)
		await box.locator('summary').click();
	for (const [field, value] of Object.entries(fill)) {
		const el = box.locator(`[name="${field}"]`).first();
		if (Array.isArray(value)) {
			await el.setInputFiles(value);
			continue;
		}
		const tag = await el.evaluate((e) => (e.type === 'radio' ? 'radio' : e.tagName)).catch(() => 'TEXTAREA');
		if (tag === 'SELECT')
			await el.selectOption(value);
		else if (tag === 'radio')
			await box.locator(`[name="${field}"][value="${value}"] + span, label:has([name="${field}"][value="${value}"])`).first().click();
		else
			await el.fill(value);
	}
	await send(page, box.locator('form button').last());
	return { stage: await page.locator('.ttl .tag.info').textContent(), said: await page.locator('.note.done').first().textContent().catch(() => '') };
}

export async function stand(name, argv, { clock: begin } = {}) {
	const [, , duban, root] = argv;
	let n = 0, bad = 0;
	const ok = (cond, rule, ...more) => {
		console.log(`${cond ? '' : 'not '}ok ${++n} - ${rule}`);
		if (!cond) {
			bad++;
			for (const m of more)
				console.log(`# ${JSON.stringify(m)}`);
		}
		return cond;
	};
	let chromium;
	try {
		({ chromium } = await import('playwright-core'));
	} catch {
		console.log('1..0 # SKIP playwright-core is not installed');
		process.exit(0);
	}
	const dir = mkdtempSync(join(tmpdir(), `duban-${name}-`));
	const share = join(dir, 'share');
	mkdirSync(join(share, 'build'), { recursive: true });
	symlinkSync(join(root, 'data'), join(share, 'data'));
	// As the build made them, from where the program lies.
	const web = resolve(dirname(duban), '../../web');
	if (!existsSync(join(web, 'assets.tsv')))
		throw new Error(`the pages' files are not built: ${web}`);
	symlinkSync(web, join(share, 'build/web'));
	// The district that script/with-demo has made for all tests, if it has; on a clock of its own nobody else's will do.
	const demo = begin ? undefined : process.env.DUBAN_TEST_DEMO;
	let db = `sqlite:${join(dir, 'duban.db')}`, drop = () => {};
	if (argv.includes('postgres')) {
		const pg = process.env.DUBAN_TEST_PG;
		if (!pg) {
			console.log('1..0 # SKIP DUBAN_TEST_PG is not set');
			process.exit(0);
		}
		const own = `desk_${name}_${process.pid}`;
		const psql = (sql) => execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, pg], { stdio: ['ignore', 'ignore', 'inherit'] });
		psql(`CREATE DATABASE ${own}${demo ? ' TEMPLATE duban_demo' : ''}`);
		drop = () => psql(`DROP DATABASE ${own} WITH (FORCE)`);
		db = pg.replace(/\/[^/?]*(\?|$)/, `/${own}$1`);
	}
	const env = { ...process.env, DUBAN_DB: db, DUBAN_KEYS: join(dir, 'duban.keys'), DUBAN_SHARE: share, DUBAN_PHOTOS: join(dir, 'photos') };
	const clockFile = join(dir, 'clock');
	// Seconds before or after true time: it runs on from there as a clock does.
	const clock = (time) => writeFileSync(clockFile, `${((s) => (s < 0 ? s : `+${s}`))(Math.round((Date.parse(`${time.replace(' ', 'T')}:00+08:00`) - Date.now()) / 1000))}\n`);
	if (begin) {
		const lib = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
		if (!existsSync(lib)) {
			console.log('1..0 # SKIP faketime is not installed');
			process.exit(0);
		}
		clock(begin);
		Object.assign(env, { LD_PRELOAD: lib, FAKETIME_TIMESTAMP_FILE: clockFile, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' });
	}
	if (demo) {
		const postgres = argv.includes('postgres');
		copyFileSync(join(demo, `${postgres ? 'postgres' : 'sqlite'}.keys`), env.DUBAN_KEYS);
		chmodSync(env.DUBAN_KEYS, 0o600);
		if (!postgres)
			copyFileSync(join(demo, 'sqlite.db'), join(dir, 'duban.db'));
	} else {
		execFileSync(duban, ['--quiet', 'init', '--place', '350602', '--demo'], { env, stdio: ['ignore', 'ignore', 'ignore'] });
		// What is about photos says so itself (photo.policy): elsewhere a report needs none.
		execFileSync(duban, ['--quiet', 'do', 'photo.policy', 'at=none', '--as', 'xt01'], { env, stdio: ['ignore', 'ignore', 'ignore'] });
	}

	const server = spawn(duban, ['serve', '--listen', '127.0.0.1:0'], { env });
	const log = [];
	server.stderr.on('data', (d) => log.push(String(d)));
	const at = await new Promise((done, fail) => {
		let said = '';
		server.stdout.on('data', (d) => {
			said += d;
			const m = /http:\/\/[0-9.]+:\d+/.exec(said);
			if (m)
				done(m[0]);
		});
		server.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${log.join('')}`)));
	});
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
	const faults = []; // what no page may do: errors in the console, refusals by CSP, loads that fail

	async function window(options = {}) {
		const context = await browser.newContext({ ...desk, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...options });
		const page = await context.newPage();
		page.on('console', (m) => {
			if (m.type() === 'error' && !/the server responded with a status of/.test(m.text()))
				faults.push(`${page.url()}: ${m.text()}`);
		});
		page.on('pageerror', (e) => faults.push(`${page.url()}: ${e.message}`));
		page.on('dialog', (d) => { faults.push(`${page.url()}: dialog ${d.message()}`); d.dismiss(); });
		page.setDefaultTimeout(60000); // a machine with other work is no fault of the page
		return page;
	}
	// As a program logs in: a session in the cookies of the window, which shows nothing yet.  A page costs a second.
	async function login(page, who, password = 'duban-demo') {
		const answer = await page.request.post(`${at}/login`, { form: { name: who, password }, headers: { Origin: at }, maxRedirects: 0 });
		if (answer.status() !== 303)
			throw new Error(`${who} cannot log in: ${answer.status()} ${await answer.text()}`);
	}
	// As people do, to where it leads.
	async function enter(page, who, password = 'duban-demo') {
		await page.goto(`${at}/login`);
		await page.fill('#name', who);
		await page.fill('#password', password);
		await send(page, 'form[action="/login"] button');
	}
	async function end() {
		ok(faults.length === 0, 'no page logs an error, breaks the CSP or opens a dialog', ...faults.slice(0, 10));
		await browser.close();
		server.removeAllListeners('exit');
		const code = new Promise((done) => server.on('exit', (c) => done(c)));
		server.kill('SIGTERM');
		ok(await code === 0, 'the server stops in good order', log.slice(-5));
		drop();
		rmSync(dir, { recursive: true });
		console.log(`1..${n}`);
		process.exit(bad ? 1 : 0);
	}
	return { ok, at, window, login, enter, end, clock, log, env, duban, root, dir };
}
