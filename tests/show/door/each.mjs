// What every page must hold: no accessibility fault, no script of a stranger, refusals that keep what was typed,
// keys, sizes, both languages.  usage: each.mjs DUBAN ROOT [postgres] [PICTURES]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { phone, send, stand } from './stand.mjs';

const t = await stand('each', process.argv);
const { ok, at } = t;
const pictures = process.argv.slice(4).find((a) => a !== 'postgres');
const need = createRequire(import.meta.url);
const axeSource = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function check(page, name) {
	// What axe finds does not hang on how the program was built: where that is slow the other build asks it.
	if (!process.env.DUBAN_ARENA_DEBUG) {
		await page.evaluate(axeSource);
		const violations = await page.evaluate(async (values) => (await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })).violations, rules);
		ok(violations.length === 0, `axe finds nothing: ${name}`, ...violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120))]));
	}
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	ok(wide <= 0, `not wider than the window: ${name}`, wide);
	const twice = await page.evaluate(() => {
		const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
		return ids.filter((id, i) => ids.indexOf(id) !== i);
	});
	ok(twice.length === 0, `no id twice: ${name}`, twice);
	if (pictures)
		await page.screenshot({ path: join(pictures, `${name.replace(/\W+/g, '-')}.png`), fullPage: true });
}

const window = (o) => t.window(o);
async function as(who, options) {
	const page = await window(options);
	await t.login(page, who);
	return page;
}

/* ---- Pages on the desk; every page on the phone: every.mjs ----------------------------------------------- */

const chief = await as('zbz01');
const demo = await (await chief.request.get(`${at}/api/case.list?n=100`)).json();
const items = demo.items ?? demo.item ?? demo.cases ?? demo;
ok(Array.isArray(items) && items.length > 20, 'the API lists the demonstration', Object.keys(demo));
const byState = new Map(items.map((c) => [c.state, c.id]));

/* ---- A bulletin is issued, after a question, and then there are its pages ---- */

await chief.goto(`${at}/bulletin/editions`);
await check(chief, 'desk no bulletin yet');
await chief.goto(`${at}/bulletin`);
await chief.locator('form[action="/do/bulletin.issue"] button').click();
await check(chief, 'desk the question before an issue');
await send(chief, chief.locator('[role=alertdialog] .btn.pri'));
const edition = new URL(chief.url()).pathname;
ok(/^\/bulletin\/editions\/\d+$/.test(edition), 'the bulletin is issued', chief.url());
ok(/第 1 版/.test(await chief.locator('h1').textContent()), 'and is the first');
const told = await chief.locator('pre.cmd').textContent();
await chief.goto(at + edition);
ok(await chief.locator('pre.cmd').textContent() === told, 'looked at again it says the same');
const asked = await chief.locator('table:has(caption:text("限时整改的结果")) tbody tr:last-child td.n').first().textContent();
await chief.locator('table:has(caption:text("限时整改的结果")) tbody tr:last-child td.n a').first().click();
await chief.waitForLoadState();
ok(await chief.locator('table tbody tr').count() === Number(asked), 'a number leads to just so many cases', asked);

const paths = ['/cases', '/cases?due=overdue&source=hotline', '/cases?q=9999-99999', '/filter?due=today', '/report', '/classes', '/classes?q=jg', '/classes?q=%E4%B8%8D%E7%9F%A5%E6%89%80%E4%BA%91', '/classes/S06099', '/classes/B01001', '/calendar?year=2027', '/seal', '/bulletin', '/bulletin/cases?number=stock', '/bulletin/photos', '/bulletin/editions', edition, `${edition}/cases`, `${edition}/cases?outcome=missed`, '/me', '/style', '/cases/999999',
	...[...byState].map(([, id]) => `/cases/${id}`)];
for (const p of paths) {
	await chief.goto(at + p);
	await check(chief, `desk ${p}`);
}
/* ---- The three administrators: each has a first page, and none sees another's ---- */

for (const o of [undefined, phone]) {
	const page = await window(o);
	for (const [who, path, more] of [['xt01', '/units', ['/units/3', '/posts', '/posts/1']], ['aq01', '/people', ['/people/1', '/people/5', '/logins', '/me/factor']], ['sj01', '/audit', ['/audit/journal']]]) {
		await page.context().clearCookies();
		await t.enter(page, who);
		ok(new URL(page.url()).pathname === path, `${who} begins at ${path}`, page.url());
		ok(await page.locator('#rail .nav a[aria-current=page]').count() === 1, `${who}: the rail leads there`);
		await check(page, `${o ? 'phone' : 'desk'} ${path}`);
		for (const other of more) {
			await page.goto(at + other);
			await check(page, `${o ? 'phone' : 'desk'} ${other}`);
		}
	}
	await page.context().close();
}

/* ---- Photos: sent with a report, refused beside a good one, covered by dragging and without the script ---- */

const jpeg = (n) => execFileSync(join(dirname(process.argv[2]), '../../tests/app/photo/make_photo'), [n, '1200', '900', '80'].map(String));
const photos = (...list) => list.map((buffer, i) => ({ name: `IMG_${i + 1}.jpg`, mimeType: 'image/jpeg', buffer }));
const clerk = await as('sly01', phone);
await clerk.goto(`${at}/report`);
ok(await clerk.locator('.pics .cam input[capture]').isVisible(), 'a phone offers its camera');
await clerk.locator('input[name=class][value=S06010]').check({ force: true });
await clerk.selectOption('#case-report-place', { index: 1 });
await clerk.fill('#case-report-address', '照片路 7 号');
await clerk.fill('#case-report-description', '垃圾堆在路口');
await clerk.setInputFiles('#case-report-photo', photos(jpeg(41), Buffer.from('no photo'), jpeg(42)));
ok((await send(clerk, '#rp button.pri')).status() === 422, 'a file that is no photo is refused');
ok(await clerk.locator('[name=_photo]:checked').count() === 2 && /IMG_2/.test(await clerk.locator('.oops').innerText()), 'it is named, the others are received',
	await clerk.locator('.oops').innerText());
await check(clerk, 'phone /report with photos received');
// All inputs of the form count together, and each can mend what another began.
const fine = () => clerk.evaluate(() => [...document.querySelectorAll('.pics input')].every((x) => x.validity.valid));
await clerk.setInputFiles('#case-report-photo', photos(...[1, 2, 3, 4, 5, 6, 7].map((n) => jpeg(50 + n))));
ok(!await fine(), 'seven are told before they are sent');
await clerk.setInputFiles('#case-report-photo', photos(...[1, 2, 3, 4, 5].map((n) => jpeg(50 + n))));
ok(!await fine(), 'five and the two received are seven');
await clerk.locator('[name=_photo]').first().uncheck();
ok(await fine(), 'one received unticked makes six, and the form can be sent');
await clerk.locator('[name=_photo]').first().check();
ok(!await fine(), 'ticked again it cannot');
// By its path: its bytes are nobody's business.
writeFileSync(join(t.dir, 'big.jpg'), Buffer.alloc((20 << 20) + 1));
await clerk.setInputFiles('.pics .cam input', join(t.dir, 'big.jpg'));
await clerk.setInputFiles('#case-report-photo', photos(jpeg(51)));
ok(!await fine(), 'a good one in the other field does not hide that the first is too large');
await clerk.setInputFiles('.pics .cam input', []);
ok(await fine(), 'without it all is well');
await clerk.setInputFiles('#case-report-photo', []);
await send(clerk, '#rp button.pri');
ok(new URL(clerk.url()).pathname === '/report/done', 'without it, it is reported', clerk.url());
const pictured = new URL(clerk.url()).searchParams.get('id');
for (const [o, script] of [[undefined, true], [phone, true], [phone, false]]) {
	const page = await as('zbz01', { ...o, javaScriptEnabled: script });
	const how = `${o ? 'phone' : 'desk'}${script ? '' : ' without the script'}`;
	await page.goto(`${at}/cases/${pictured}`);
	ok(await page.locator('.pair img').count() === 2, `${how}: the case shows both photos`);
	if (script)
		await check(page, `${how}: a case with photos`);
	await page.locator('.scene figcaption a').first().click();
	await page.waitForURL(/\/photos\/\d+\/mask/);
	const boxes = () => new URL(page.url()).searchParams.get('boxes')?.split(' ').filter(Boolean).at(-1)?.split(',').map(Number) ?? [];
	const near = (is, want) => is.length === 4 && is.every((v, i) => Math.abs(v - want[i]) <= 60);
	const picture = page.locator('.mask input');
	const spot = async (x, y) => {
		const b = await picture.boundingBox();
		return [b.x + b.width * x, b.y + b.height * y];
	};
	if (script) {
		await page.mouse.move(...await spot(0.2, 0.2));
		await page.mouse.down();
		await page.mouse.move(...await spot(0.5, 0.4));
		await Promise.all([page.waitForNavigation(), page.mouse.up()]);
		ok(near(boxes(), [2000, 2000, 3000, 2000]), `${how}: a drag is a box`, page.url());
	}
	for (const [x, y] of [[0.8, 0.9], [0.6, 0.7]]) {
		const b = await picture.boundingBox();
		await Promise.all([page.waitForNavigation(), picture.click({ position: { x: b.width * x, y: b.height * y } })]);
	}
	ok(near(boxes(), [6000, 7000, 2000, 2000]), `${how}: two corners are a box`, page.url());
	await page.locator('#l').evaluate((e) => { e.closest('details').open = true; });
	for (const [id, v] of [['l', 1], ['t', 2], ['bw', '12.5'], ['bh', 99]])
		await page.fill(`#${id}`, String(v));
	ok((await send(page, page.locator('form:has(#l) button'))).status() === 422, `${how}: a box that leaves the photo is refused`);
	await page.fill('#bh', '10');
	await send(page, page.locator('form:has(#l) button'));
	ok(near(boxes(), [100, 200, 1250, 1000]), `${how}: four numbers are a box`, page.url());
	if (script)
		await check(page, `${how}: covering faces`);
	await send(page, page.locator('form[action="/do/photo.mask"] button'));
	ok(new URL(page.url()).pathname === `/cases/${pictured}`, `${how}: saved, it goes back to the case`, page.url());
	await page.context().close();
}

/* ---- The map: grids for a base, a pin by clicking, by keys or by typing; nothing from another host ---- */

const placed = (await Promise.all(items.map(async (c) => (await chief.request.get(`${at}/api/case.get?id=${c.id}`)).json())))
	.find((c) => c.lon && c.places.includes('瑞京社区居委会'));
for (const o of [undefined, phone]) {
	const how = o ? 'phone' : 'desk';
	const page = await as('sly01', o);
	const strangers = [];
	page.on('request', (r) => { if (!r.url().startsWith(at) && !r.url().startsWith('data:')) strangers.push(r.url()); });
	await page.goto(`${at}/cases/${placed.id}`);
	await page.waitForSelector('.map .grid');
	await page.waitForFunction(() => /350602\d{9}/.test(document.querySelector('[data-map-say]').textContent));
	ok(await page.locator('.map .pin').count() === 1, `${how}: the case has a pin among the grids, and its grid is said`, await page.locator('[data-map-say]').innerText());
	await check(page, `${how}: a case with a map`);
	await page.goto(`${at}/report`);
	ok(await page.locator('.map').isHidden(), `${how}: no map before there is anything to show`);
	await page.selectOption('#case-report-place', { label: '瑞京社区居委会' });
	await page.waitForSelector('.map .grid');
	const number = (id) => page.locator(`#case-report-${id}`).evaluate((e) => Number(e.value));
	const b = await page.locator('.map').boundingBox();
	await page.locator('.map').click({ position: { x: b.width / 2, y: b.height / 2 } });
	const first = await number('lon');
	ok(Math.abs(first - 117.648) < 0.01 && Math.abs(await number('lat') - 24.51) < 0.01 && await page.locator('[name=srs]:checked').inputValue() === 'cgcs2000',
		`${how}: a click fills in the position`, first);
	await page.locator('.map').focus();
	await page.keyboard.press('ArrowRight');
	await page.waitForFunction(() => !document.querySelector('.leaflet-pan-anim'));
	await page.keyboard.press('Enter');
	ok(await number('lon') > first && new URL(page.url()).pathname === '/report', `${how}: the arrow keys and Enter do, too`, await number('lon'));
	const before = await page.locator('.map .pin').getAttribute('d');
	await page.fill('#case-report-lat', '24.512');
	await page.keyboard.press('Tab');
	await page.waitForFunction((d) => document.querySelector('.map .pin').getAttribute('d') !== d, before);
	ok(await page.locator('.map .pin').count() === 1, `${how}: what is typed moves the one pin`);
	await check(page, `${how}: a report with a map`);
	ok(strangers.length === 0, `${how}: nothing comes from another host`, strangers);
	await page.context().close();
}
const numbers = await as('sly01', { ...phone, javaScriptEnabled: false });
await numbers.goto(`${at}/cases/${placed.id}`);
ok(await numbers.locator('.map').isHidden() && (await numbers.locator('.where').innerText()).includes(placed.lon.toFixed(5)), 'without the script the position is a pair of numbers');
await numbers.context().close();

/* ---- Finding a class while reporting ---- */

{
	const page = await as('wgy01');
	await page.goto(`${at}/report?class=S04002`);
	ok(await page.inputValue('#all') === 'S04002', 'a class chosen in the catalogue is chosen in the report');
	const whole = await page.locator('#all option').count();
	await page.fill('#find', 'jinggai');
	await page.waitForFunction(() => document.querySelectorAll('#all option').length < 30);
	const found = await page.locator('#all option').allTextContents();
	ok(found.filter((x) => /井盖/.test(x)).length === found.length - 1 && found.some((x) => /行道树/.test(x)), 'pinyin leaves covers, and what was chosen', found);
	await check(page, 'report with found classes');
	await page.selectOption('#all', 'S01001');
	ok(await page.isChecked('#other'), 'choosing one ticks the list');
	await page.fill('#find', '');
	await page.waitForFunction((n) => document.querySelectorAll('#all option').length === n, whole);
	ok(await page.inputValue('#all') === 'S01001', 'emptied, the list is whole again and the choice stays');
	await page.context().close();
}

/* ---- Log-in ------------------------------------------------------------------------------------ */

const guest = await window();
await guest.goto(`${at}/cases`);
ok(guest.url() === `${at}/login?next=%2Fcases`, 'who is not logged in is sent to the log-in', guest.url());
await check(guest, 'login');
await guest.fill('#name', 'sly01');
await guest.fill('#password', 'wrong');
const answer = await send(guest, 'form[action="/login"] button');
ok(answer.status() === 401, 'a wrong password is 401', answer.status());
ok(await guest.inputValue('#name') === 'sly01' && await guest.inputValue('#password') === '', 'the name is kept, the password is not');
await check(guest, 'login refused');
await guest.fill('#password', 'duban-demo');
await send(guest, 'form[action="/login"] button');
ok(new URL(guest.url()).pathname === '/cases', 'and the log-in leads to where one wanted to go', guest.url());

/* ---- Refusals keep what was typed ---------------------------------------------------------------- */

const inspector = await as('wgy01', phone);
await inspector.goto(`${at}/report`);
await inspector.evaluate(() => { document.querySelector('#rp').noValidate = true; });
await inspector.fill('#case-report-description', '垃圾');
await inspector.fill('#case-report-address', '瑞京路 3 号');
const bad = await send(inspector, '#rp button.pri');
ok(bad.status() === 422, 'a report with faults is 422', bad.status());
ok(/^还有 \d 处要改/.test(await inspector.title()), 'its title says how many', await inspector.title());
ok(await inspector.inputValue('#case-report-address') === '瑞京路 3 号', 'what was typed is still there');
const links = await inspector.locator('.oops a').evaluateAll((l) => l.map((a) => a.getAttribute('href')));
ok(links.length === 3 && (await inspector.evaluate((l) => l.every((h) => document.querySelector(h)), links)), 'each fault links to its field', links);
ok(await inspector.evaluate(() => document.activeElement.classList.contains('oops')), 'the summary has the focus');
await check(inspector, 'report with faults');

// The session ended meanwhile: what was written is on the page, and the log-in leads back to the form.
const expired = await as('wgy01', phone);
await expired.goto(`${at}/report`);
await expired.fill('#case-report-description', '井盖破损，夜里很危险');
await expired.fill('#case-report-address', '瑞京路 5 号');
await expired.evaluate(() => { document.querySelector('#rp').noValidate = true; });
await expired.context().clearCookies();
ok((await send(expired, '#rp button.pri')).status() === 401, 'a report without a session is 401');
const left = await expired.textContent('.fault');
ok(left.includes('井盖破损，夜里很危险') && left.includes('瑞京路 5 号'), 'what was written is kept on its page', left);
ok(await expired.getAttribute('.fault a.pri', 'href') === '/login?next=%2Freport', 'and the log-in leads back to the form');
await check(expired, 'report without a session');
await expired.context().close();

const filed = byState.get('filed') ?? byState.get('reported');
const dispatcher = await as('pqy01');
await dispatcher.goto(`${at}/cases/${byState.get('filed')}`);
const other = await dispatcher.locator('#case-dispatch-unit option').nth(5).getAttribute('value');
await dispatcher.selectOption('#case-dispatch-unit', other);
await dispatcher.fill('#case-dispatch-text', '请先到现场');
const noReason = await send(dispatcher, '#case-dispatch form button');
ok(noReason.status() === 422, 'dispatching to another unit without a reason is 422', noReason.status());
ok(await dispatcher.inputValue('#case-dispatch-text') === '请先到现场' && await dispatcher.inputValue('#case-dispatch-unit') === other, 'the form is open with what was chosen and typed');
ok(await dispatcher.locator('#case-dispatch-reason[aria-invalid=true]').count() === 1, 'and the field is marked');
await check(dispatcher, 'case with a refused act');

// Somebody else is faster: the revision is old, nothing is lost.
await dispatcher.goto(`${at}/cases/${filed}`);
await chief.goto(`${at}/cases/${filed}`);
await chief.fill('[action="/do/case.note"] textarea', '已电话通知');
await send(chief, '[action="/do/case.note"] button');
await dispatcher.fill('#case-dispatch-text', '我先写的');
const stale = await send(dispatcher, '#case-dispatch form button');
ok(stale.status() === 409, 'an old revision is 409', stale.status());
ok((await dispatcher.textContent('#main')).includes('我先写的') || await dispatcher.inputValue('#case-dispatch-text') === '我先写的', 'and what was typed is shown again');

// The browser knows where it is: the position is filled in, the rest stays as typed.
await inspector.context().grantPermissions(['geolocation'], { origin: at });
await inspector.context().setGeolocation({ longitude: 117.6713, latitude: 24.5102, accuracy: 8 });
await inspector.goto(`${at}/report`);
await inspector.click('[data-geo]');
await inspector.waitForFunction(() => document.querySelector('[name=lon]').value !== '');
ok(await inspector.evaluate(() => ['lon', 'lat', 'accuracy'].map((n) => document.querySelector(`[name=${n}]`).value).join()) === '117.671300,24.510200,8' &&
	await inspector.evaluate(() => document.querySelector('[name=srs]:checked').value) === 'wgs84', 'use my location fills position, accuracy and system');

/* ---- Doors ------------------------------------------------------------------------------------------ */

const post = (page, path, form, headers = {}) => page.request.post(at + path, { form, headers: { Origin: at, ...headers }, maxRedirects: 0 });
const token = async (page) => page.locator('input[name="_csrf"]').first().getAttribute('value');
await inspector.goto(`${at}/report`);
const csrf = await token(inspector);
const report = { _csrf: csrf, _page: '/report', source: 'grid', place: await inspector.locator('#case-report-place option').nth(2).getAttribute('value'), class: 'S06010', address: '大同路 1 号', description: '一堆垃圾没人清' };
ok((await post(inspector, '/do/case.report', { ...report, _csrf: 'x' })).status() === 403, 'a wrong token is 403');
ok((await post(inspector, '/do/case.dispatch', { _csrf: csrf, id: String(filed) })).status() === 403, 'a command of another post is 403');
ok((await post(inspector, '/do/case.overdue', { _csrf: csrf, id: '1' })).status() === 404, 'a command of the program itself has no door');
ok((await post(inspector, '/do/no.such', { _csrf: csrf })).status() === 404, 'an unknown command is 404');
const first = await post(inspector, '/do/case.report', { ...report, _key: 'one-and-the-same-key' });
const again = await post(inspector, '/do/case.report', { ...report, _key: 'one-and-the-same-key' });
ok(first.status() === 303 && again.status() === 303 && first.headers().location === again.headers().location, 'the same key twice is done once', first.headers(), again.headers());
ok((await post(inspector, '/lang', { _csrf: csrf, lang: 'zh', _page: '//elsewhere.test/' })).headers().location === '/', 'no way out to another site');
const api = await inspector.request.post(`${at}/api/case.report`, { data: { source: 'grid', place: 1 }, headers: { Origin: at } });
ok(api.status() === 422 && api.headers()['content-type'].startsWith('application/problem+json'), 'the API answers problem+json', api.status(), api.headers()['content-type']);
const open = await (await inspector.request.get(`${at}/api/openapi.json`)).json();
ok(open.openapi === '3.1.0' && Boolean(open.paths['/api/case.report']), 'the API describes itself');

/* ---- A stranger's script ------------------------------------------------------------------------------ */

const evil = '"><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{t x}}\u{1F98A}';
await inspector.goto(`${at}/report`);
await inspector.locator('.tiles label').first().click();
await inspector.selectOption('#case-report-place', { index: 3 });
await inspector.fill('#case-report-address', evil);
await inspector.fill('#case-report-description', `${evil}\n${evil}`);
await inspector.locator('details.more', { has: inspector.locator('#case-report-source') }).locator('summary').click();
await inspector.selectOption('#case-report-source', 'hotline');
// A name that stands in the words would be masked there.
for (const f of ['source_ref', 'reporter_name', 'reporter_phone'])
	await inspector.fill(`#case-report-${f.replace('_', '-')}`, f === 'source_ref' ? evil.slice(0, 79) : f === 'reporter_name' ? `${evil.slice(0, 38)}?` : '13800005521');
await send(inspector, '#rp button.pri');
ok(await inspector.locator('.got').count() === 1, 'a hostile report is taken', await inspector.locator('.oops').allTextContents());
const evilAt = await inspector.locator('.row a.btn:not(.pri)').getAttribute('href');
for (const p of [evilAt, '/cases?sort=new', `/cases?q=${encodeURIComponent(evil)}`, `/login?next=${encodeURIComponent(evil)}`, `/cases?source=${encodeURIComponent(evil)}`]) {
	await chief.goto(at + p);
	ok(await chief.evaluate(() => window.pwned === undefined && !document.querySelector('img')), `no strange script runs: ${p.slice(0, 24)}`);
}
await chief.goto(at + evilAt);
ok((await chief.locator('.lead').textContent()).includes('<script>window.pwned=1</script>'), 'it is shown as it was written');
await chief.fill('[action="/do/case.note"] textarea', evil);
await send(chief, '[action="/do/case.note"] button');
ok(await chief.evaluate(() => window.pwned === undefined) && (await chief.locator('ol.log').textContent()).includes('<script>'), 'nor in the history');

/* ---- Who told us ----------------------------------------------------------------------------------------- */

const shown = await chief.locator('#main').textContent();
ok(shown.includes('138****5521') && !shown.includes('13800005521'), 'the reporter is masked');
const handler = await as('cz01');
ok((await handler.request.get(at + evilAt)).status() === 404, 'a unit that was not sent the case does not see it');
await chief.locator('#reveal summary').first().click();
await chief.fill('#case-reporter-look-reason', '回访确认位置');
await send(chief, '[action="/do/case.reporter_look"] button');
ok((await chief.locator('[aria-labelledby=rep]').textContent()).includes('13800005521'), 'opened with a reason it is shown');
await chief.goto(at + evilAt);
ok(!(await chief.content()).includes('13800005521'), 'once: the page masks it again');
const seen = await chief.locator('ol.log').textContent();
ok(seen.includes('查看上报人') && !seen.includes('回访确认位置'), 'and the look is in the history; why is for the auditor', seen);
await check(chief, 'case with a reporter');
const auditor = await as('sj01');
await auditor.goto(`${at}/audit`);
const looked = await auditor.locator('[aria-labelledby=lk] tbody tr').allTextContents();
ok(looked.length === 1 && looked[0].includes('回访确认位置') && looked[0].includes('值班长'), 'the audit administrator reads who looked and why', looked);
ok(!(await auditor.content()).includes('13800005521'), 'and not what was seen');
ok((await auditor.locator('[aria-labelledby=rf] tbody').textContent().catch(() => '')).includes('127.0.0.1') || await auditor.locator('[aria-labelledby=rf] .empty').count() === 1, 'refused log-ins stand there while they count');
ok((await chief.request.get(`${at}/audit`)).status() === 403, 'nobody else does');

/* ---- Keys -------------------------------------------------------------------------------------------------- */

await chief.goto(`${at}/cases`);
await chief.keyboard.press('j');
await chief.keyboard.press('j');
await chief.keyboard.press('k');
const focused = await chief.evaluate(() => document.activeElement.getAttribute('href'));
const firstRow = await chief.locator('table.list tbody tr').first().locator('.no a').getAttribute('href');
ok(focused === firstRow, 'j, j, k stands on the first row', focused);
await chief.keyboard.press('Enter');
await chief.waitForURL(at + firstRow);
ok(true, 'Enter opens it');
await chief.goto(`${at}/cases`);
await chief.keyboard.press('/');
ok(await chief.evaluate(() => document.activeElement.name === 'q'), '/ goes to the search box');
await chief.keyboard.type('2026-0000');
await Promise.all([chief.waitForURL(/q=2026/), chief.keyboard.press('Enter')]);
ok(await chief.locator('table.list tbody tr').count() === 9, 'and the beginning of a number finds its cases', await chief.locator('table.list tbody tr').count());
await chief.goto(`${at}/cases`);
await chief.keyboard.press('Tab');
ok(await chief.evaluate(() => document.activeElement.classList.contains('skip')), 'the first stop of Tab skips to the content');

/* ---- Sizes and paging ------------------------------------------------------------------------------------------ */

// More than a page of them, whatever the demonstration holds.
for (let i = 0; i < 55; i++)
	await inspector.request.post(`${at}/api/case.report`, { headers: { Origin: at }, data: {
		source: 'grid', place: report.place, class: 'S06010', address: `瑞京路 ${100 + i} 号对面人行道旁`, description: '一堆垃圾没人清' } });
// A long word without a place to break widens no page; nor do large letters.
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
await inspector.goto(`${at}/report`);
await inspector.evaluate(() => { document.querySelector('#rp').noValidate = true; });
await inspector.check('.tiles input', { force: true });
await inspector.selectOption('#case-report-place', { index: 1 });
await inspector.fill('#case-report-address', 'A'.repeat(200));
await inspector.fill('#case-report-description', 'b'.repeat(300));
const long = await send(inspector, '#rp button.pri');
ok(new URL(inspector.url()).pathname === '/report/done', 'a report with a long word arrives', inspector.url(), long.status());
ok(await wide(inspector) <= 0, 'a long word does not widen the page that says so', await wide(inspector));
const longId = new URL(inspector.url()).searchParams.get('id');
for (const [page, where] of [[inspector, 'phone'], [chief, 'desk']]) {
	for (const path of [`/cases/${longId}`, '/cases']) {
		await page.goto(at + path);
		ok(await wide(page) <= 0, `a long word does not widen ${where} ${path.replace(/\d+/, 'ID')}`, await wide(page));
	}
}
await chief.goto(`${at}/cases/${longId}`);
await chief.emulateMedia({ media: 'print' });
ok(/芗城区.*演示数据.*数据截至 \d/s.test(await chief.locator('.head-print').innerText()), 'paper says whose it is, that it is a demo, and when', await chief.locator('.head-print').innerText());
await chief.emulateMedia({ media: null });

const list = await chief.request.get(`${at}/cases`);
const html = await list.text();
ok((html.match(/<tr/g) ?? []).length === 51 && Buffer.byteLength(html) < 60 * 1024, 'a list of 50 rows is below 60 KB', Buffer.byteLength(html));
const one = await (await chief.request.get(`${at}/cases/${items[0].id}`)).text();
ok(Buffer.byteLength(one) < 60 * 1024, 'a case is below 60 KB', Buffer.byteLength(one));
await chief.goto(`${at}/cases`);
const before = await chief.locator('td.no a').allTextContents();
await send(chief, 'a[rel=next]');
// Parts are exchanged, the page stays: the script also navigates to keep where it was scrolled to.
await chief.waitForFunction((was) => document.querySelector('td.no a')?.textContent !== was, before[0]);
const after = await chief.locator('td.no a').allTextContents();
ok(after.length > 0 && after.every((n) => !before.includes(n)), 'the next page goes on where this one ended', before.length, after);

/* ---- English, large letters -------------------------------------------------------------------------------------- */

await chief.goto(`${at}/cases?lang=en`);
for (const p of ['/cases', '/report', '/seal', '/me', '/filter', `/cases/${filed}`]) {
	await chief.goto(at + p);
	const han = await chief.evaluate(() => [...document.querySelectorAll('nav.rail a, .dock a, h1 ~ span, h2, th, legend, .btn:not(.who .btn), .hint, .crumb a, label')]
		.filter((e) => !e.closest('[lang="zh-CN"]:not(html)') && !e.closest('optgroup') && !e.closest('[lang=zh]') && !e.closest('.held tbody, .chain tbody'))
		.map((e) => e.textContent).filter((s) => /\p{Script=Han}/u.test(s)));
	ok(await chief.evaluate(() => document.documentElement.lang) === 'en', `English: ${p}`);
	/* Names of classes, units and conditions are data, and so are papers. */
	ok(han.filter((s) => !/清除|修复|国办发明电/.test(s)).length === (p === '/report' ? 6 : 0), `English throughout: ${p}`, han.slice(0, 12));
	ok(await chief.evaluate(() => [...document.querySelectorAll(".held tbody .mut")].every((e) => !/\p{Script=Han}/u.test(e.textContent))), `the stages too: ${p}`);
	await check(chief, `English ${p}`);
}
await chief.goto(`${at}/cases`);
for (const key of ['j', '?', 'Escape', 'Enter'])
	await chief.keyboard.press(key);
await chief.waitForURL(/\/cases\/\d+/);
ok(true, 'j, ?, Esc, Enter opens the row and not the help again');
await chief.goto(`${at}/me?lang=zh`);
await chief.selectOption('#me-size', 'huge');
await send(chief, '[action="/me/view"] button');
ok(await chief.evaluate(() => document.documentElement.className.includes('huge')), 'large letters stay on');
for (const p of ['/cases', '/report', `/cases/${filed}`]) {
	await chief.goto(at + p);
	await check(chief, `huge ${p}`);
	await chief.setViewportSize({ width: 390, height: 844 });
	ok(await wide(chief) <= 0, `huge letters do not widen a phone's ${p}`, await wide(chief));
	await chief.setViewportSize({ width: 1366, height: 768 });
}
await chief.click('.who summary');
await send(chief, '[action="/logout"] button');
ok(new URL(chief.url()).pathname === '/login', 'logged out');
await chief.goto(`${at}/cases`);
ok(new URL(chief.url()).pathname === '/login', 'and out it is');

await t.end();
