// A demo district of its own, the server on a free port, a browser, and TAP.
//   const t = await stand('walk', process.argv)     usage: FILE.mjs DUBAN ROOT [postgres]
// With `postgres` the district lies in a database of its own beside DUBAN_TEST_PG; without that it is skipped.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
export const desk = { viewport: { width: 1366, height: 768 } };

// Click and wait for the page that follows.
export async function send(page, what) {
	const target = typeof what === 'string' ? page.locator(what) : what;
	const [answer] = await Promise.all([page.waitForNavigation(), target.click()]);
	await page.waitForLoadState();
	return answer;
}

export async function stand(name, argv) {
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
	execFileSync(process.execPath, [join(root, 'tools/web.mjs'), join(share, 'build/web')], { cwd: root });
	let db = `sqlite:${join(dir, 'duban.db')}`, drop = () => {};
	if (argv.includes('postgres')) {
		const pg = process.env.DUBAN_TEST_PG;
		if (!pg) {
			console.log('1..0 # SKIP DUBAN_TEST_PG is not set');
			process.exit(0);
		}
		const own = `desk_${name}_${process.pid}`;
		const psql = (sql) => execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, pg], { stdio: ['ignore', 'ignore', 'inherit'] });
		psql(`CREATE DATABASE ${own}`);
		drop = () => psql(`DROP DATABASE ${own} WITH (FORCE)`);
		db = pg.replace(/\/[^/?]*(\?|$)/, `/${own}$1`);
	}
	const env = { ...process.env, DUBAN_DB: db, DUBAN_KEYS: join(dir, 'duban.keys'), DUBAN_SHARE: share };
	execFileSync(duban, ['--quiet', 'init', '--place', '350602', '--demo'], { env, stdio: ['ignore', 'ignore', 'ignore'] });

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
		page.setDefaultTimeout(15000);
		return page;
	}
	async function login(page, who, password = 'duban-demo') {
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
	return { ok, at, window, login, end, log, env, duban, root };
}
