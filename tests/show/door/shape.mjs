// The shape of a case's page and of the report form: what comes first on a phone, that nothing scrolls sideways in large
// letters, what a deadline rests on, who can be named.  usage: shape.mjs DUBAN ROOT
import { phone, send, stand } from './stand.mjs';

const t = await stand('shape', process.argv);
const { ok, at } = t;

async function as(who, options) {
	const page = await t.window(options);
	await t.login(page, who);
	return page;
}
const api = async (page, name, data) => (await page.request.post(`${at}/api/${name}`, { headers: { Origin: at }, data })).json();
const show = async (page, id) => (await page.request.get(`${at}/api/case.get?id=${id}`)).json();

const chief = await as('zbz01');
const demo = await (await chief.request.get(`${at}/api/case.list?n=100`)).json();
const items = demo.items ?? demo.item ?? demo.cases ?? demo;
const byState = new Map(items.map((c) => [c.state, c.id]));

/* ---- What comes first ---------------------------------------------------------------------------- */

const small = await as('zbz01', phone);
for (const [state, id] of byState) {
	await small.goto(`${at}/cases/${id}`);
	const top = await small.evaluate(() => ['.due-box', '.next', '.scene', '[aria-labelledby=past]']
		.map((s) => document.querySelector(s).getBoundingClientRect().top + scrollY));
	ok(top.every((y, i) => i === 0 || y > top[i - 1]), `phone, ${state}: deadline, next step, what was found, history`, top);
	ok(top[1] < 600, `phone, ${state}: deadline and next step are on the first screen`, top);
}
await chief.goto(`${at}/cases/${byState.get('working')}`);
const side = await chief.evaluate(() => ['.due-box', '.next', '.scene', '[aria-labelledby=past]'].map((s) => {
	const r = document.querySelector(s).getBoundingClientRect();
	return [r.left, r.top];
}));
ok(side[0][0] > side[2][0] && side[0][1] === side[2][1] && side[1][0] === side[0][0] && side[3][0] === side[2][0], 'desk: facts left, decisions right, both from the top', side);

/* ---- Large letters --------------------------------------------------------------------------------- */

// The size is a class of the root and nothing else: one page is measured in all of them.
for (const size of ['big', 'huge', '']) {
	await small.context().addCookies([{ name: 'size', value: size, url: at }]);
	await small.goto(`${at}/cases`);
	const classes = await small.evaluate(() => document.documentElement.className.split(' ').filter((c) => /^(big|huge)$/.test(c)).join(' '));
	ok(classes === size, `${size || 'plain'} letters are a class of the page`, classes);
}
const letters = (page, size) => page.evaluate((s) => {
	document.documentElement.classList.remove('big', 'huge');
	if (s)
		document.documentElement.classList.add(s);
}, size);

// Against the width of the device: a page that is too wide widens the window of a phone with it.
for (const lang of ['zh', 'en']) {
	for (const path of [...[...byState].map(([, id]) => `/cases/${id}`), '/report', '/login', '/style']) {
		await small.goto(`${at}${path}?lang=${lang}`);
		for (const size of ['big', 'huge']) {
			await letters(small, size);
			const width = await small.evaluate(() => document.documentElement.scrollWidth);
			ok(width <= 390, `${size} letters, ${lang}: ${path} stays as wide as the phone`, width, await small.evaluate(() =>
				[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 391 && !e.closest('.vh, .rail')).slice(0, 4).map((e) => e.outerHTML.slice(0, 90))));
		}
	}
}
// So do the lists, what the administrators see, and refusals, those of a form too.
const wide = (page) => page.evaluate(() => [document.documentElement.scrollWidth,
	...[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 391 && !e.closest('.vh, .rail, .chips')).slice(0, 4).map((e) => e.outerHTML.slice(0, 90))]);
const seen = [['zbz01', ['/cases', '/cases?state=told', '/cases?q=9999-99999', '/cases?q=%E8%B7%AF', '/filter', '/seal', '/bulletin', '/bulletin?day=2020-01-01', '/bulletin/cases?number=stock', '/bulletin/editions', '/me', '/nothing', '/cases/999999', '/cases?due=never', '/posts']],
	['xt01', ['/units', '/units/3', '/posts', '/posts/1', '/me', '/cases']], ['aq01', ['/people', '/people/1', '/logins', '/logins?after=x']], ['sj01', ['/audit', '/seal', '/seal?at=1']]];
const pages = new Map();
for (const [who] of seen)
	pages.set(who, who === 'zbz01' ? small : await as(who, phone));
const sizes = ['', 'big', 'huge'];
for (const lang of ['zh', 'en']) {
	for (const [who, paths] of seen) {
		const page = pages.get(who);
		for (const path of paths) {
			const answer = await page.goto(`${at}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
			for (const size of sizes) {
				await letters(page, size);
				const width = await wide(page);
				ok(width[0] <= 390, `${size || 'plain'} letters, ${lang}: ${who} ${path} (${answer.status()}) stays as wide as the phone`, width);
			}
		}
	}
	await small.goto(`${at}/cases?lang=${lang}`);
	for (const size of sizes) {
		await letters(small, size);
		const place = await small.locator('.list tbody .at').first().evaluate((e) => e.getBoundingClientRect().width);
		ok(place > 250, `${size || 'plain'} letters, ${lang}: the place has the width of the card`, place);
	}
	await small.evaluate(() => {
		const f = document.createElement('form');
		f.method = 'post';
		f.action = '/do/case.note';
		document.body.append(f);
		f.submit();
	});
	await small.waitForSelector('.fault');
	for (const size of sizes) {
		await letters(small, size);
		ok((await wide(small))[0] <= 390, `${size || 'plain'} letters, ${lang}: so does the refusal of a form`, await wide(small));
	}
}
for (const page of pages.values())
	await page.goto(`${at}/me?lang=zh`);

/* ---- Lists of an administrator on a phone ------------------------------------------------------------ */

for (const [who, path] of [['xt01', '/posts'], ['aq01', '/logins']]) {
	const page = pages.get(who);
	await page.goto(at + path);
	const rows = await page.locator('.tight tbody tr').evaluateAll((l) => l.map((e) => e.getBoundingClientRect().height).sort((a, b) => a - b));
	ok(rows.length > 10 && rows[rows.length >> 1] < 100, `phone: a row of ${path} is two or three lines`, rows);
}
const sealer = pages.get('sj01');
await sealer.goto(`${at}/seal`);
const parts = await sealer.evaluate(() => [...document.querySelectorAll('[aria-labelledby=bt], .under, [aria-labelledby=now]')].map((e) => e.getBoundingClientRect().top));
ok(parts[0] < parts[1] && parts[1] < parts[2], 'phone: how many batches stands under them', parts);
const faces = await sealer.locator('td.hash').first().evaluate((e) => [getComputedStyle(e).fontFamily, getComputedStyle(e, '::before').fontFamily]);
ok(/mono/i.test(faces[0]) && !/mono/i.test(faces[1]), 'a seal is in letters of one width, its label is not', faces);
const lost = await t.window(phone);
await t.login(lost, 'zbz01');
await lost.goto(`${at}/nothing`);
const gap = await lost.evaluate(() => document.querySelector('.sheet .end .btn').getBoundingClientRect().top - document.querySelector('.fault').getBoundingClientRect().bottom);
ok(gap >= 8, 'phone: the language stands apart from the refusal', gap);
await lost.context().close();

/* ---- Coming back, two tabs, a session that ends ---------------------------------------------------------- */

for (const script of [true, false]) {
	const how = script ? 'with the script' : 'without it';
	// The filters survive the log-in and the change of language.
	const page = await as('zbz01', { javaScriptEnabled: script });
	await page.goto(`${at}/cases?state=working&sort=new`);
	await page.context().clearCookies();
	await page.locator('.list thead a').first().click();
	await page.waitForURL(/login/);
	ok(new URL(page.url()).searchParams.get('next').startsWith('/cases?') && /state=working/.test(new URL(page.url()).searchParams.get('next')), `${how}: a session that ended within a list leads to the log-in`, page.url());
	await page.fill('#name', 'zbz01');
	await page.fill('#password', 'duban-demo');
	await send(page, 'form[action="/login"] button');
	ok(/^\/cases\?.*state=working/.test(page.url().slice(at.length)), `${how}: and back to the list as it was filtered`, page.url());
	await page.locator('.who summary').click();
	await send(page, '.who [action="/lang"] button');
	ok(/state=working/.test(page.url()) && await page.locator('html[lang=en]').count() === 1, `${how}: another language keeps the filter`, page.url());
	await page.locator('.who summary').click();
	await send(page, '.who [action="/lang"] button');

	// Back after a post, and the same button again: done once.
	const id = byState.get('working');
	await page.goto(`${at}/cases/${id}`);
	const had = (await page.locator('.log b').count());
	await page.fill('[action="/do/case.note"] textarea', `回来再看一次，${how}`);
	await send(page, '[action="/do/case.note"] button');
	const done = await page.locator('.log b').count();
	ok(done === had + 1, `${how}: a note is added`, had, done);
	await page.goBack();
	ok(await page.locator('[action="/do/case.note"] textarea').count() === 1, `${how}: back leads to the form, asks nothing`);
	await page.goForward();
	ok(await page.locator('.log b').count() === done, `${how}: and forward sends nothing again`);

	// Two tabs: the second is told what happened, and keeps what was written.
	const first = await as('pqy01', { javaScriptEnabled: script });
	const second = await first.context().newPage();
	const filed = items.filter((c) => c.state === 'filed')[0]?.id ?? byState.get('filed');
	for (const tab of [first, second])
		await tab.goto(`${at}/cases/${filed}`);
	await first.fill('[action="/do/case.note"] textarea', '第一个窗口写的');
	await send(first, '[action="/do/case.note"] button');
	await second.fill('#case-dispatch-text', '第二个窗口写的');
	const stale = await send(second, '#case-dispatch form button');
	ok(stale.status() === 409, `${how}: a form of a tab that is behind is 409`, stale.status());
	ok(/刚被别人改过/.test(await second.textContent('.oops, .fault')), `${how}: it is told why`, await second.textContent('.oops, .fault'));
	ok((await second.content()).includes('第二个窗口写的'), `${how}: and nothing that was written is lost`);
	ok((await second.textContent('ol.log')).includes('第一个窗口写的'), `${how}: what happened meanwhile stands there`);
	await first.context().close();
	await page.context().close();
}

/* ---- What a deadline rests on ------------------------------------------------------------------------ */

await chief.goto(`${at}/cases/${byState.get('filed')}`);
const why = await chief.textContent('.due-why');
ok(/国办发明电〔\d{4}〕\d+号/.test(why), 'the paper of the holidays is named', why);
ok(/上班时间：08:00–12:00、14:30–17:30/.test(why), 'so are the office hours that were used', why);
ok(!why.includes('—'), 'and what the clock began with', why);
const told = await show(chief, byState.get('filed'));
ok(told.papers.length > 0 && /^08:00/.test(told.hours), 'the API tells both too', told.papers, told.hours);

// Entered when it was over: the clock began when it was told, and says so.
const inspector = await as('wgy01', phone);
await inspector.goto(`${at}/report`);
const place = await inspector.locator('#case-report-place option').nth(2).getAttribute('value');
const late = await api(inspector, 'case.report', { source: 'grid', place, class: 'S06013', address: '大同路 5 号', description: '路面坏了', priority: 2, at: new Date(Date.now() - 30 * 3600e3).toISOString() });
await chief.goto(`${at}/cases/${late.id}`);
const from = await chief.locator('.sum tbody tr').first().textContent();
ok(/登记/.test(from) && !from.includes('—'), 'a case told later has a beginning of its clock', from);
ok(await chief.locator('.ttl .tag.late', { hasText: '特急' }).count() === 1, 'its urgency stands beside the title');

/* ---- Reporting: how urgent, and what is open beside it -------------------------------------------------- */

for (const script of [true, false]) {
	const how = script ? 'with the script' : 'without it';
	const page = await as('wgy01', { ...phone, javaScriptEnabled: script });
	const spot = `瑞京路 ${script ? 31 : 32} 号旁`;
	await page.goto(`${at}/report`);
	await page.locator('.tiles label', { hasText: '暴露垃圾' }).click();
	await page.selectOption('#case-report-place', { index: 1 });
	await page.fill('#case-report-address', spot);
	await page.fill('#case-report-description', '一堆垃圾没人清');
	ok(await page.isChecked('[name=priority][value="0"]'), `${how}: a report is 普通 unless said otherwise`);
	await page.locator('label', { has: page.locator('[name=priority][value="1"]') }).click();
	await send(page, '#rp button.pri');
	const no = await page.locator('.got b').textContent();
	await chief.goto(`${at}/cases?q=${no}`);
	ok(/急/.test(await chief.locator('tbody .pr').first().textContent()), `${how}: 急 is a badge in the list`);
	await page.goto(`${at}/report`);
	await page.locator('.tiles label', { hasText: '暴露垃圾' }).click();
	await page.selectOption('#case-report-place', { index: 1 });
	await page.fill('#case-report-address', spot);
	await page.fill('#case-report-description', '又是一堆');
	if (script) {
		const near = page.locator('[data-near]');
		await near.waitFor({ state: 'visible' });
		ok(await near.locator('a', { hasText: no }).count() === 1, `${how}: the open case beside it is told before it is sent`, await near.textContent());
		await page.fill('#case-report-address', '江滨路涵洞 9 号');
		await page.locator('#case-report-description').click();
		await near.waitFor({ state: 'hidden' });
		ok(true, `${how}: and no longer when the spot is another`);
	} else {
		ok(await page.locator('[data-near]:visible').count() === 0, `${how}: no line that nothing fills`);
	}
	await page.context().close();
}

/* ---- Sent to somebody by name ------------------------------------------------------------------------------ */

const dispatcher = await as('pqy01');
await dispatcher.goto(`${at}/cases/${byState.get('filed')}`);
const unit = '芗城区东铺头街道办事处';
const person = dispatcher.locator(`#case-dispatch-person optgroup[label="${unit}"] option`).first();
ok(await person.count() === 1, 'the form of 派遣 offers the people of each unit', await dispatcher.locator('#case-dispatch-person optgroup').count());
const name = (await person.textContent()).split(' ')[0];
await dispatcher.selectOption('#case-dispatch-unit', { label: unit });
await dispatcher.selectOption('#case-dispatch-person', await person.getAttribute('value'));
await dispatcher.fill('#case-dispatch-reason', '就近处置');
await send(dispatcher, '#case-dispatch form button');
ok(await dispatcher.locator('.ttl .tag.info').textContent() === '待签收', 'sent to a person by name', await dispatcher.locator('.oops').allTextContents());
ok((await dispatcher.locator('table.chain').textContent()).includes(name), 'who stands in the chain', name, await dispatcher.locator('table.chain').textContent());
const clerk = await as('sly01');
await clerk.goto(`${at}/cases/${byState.get('checking')}`);
ok(await clerk.locator('#case-assign-check-person option').count() > 1, 'somebody to look can be named too');
const nobody = await send(clerk, '#case-assign-check form button');
ok(nobody.status() === 422 && await clerk.locator('#case-assign-check-post[aria-invalid=true]').count() === 1, 'neither post nor person is refused at its field', nobody.status());

/* ---- Along the list one came from ---------------------------------------------------------------------------- */

for (const script of [true, false]) {
	const how = script ? 'with the script' : 'without it';
	const page = await as('zbz01', { javaScriptEnabled: script });
	await page.goto(`${at}/cases?state=working`);
	const rows = await page.locator('table.list tbody .no a').evaluateAll((l) => l.map((a) => a.getAttribute('href')));
	await page.locator('table.list tbody .no a').nth(1).click();
	await page.waitForURL(at + rows[1]);
	const hrefs = async () => [await page.getAttribute('.crumb a[rel=prev]', 'href'), await page.getAttribute('.crumb a[rel=next]', 'href')];
	ok((await hrefs()).join() === [rows[0], rows[2]].join(), `${how}: a case leads to those before and after it in the list`, await hrefs());
	ok(/案件\s*处置中\s*2026-\d+/.test(await page.textContent('.crumb ol')), `${how}: the crumb names the filter`, await page.textContent('.crumb ol'));
	await page.locator('.crumb a[rel=next]').click();
	await page.waitForURL(at + rows[2]);
	ok((await hrefs())[0] === rows[1], `${how}: and so does the next`, await hrefs());
	await page.fill('[action="/do/case.note"] textarea', '已电话催办');
	await send(page, '[action="/do/case.note"] button');
	ok(page.url().includes('in=state%3Dworking') && (await hrefs())[0] === rows[1], `${how}: after an act too`, page.url());
	await page.locator('.crumb a', { hasText: '处置中' }).click();
	await page.waitForURL(/state=working/);
	ok(/^state=working&seen=\d+$/.test(new URL(page.url()).search.slice(1)), `${how}: the way back keeps the filter and the row`, page.url());
	await page.goto(`${at}/cases`);
	const all = await page.locator('table.list tbody .no a').evaluateAll((l) => l.map((a) => a.getAttribute('href')));
	await page.goto(at + all[0]);
	ok(!(await page.locator('.crumb a[rel=prev]').isVisible()) && (await hrefs())[1] === all[1], `${how}: the first of all cases has none before it`, await hrefs());
	for (const odd of ['in=%26%26%3D', 'in=state%3Dnone', 'in=%2500', 'in=after%3Dx', `in=${'a%3D1%26'.repeat(80)}`, 'in=javascript%3Aalert(1)']) {
		const answer = await page.goto(`${at}/cases/${byState.get('working')}?${odd}`);
		ok(answer.status() === 200 && (await page.getAttribute('[data-back]', 'href')).startsWith('/cases?'), `${how}: an odd list leads back to the list: ${odd.slice(0, 24)}`, answer.status());
	}
	await page.context().close();
}

/* ---- Keys of a case's page --------------------------------------------------------------------------------------- */

await chief.goto(`${at}/cases?state=working`);
await chief.keyboard.press('j');
await chief.keyboard.press('?');
await chief.waitForSelector('.ask dl');
ok(/下一行/.test(await chief.locator('.ask').innerText()) && !/下一件/.test(await chief.locator('.ask').innerText()), '? opens the keys of a list, and of nothing else', await chief.locator('.ask').innerText());
await chief.keyboard.press('Escape');
ok(await chief.locator('.ask').count() === 0, 'Esc closes them');
await Promise.all([chief.waitForNavigation(), chief.keyboard.press('Enter')]);
const one = chief.url();
await chief.keyboard.press('?');
await chief.waitForSelector('.ask dl');
ok(/下一件/.test(await chief.locator('.ask').innerText()) && !/下一行/.test(await chief.locator('.ask').innerText()), '? opens the keys of a case');
await chief.keyboard.press('Escape');
ok(await chief.locator('.ask').count() === 0, 'Esc closes these');
await Promise.all([chief.waitForNavigation(), chief.keyboard.press('j')]);
ok(chief.url() !== one, 'j goes on to the next');
await Promise.all([chief.waitForNavigation(), chief.keyboard.press('k')]);
ok(chief.url() === one, 'k back again', chief.url());
const boxes = await chief.evaluate(() => [...document.querySelectorAll('.crumb > *')].filter((e) => e.offsetParent).map((e) => e.getBoundingClientRect()).map((r) => [r.left, r.right]));
ok(boxes.slice(1).every((b, i) => i === 0 || b[0] - boxes[i][1] >= 12), 'what stands beside the crumb keeps apart', boxes);

/* ---- English in full ---------------------------------------------------------------------------------------------- */

// What the program says itself; names of people, units, places, classes and papers are data.
const guest = await t.window();
await guest.goto(`${at}/login?lang=en`);
ok(!/\p{Script=Han}/u.test(await guest.locator('table.tbl tbody').textContent()), 'the log-in names the demo posts in English', await guest.locator('table.tbl tbody').textContent());
for (const [state, id] of byState) {
	await chief.goto(`${at}/cases/${id}?lang=en`);
	const small = await chief.evaluate(() => [...document.querySelectorAll('.tag, h2, dt, .log b, .fig, .btn, .hd > span, .due-box .mut, .acts summary, .chain th')]
		.map((e) => e.textContent.trim()).filter((s) => /^[a-z]/.test(s)));
	ok(small.length === 0, `English, ${state}: every line begins as a line`, small);
	const orders = await chief.locator('.log b').allTextContents();
	ok(orders.every((s) => !/\p{Script=Han}/u.test(s) && !/^(Accept|File|Dispatch|Sign for it|Close|Report|Record as overdue)$/.test(s)), `English, ${state}: the history tells what was done`, orders);
	ok(!/\p{Script=Han}/u.test(await chief.locator('.who summary b').textContent()), `English, ${state}: the post too`);
}
await chief.goto(`${at}/me?lang=zh`);

await t.end();
