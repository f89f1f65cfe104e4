// The walk of issue 2, section 7: report on a phone, accept, file, dispatch, sign, fix, verify, close, each by
// somebody whose post may; with the script and without it.  usage: walk.mjs DUBAN ROOT [postgres] [PICTURES]
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { act, phone, send, stand } from './stand.mjs';

const t = await stand('walk', process.argv);
const { ok } = t;
const pictures = process.argv.slice(4).find((a) => a !== 'postgres');

async function as(who, options) {
	const page = await t.window(options);
	await t.login(page, who);
	return page;
}
const shot = async (page, name) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true }); };

const picture = (n) => [{ name: `IMG_${n}.jpg`, mimeType: 'image/jpeg', buffer: execFileSync(join(dirname(process.argv[2]), '../../tests/app/photo/make_photo'), [n, 1200, 900, 80].map(String)) }];
const system = await as('xt01');
const policy = (moments) => system.request.post(`${t.at}/api/photo.policy`, { data: { at: moments }, headers: { Origin: t.at } });

// As a city does it that asks for photos where the class needs them.
async function walk(script) {
	const how = script ? 'with the script' : 'without it';
	const o = { javaScriptEnabled: script };
	const reporter = await t.window({ ...phone, ...o });
	await t.enter(reporter, 'wgy01');
	ok(new URL(reporter.url()).pathname === '/cases', `${how}: who sees cases begins at the list`);

	await reporter.goto(`${t.at}/report`);
	await shot(reporter, `report-${script}`);
	await reporter.locator('.tiles label', { hasText: '暴露垃圾' }).click();
	await reporter.selectOption('#case-report-place', { index: 1 });
	await reporter.fill('#case-report-address', `瑞京路 ${script ? 18 : 81} 号旁`);
	await reporter.fill('#case-report-description', '空地上堆了装修弃料和生活垃圾');
	await send(reporter, 'form#rp button.pri');
	ok(/“暴露垃圾”要有“发现时”的照片/.test(await reporter.locator('.oops').textContent()), `${how}: without a photo it is told that this class needs one`);
	await reporter.setInputFiles('#case-report-photo', picture(script ? 1 : 4));
	await send(reporter, 'form#rp button.pri');
	const no = await reporter.locator('.got b').textContent();
	ok(/^\d{4}-\d{5}$/.test(no), `${how}: the receipt names the number`, no);
	await shot(reporter, `done-${script}`);
	const at = t.at + await reporter.locator('.row a.btn:not(.pri)').getAttribute('href');

	const second = reporter;
	await second.goto(`${t.at}/report`);
	await second.locator('.tiles label', { hasText: '暴露垃圾' }).click();
	await second.selectOption('#case-report-place', { index: 1 });
	await second.fill('#case-report-address', `瑞京路 ${script ? 18 : 81} 号旁`);
	await second.fill('#case-report-description', '又看到同一堆垃圾');
	await second.setInputFiles('#case-report-photo', picture(7));
	await send(second, 'form#rp button.pri');
	ok(await second.locator('[role=alert] a', { hasText: no }).count() === 1, `${how}: the same spot is shown before it is sent`);
	ok(await second.inputValue('#case-report-description') === '又看到同一堆垃圾', `${how}: and what was typed is still there`);
	await shot(second, `same-${script}`);

	// One after the other at the same desk: a window costs more than a log-in.
	const desk = await t.window(o);
	const seat = async (who) => {
		await desk.context().clearCookies();
		await t.login(desk, who);
		return desk;
	};
	let r = await act(await seat('sly01'), at, 'accept');
	ok(r.stage === '待立案', `${how}: 受理 of a staff report leads to 待立案`, r);
	ok(/受理/.test(r.said), `${how}: the page says what was done`, r);

	const chief = await seat('zbz01');
	await chief.goto(at);
	const condition = await chief.locator('#case-file-condition option').nth(1).getAttribute('value');
	r = await act(chief, at, 'file', { condition });
	ok(r.stage === '待派遣', `${how}: 立案 leads to 待派遣`, r);

	const dispatcher = await seat('pqy01');
	await dispatcher.goto(at);
	const duty = await dispatcher.locator('#case-dispatch dl.kv').textContent();
	ok(/将派给芗城区环卫中心/.test(duty) && /责任清单第 \d+ 行/.test(duty), `${how}: the form names the unit of the duty matrix and its row before it is sent`, duty);
	const unit = await dispatcher.locator('#case-dispatch-unit option', { hasText: '东铺头街道办事处' }).getAttribute('value');
	r = await act(dispatcher, at, 'dispatch', { unit, reason: '就近处置，由属地先清运' });
	ok(r.stage === '待签收', `${how}: 派遣 leads to 待签收`, r);
	await shot(dispatcher, `dispatched-${script}`);

	const handler = await seat('cz01');
	r = await act(handler, at, 'sign');
	ok(r.stage === '处置中', `${how}: 签收 leads to 处置中`, r);
	await handler.goto(at);
	ok(/必须有照片/.test(await handler.locator('#case-fix').textContent()), `${how}: that the fix needs one is said beforehand`);
	r = await act(handler, at, 'fix', { text: '清运一车，冲洗地面', photo: picture(script ? 2 : 5) });
	ok(r.stage === '待核查', `${how}: 反馈 leads to 待核查, not to the end`, r);
	await handler.goto(at);
	ok(await handler.locator('#case-close, #case-verify').count() === 0, `${how}: who handled it is offered neither 核查 nor 结案 (A31)`);

	r = await act(await seat('hcy01'), at, 'verify', { answer: 'yes', text: '到场看过，已清理干净', photo: picture(script ? 3 : 6) });
	ok(r.stage === '待结案', `${how}: 核查 passed leads to 待结案`, r);
	await seat('zbz01');
	await chief.goto(at);
	const closing = await chief.locator('#case-close-closing option').nth(1).getAttribute('value');
	r = await act(chief, at, 'close', { closing });
	ok(r.stage === '已结案', `${how}: 结案 ends it`, r);
	await shot(chief, `closed-${script}`);
	const past = await chief.locator('ol.log b').allTextContents();
	for (const step of ['登记', '受理', '立案', '派遣', '签收', '反馈处置完成', '核查：通过', '结案'])
		ok(past.includes(step), `${how}: the history tells ${step}`, past);
	ok(!past.includes('记超期'), `${how}: nothing was late`, past);
	const dispatched = await chief.locator('ol.log li', { hasText: '派遣' }).first().textContent();
	ok(/主办 .*东铺头街道办事处/.test(dispatched), `${how}: the history names who was sent it`, dispatched);
	const held = await chief.locator('table.held tbody th').allTextContents();
	ok(held.length >= 6 && held.every((h) => h.includes('芗城区')), `${how}: every stay names its unit, however short (A35)`, held);
	ok(/^\d{4}-\d{5} S06010（事件）$/.test((await chief.locator('.ttl .mut.sm').textContent()).replace('案号 ', '').trim()), `${how}: the class has its letter (GB/T 47678.5)`,
		await chief.locator('.ttl .mut.sm').textContent());
	ok((await chief.locator('.lead').textContent()) === '空地上堆了装修弃料和生活垃圾', `${how}: what was found is there`);
	for (const p of [reporter, desk])
		await p.context().close();
}

// A class without a tile: from the full list, with the script and without it.
async function listed(script) {
	const how = script ? 'with the script' : 'without it';
	const page = await as('wgy01', { ...phone, javaScriptEnabled: script });
	await page.goto(`${t.at}/report`);
	await page.locator('#s1 details.more summary').click();
	await page.selectOption('#all', 'S10095');
	await page.selectOption('#case-report-place', { index: 1 });
	await page.fill('#case-report-address', `江滨路涵洞 ${script ? 1 : 2} 号`);
	await page.fill('#case-report-description', '雨天积水\n半米深');
	await send(page, 'form#rp button.pri');
	ok(await page.locator('.got').count() === 1, `${how}: a class of the full list is enough, no tile is asked for`, await page.locator('.oops').allTextContents());
	const at = t.at + await page.locator('.row a.btn:not(.pri)').getAttribute('href');
	await page.goto(at);
	ok(await page.locator('.lead').evaluate((e) => /\n/.test(e.textContent) && getComputedStyle(e).whiteSpace === 'pre-line'), `${how}: lines stay lines`);
	await page.goto(`${t.at}/report`);
	await page.locator('#s1 details.more summary').click();
	await page.selectOption('#all', 'S10095');
	await page.locator('.tiles label').first().click();
	await page.selectOption('#case-report-place', { index: 1 });
	await page.fill('#case-report-address', `大同路 ${script ? 3 : 4} 号`);
	await page.fill('#case-report-description', '一堆垃圾没人清');
	const answer = await send(page, 'form#rp button.pri');
	if (script)
		ok(await page.locator('.got').count() === 1, `${how}: a tile takes the place of what the list said`, answer.status());
	else
		ok(answer.status() === 422 && /只留一个/.test(await page.locator('.oops').textContent()), `${how}: two classes are refused, not guessed between`, answer.status());
	await page.context().close();
}

// J and K lead through the list one came from, and back to it with its filter.
async function neighbours() {
	const page = await as('zbz01');
	await page.goto(`${t.at}/cases?state=working`);
	const rows = await page.locator('table.list .no a').evaluateAll((l) => l.map((a) => a.getAttribute('href')));
	ok(rows.length > 2, 'a list to go through', rows);
	await page.goto(t.at + rows[1]);
	await page.keyboard.press('j');
	await page.waitForURL(t.at + rows[2]);
	await page.keyboard.press('k');
	await page.waitForURL(t.at + rows[1]);
	ok(/^\/cases\?state=working&seen=\d+$/.test(await page.locator('[data-back]').getAttribute('href')), 'j and k go along the list, the way back keeps the filter', await page.locator('[data-back]').getAttribute('href'));
	await page.context().close();
}

await policy('found fixed verified');
await walk(true);
await walk(false);
await policy('none');
await listed(true);
await listed(false);
await neighbours();
await t.end();
