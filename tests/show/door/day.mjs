// A day of a command centre, as issue 3 ends: from 08:00, with photos, to the bulletin that is issued at 18:00, and a
// look at its obligations 24 hours later; by everybody who has a part in it, in a browser, on a false clock.
// usage: day.mjs DUBAN ROOT [postgres] [PICTURES]     PHOTOS=FOLDER takes true photos (*.jpg) for the drawn ones
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { act, phone, send, stand } from './stand.mjs';

const MONDAY = '2026-11-23', TUESDAY = '2026-11-24';
const t = await stand('day', process.argv, { clock: `${MONDAY} 08:00` });
const { ok } = t;
const pictures = process.argv.slice(4).find((a) => a !== 'postgres');
if (pictures)
	mkdirSync(pictures, { recursive: true });

let shots = 0;
async function shot(page, name) {
	if (pictures)
		await page.screenshot({ path: join(pictures, `${String(++shots).padStart(2, '0')}-${name}.png`), fullPage: true });
}

// Each is another picture: a fix is not proven by the photo of the fault.
let taken = 0;
const own = process.env.PHOTOS ? readdirSync(process.env.PHOTOS).filter((f) => f.endsWith('.jpg')).sort() : [];
function photo() {
	const n = taken++;
	const buffer = n < own.length ? readFileSync(join(process.env.PHOTOS, own[n]))
		: execFileSync(join(dirname(process.argv[2]), '../../tests/app/photo/make_photo'), [String(90 + n), '1200', '900', '80']);
	return { name: `IMG_${n + 1}.jpg`, mimeType: 'image/jpeg', buffer };
}

// Nobody stays signed in over the hours: each begins with the log-in page.
async function at(time, who, work, options) {
	t.clock(time);
	const page = await t.window(options);
	await t.login(page, who);
	const result = await work(page);
	await page.context().close();
	return result;
}

// Report on a phone, with a photo; returns the address of the case.
const report = (time, who, tile, place, address, description) => at(time, who, async (page) => {
	await page.goto(`${t.at}/report`);
	await page.locator('.tiles label', { hasText: tile }).click();
	await page.selectOption('#case-report-place', { index: place });
	await page.fill('#case-report-address', address);
	await page.fill('#case-report-description', description);
	await page.setInputFiles('#case-report-photo', [photo()]);
	await shot(page, `report-${who}`);
	await send(page, 'form#rp button.pri');
	ok(await page.locator('.got b').count() === 1, `${time}: ${who} reports ${description}`, await page.locator('.oops').allTextContents());
	return t.at + await page.locator('.row a.btn:not(.pri)').getAttribute('href');
}, phone);

async function step(time, who, path, name, fill, stage, options) {
	const r = await at(time, who, async (page) => {
		const said = await act(page, path, name, typeof fill === 'function' ? await page.goto(path).then(() => fill(page)) : fill);
		await shot(page, `${name}-${who}`);
		return said;
	}, options);
	ok(r.stage === stage, `${time}: ${who} ${name} → ${stage}`, r);
}

const first = (field) => async (page) => ({ [field]: await page.locator(`#case-file-${field}, #case-close-${field}`).first().locator('option').nth(1).getAttribute('value') });
const unit = (name) => async (page) => ({ unit: await page.locator('#case-dispatch-unit option', { hasText: name }).getAttribute('value'), reason: '属地先行处置' });

// ---- Monday ----
await at(`${MONDAY} 08:00`, 'zbz01', async (page) => {
	const answer = await page.goto(`${t.at}/`);
	ok(answer.status() === 200 && await page.locator('.list tbody tr').count() > 10, '08:00: the chief finds what is open, the most urgent first', answer.status(), page.url());
	await shot(page, 'desk-morning');
});
const rubbish = await report(`${MONDAY} 08:10`, 'wgy01', '暴露垃圾', 1, '瑞京路 18 号旁', '空地上堆了装修弃料');
const spots = await report(`${MONDAY} 08:20`, 'wgy01', '暴露垃圾', 2, '大同路 6 号旁', '绿化带里有生活垃圾');
const corner = await report(`${MONDAY} 08:40`, 'wgy01', '暴露垃圾', 3, '新华西路 9 号旁', '墙角堆了旧家具');
const morning = [['sly01', 'accept', {}, '待立案'], ['zbz01', 'file', first('condition'), '待派遣'],
	['pqy01', 'dispatch', unit('东铺头街道办事处'), '待签收'], ['cz01', 'sign', {}, '处置中', phone]];
for (const [i, [who, ...what]] of morning.entries())
	for (const [k, path] of [rubbish, spots, corner].entries())
		await step(`${MONDAY} 09:${i}${k}`, who, path, ...what);
await step(`${MONDAY} 10:30`, 'cz01', rubbish, 'fix', { text: '清运一车，冲洗地面', photo: [photo()] }, '待核查', phone);
await step(`${MONDAY} 14:40`, 'hcy01', rubbish, 'verify', { answer: 'yes', text: '到场看过，已清理干净', photo: [photo()] }, '待结案', phone);
await step(`${MONDAY} 15:10`, 'zbz01', rubbish, 'close', first('closing'), '已结案');
await at(`${MONDAY} 15:11`, 'zbz01', async (page) => {
	await page.goto(rubbish);
	ok(await page.locator('.pair img').count() >= 2, 'before and after stand side by side');
	await shot(page, 'case-closed');
	// Nothing leaves the house before somebody has covered faces and plates.
	for (const href of await page.locator('.scene figcaption a[href$="/mask"]').evaluateAll((l) => l.map((a) => a.href))) {
		await page.goto(`${href}?boxes=100,200,1250,1000`);
		await shot(page, 'mask');
		await send(page, 'form[action="/do/photo.mask"] button');
	}
	ok(/已遮挡|遮挡 1 处/.test(await page.locator('.scene').first().innerText()) || await page.locator('.scene figcaption a', { hasText: '还没检查' }).count() === 0, '15:11: what is to leave the house is covered where it must be', await page.locator('.scene').allInnerTexts());
});

// ---- The bulletin at six ----
const edition = await at(`${MONDAY} 18:00`, 'zbz01', async (page) => {
	// What was done is sealed within ten seconds.
	await page.waitForTimeout(12000);
	await page.goto(`${t.at}/bulletin`);
	await shot(page, 'bulletin-draft');
	const [, listed, units] = /(\d+)[^\d]+(\d+)/.exec(await page.locator('#issue').locator('xpath=ancestor::section').locator('p').first().innerText());
	await send(page, 'section[aria-labelledby=issue] a[href^="/bulletin/photos"]');
	ok(/2 张照片都看过了/.test(await page.locator('.note').first().innerText()), '18:00: the two photos that the picture will show were looked at', await page.locator('.note').allInnerTexts());
	await shot(page, 'photos');
	await page.goBack();
	await page.locator('form[action="/do/bulletin.issue"] button').click();
	const sure = page.locator('[role=alertdialog]');
	ok(/通报|签发/.test(await sure.innerText()), '18:00: before it is issued the page asks once more');
	await shot(page, 'bulletin-sure');
	await send(page, sure.getByRole('button', { name: /签发/ }));
	ok(/通报第 1 版/.test(await page.locator('h1').innerText()) && /签发/.test(await page.locator('.note.done').first().innerText()), '18:00: edition 1 is issued', await page.locator('.note').allInnerTexts());
	await shot(page, 'bulletin-issued');
	await page.goto(`${t.at}/bulletin/editions`);
	await shot(page, 'editions');
	await send(page, 'table tbody tr th a');
	ok(/2026-11-23/.test(await page.locator('h1').innerText()) && /第 1 版/.test(await page.locator('h1').innerText()), 'the list of editions leads to it', await page.locator('h1').innerText());
	await shot(page, 'edition-1');
	const all = (await page.locator('section[aria-labelledby=asked] table tr').last().innerText()).split(/\s+/).filter((w) => /^\d+$/.test(w)).map(Number);
	ok(all[0] === Number(listed) && Number(units) > 1, 'it asks for as many as the draft said', all, listed, units);
	// Its picture shows the longest overdue, of which nobody has sent photos, and what was put right.
	const here = page.url();
	await send(page, 'a[href^="/bulletin/photos"]');
	ok(/2 张照片都看过了/.test(await page.locator('.note').first().innerText()) && await page.locator('a[href$="/mask"]').count() === 2, 'the photos of its picture are listed from the edition, too', await page.locator('.note').allInnerTexts());
	await shot(page, 'edition-photos');
	await page.goto(here);
	// What goes out of the house: one tall picture for the group, and a Word file.
	for (const [kind, begin] of [['tall.png', '89504e470d0a1a0a'], ['paper.docx', '504b0304']]) {
		const answer = await page.request.get(new URL(await page.locator(`a[href*="/bulletin/${kind}"]`).first().getAttribute('href'), t.at).href);
		const body = await answer.body();
		ok(answer.status() === 200 && body.subarray(0, begin.length / 2).toString('hex') === begin, `the edition as ${kind}: ${body.length} bytes`, answer.status());
		if (pictures)
			writeFileSync(join(pictures, `edition-1-${kind}`), body);
	}
	return page.url();
});
const outcomes = (page) => page.locator('section[aria-labelledby=asked] table').evaluate((table) => {
	const head = [...table.querySelectorAll('thead th')].map((h) => h.textContent.trim());
	return Object.fromEntries([...table.querySelectorAll('tbody tr')].map((r) => [r.cells[0].textContent.trim(),
		Object.fromEntries([...r.cells].slice(1).map((c, i) => [head[i + 1], Number(c.textContent.trim())]))]));
});
const told = await at(`${MONDAY} 18:10`, 'cz01', async (page) => {
	await page.goto(`${t.at}/cases`);
	await shot(page, 'unit-tasks');
	await page.goto(spots);
	await shot(page, 'unit-case');
	return page.locator('main').innerText();
}, phone);
ok(/通报/.test(told), '18:10: the unit reads on the case until when the bulletin wants it put right');

// ---- Tuesday ----
await step(`${TUESDAY} 10:00`, 'cz01', spots, 'fix', { text: '绿化带已清理', photo: [photo()] }, '待核查', phone);
await step(`${TUESDAY} 15:00`, 'hcy01', spots, 'verify', { answer: 'yes', text: '现场已干净', photo: [photo()] }, '待结案', phone);
await at(`${TUESDAY} 17:59`, 'zbz01', async (page) => {
	await page.goto(edition);
	const unit = (await outcomes(page))['芗城区东铺头街道办事处'];
	ok(unit && unit['按时整改'] === 1 && unit['逾期未整改'] === 0 && unit['未到期'] > 0, '17:59: of the street office one is put right in time, the others are not yet due', unit);
	await shot(page, 'edition-before');
});
await at(`${TUESDAY} 18:01`, 'zbz01', async (page) => {
	await page.goto(edition);
	const unit = (await outcomes(page))['芗城区东铺头街道办事处'];
	ok(unit && unit['按时整改'] === 1 && unit['逾期未整改'] > 0 && unit['未到期'] === 0, '18:01: the others are past 24 hours and not put right', unit);
	await shot(page, 'edition-after');
	await page.locator('section[aria-labelledby=asked] table tr', { hasText: '东铺头街道办事处' }).locator('a').nth(1).click();
	await page.waitForLoadState();
	await shot(page, 'edition-items');
	// What was told on Monday has not moved.
	await page.goto(`${t.at}/bulletin`);
	await shot(page, 'bulletin-tuesday');
});

await t.end();
