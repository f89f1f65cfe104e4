// A day of a command centre, as issue 3 ends: from 08:00, with photos, to the bulletin that is issued at 18:00, and a
// look at its obligations 24 hours later; by everybody who has a part in it, in a browser, on a false clock.
// usage: day.mjs DUBAN ROOT [postgres] [PICTURES]     PHOTOS=FOLDER takes true photos (*.jpg) for the drawn ones
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
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
	await page.goto(`${t.at}/desk`);
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
});

// ---- The bulletin at six ----
const result = (page) => page.locator('section:has(#asked) tbody tr:last-child td.n').allTextContents().then((l) => l.map(Number));
const numbers = (page) => page.evaluate(() => document.body.innerText);
const edition = await at(`${MONDAY} 18:00`, 'zbz01', async (page) => {
	// What was done is sealed within ten seconds.
	await page.waitForTimeout(12000);
	await page.goto(`${t.at}/bulletin`);
	ok(/2026-11-23|11 月 23 日/.test(await numbers(page)), 'the bulletin is of this Monday');
	await shot(page, 'bulletin-six');
	await page.locator('form[action="/do/bulletin.issue"] button').click();
	await shot(page, 'bulletin-question');
	await send(page, page.locator('[role=alertdialog] .btn.pri'));
	ok(/第 1 版/.test(await page.locator('h1').textContent()), 'it is issued', await page.locator('.oops').allTextContents());
	ok((await result(page))[3] > 0, 'and asks units for something', await result(page));
	await shot(page, 'bulletin-issued');
	return t.at + new URL(page.url()).pathname;
});

// ---- What became of it, 24 hours later ----
await at(`${TUESDAY} 18:01`, 'zbz01', async (page) => {
	await page.goto(edition);
	const [all, inTime, after, waits, missed, released] = await result(page);
	ok(all > 0 && waits === 0 && inTime + after + missed + released === all, 'a day later nothing waits any more', await result(page));
	await shot(page, 'bulletin-a-day-later');
	await page.goto(`${edition}/cases?outcome=missed`);
	ok(await page.locator('tbody tr').count() === missed, 'what was missed is listed', missed);
	await shot(page, 'bulletin-missed');
});

await t.end();
