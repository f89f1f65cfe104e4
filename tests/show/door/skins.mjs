// Skins, keys and exchanged parts: chosen without the script, contrast by axe in the dark, focus and announcements.
// usage: skins.mjs DUBAN ROOT
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { phone, send, stand } from './stand.mjs';

const t = await stand('skins', process.argv);
const { ok, at } = t;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const contrast = async (page, name) => {
	await page.evaluate(axeSource);
	const violations = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations'] })).violations);
	ok(violations.length === 0, `contrast: ${name}`, ...violations.flatMap((v) => v.nodes.slice(0, 4).map((x) => [x.html.slice(0, 100), (x.any[0] || {}).message])));
};
const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const [light, dark] = ['rgb(243, 245, 248)', 'rgb(12, 26, 43)'];

/* ---- Chosen by a form, kept by a cookie, without the script ---- */

const bare = await t.window({ javaScriptEnabled: false, colorScheme: 'dark' });
await t.login(bare, 'zbz01');
await bare.goto(`${at}/me`);
const is = async (page) => ({ ground: await page.locator('link[href="/static/dark.css"]').getAttribute('media').catch(() => null), html: await page.content() });
ok(await bare.locator('link[href="/static/dark.css"]').count() === 0, 'light until told otherwise, whatever the system says');
for (const [skin, media] of [['dark', 'screen'], ['auto', 'screen and (prefers-color-scheme: dark)'], ['light', null]]) {
	await bare.selectOption('#me-skin', skin);
	await send(bare, 'form[action="/me/view"] button');
	ok(new URL(bare.url()).pathname === '/me' && await bare.inputValue('#me-skin') === skin, `${skin} is chosen on one's own page, without the script`);
	ok(media ? (await is(bare)).ground === media : await bare.locator('link[href="/static/dark.css"]').count() === 0, `${skin}: ${media ?? 'no sheet of the dark skin'}`);
}
await bare.selectOption('#me-size', 'huge');
await bare.selectOption('#me-keys', 'off');
await send(bare, 'form[action="/me/view"] button');
await bare.goto(`${at}/cases`);
ok(await bare.locator('html.huge[data-keys=off]').count() === 1, 'large print and no single keys, too');
await bare.goto(`${at}/keys`);
ok(await bare.locator('#keys section').count() === 4 && await bare.locator('.note.none').count() === 1, 'the keys have a plain page, which says that they are off');
await bare.context().close();

/* ---- The wall's address; the system's wish; paper ---- */

const wall = await t.window();
await wall.goto(`${at}/style?skin=dark`);
ok(await ground(wall) === dark, '?skin=dark is dark');
await contrast(wall, 'dark /style');
await wall.goto(`${at}/login`);
ok(await ground(wall) === dark, 'and stays so');
await contrast(wall, 'dark /login');
await wall.emulateMedia({ media: 'print' });
ok(await ground(wall) === 'rgb(255, 255, 255)' && await wall.evaluate(() => getComputedStyle(document.querySelector('h1')).color) !== 'rgb(234, 242, 255)', 'on paper it is black on white');
await wall.emulateMedia({ media: null });
await wall.goto(`${at}/style?skin=auto`);
ok(await ground(wall) === light, 'auto is light where the system is');
await wall.emulateMedia({ colorScheme: 'dark' });
ok(await ground(wall) === dark, 'and dark where it is');
await wall.goto(`${at}/style?skin=pink`);
ok(await ground(wall) === dark, 'a skin that there is not changes nothing');
await wall.goto(`${at}/style?skin=light`);
ok(await ground(wall) === light, 'light is light again');
await wall.context().close();

const night = await t.window();
await night.context().addCookies([{ name: 'skin', value: 'dark', url: at }]);
await t.login(night, 'zbz01');
const open = (await (await night.request.get(`${at}/api/case.list?n=40`)).json()).items;
for (const path of ['/cases', `/cases/${open[0].id}`, '/report', '/bulletin', '/bulletin/editions', '/classes', '/calendar', '/seal', '/me', '/keys', '/cases/999999']) {
	await night.goto(at + path);
	await contrast(night, `dark ${path.replace(/\d+/, 'ID')}`);
}

/* ---- Parts exchanged: the page stays, the focus too, and what changed is said ---- */

const page = await t.window();
await t.login(page, 'zbz01');
await page.goto(`${at}/cases`);
await page.evaluate(() => { window.still = true; });
const said = () => page.locator('#said').textContent();
await page.locator('.list thead .no a').focus();
await Promise.all([page.waitForURL(/sort=new/), page.keyboard.press('Enter')]);
ok(await page.evaluate(() => window.still === true), 'sorting exchanges the parts and keeps the page');
ok(/案件/.test(await said()), 'what is there now is said', await said());
ok(await page.evaluate(() => document.activeElement.closest('#main') !== null), 'the focus stays in the content', await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80)));
await page.keyboard.press('j');
ok(await page.evaluate(() => document.activeElement.matches('.list tbody tr.cur .no a')), 'keys know the new rows');
await Promise.all([page.waitForFunction(() => !/sort=new/.test(location.search)), page.goBack()]);
await page.waitForFunction(() => document.querySelector('.list .due[aria-sort]'));
ok(await page.evaluate(() => window.still === true), 'and back goes back');
await page.locator('.saved a').first().click();
await page.waitForFunction(() => document.querySelector('.chip b'));
ok(await page.evaluate(() => window.still === true && document.activeElement.closest('#rail') !== null && document.querySelector('.saved a').getAttribute('aria-current') === 'true'),
	'a saved filter in the rail: the rail knows where one is');
await page.locator('a.chip:not(.add)').first().click();
await page.waitForFunction(() => !document.querySelector('a.chip:not(.add)'));
ok(await page.evaluate(() => document.activeElement.tagName === 'H1'), 'what had the focus is gone: the heading has it');
// Logged out meanwhile: the ordinary way, to the log-in.
await page.context().clearCookies();
await page.locator('.list thead .no a').click();
await page.waitForURL(/\/login/);
ok(true, 'another kind of page comes in the ordinary way');

// Every other list that a form or its pages narrow: the same way.
const lists = await t.window();
const still = async (who, path, ask, want) => {
	await lists.context().clearCookies();
	await t.login(lists, who);
	await lists.goto(at + path);
	await lists.evaluate(() => { window.still = true; document.getElementById('said').textContent = ''; });
	await ask();
	await lists.waitForFunction(() => document.getElementById('said').textContent !== '');
	ok(await lists.evaluate((want) => window.still === true && new RegExp(want).test(location.href) && document.activeElement.closest('#main') !== null && !document.querySelector('#main[aria-busy]'), want),
		`${path}: asked again, the page stays and the focus in its content`, lists.url());
};
const type = (at, words) => async () => {
	await lists.fill(at, words);
	await lists.press(at, 'Enter');
};
await still('aq01', '/people', type('#who', 'ld01'), '[?]q=ld01$');
ok(await lists.locator('.tbl tbody tr').count() === 1 && await lists.evaluate(() => document.activeElement.id === 'who'), 'found among people, and the box of words is where one was');
await still('aq01', '/people', () => lists.locator('.pager [rel=next]').click(), '[?]after=');
ok(await lists.evaluate(() => document.activeElement.tagName === 'H1' && scrollY === 0), 'the next page begins with its heading');
await still('zbz01', '/classes', type('#cq', 'jg'), '[?]q=jg$');
ok(await lists.locator('#cl').count() === 1, 'found among classes');
await still('zbz01', '/classes', () => lists.locator('.chips a').first().click(), '[?]big=');
await still('zbz01', '/calendar', () => lists.locator('a[href*="year=2024"]').first().click(), 'year=2024');
await still('zbz01', '/bulletin/editions', () => lists.locator('form[action="/bulletin/editions"] button').click(), 'place=');
await still('zbz01', '/seal', type('form[action="/seal"] [name=at]', '1'), '[?]at=1$');
await still('sj01', '/audit/journal', () => lists.locator('form[action="/audit/journal"] button').click(), 'day=');
await lists.context().close();

/* ---- Keys ---- */

await t.login(page, 'zbz01');
await page.goto(`${at}/seal`);
await page.keyboard.press('?');
await page.waitForSelector('.ask[role=dialog] dl');
ok(!/下一行|下一件/.test(await page.locator('.ask').innerText()) && /每日通报/.test(await page.locator('.ask').innerText()), '? tells the keys of this page, and where one may go', await page.locator('.ask').innerText());
ok(await page.evaluate(() => document.activeElement.closest('.ask') !== null), 'and has the focus');
await contrast(page, 'the box of keys');
await page.keyboard.press('Tab');
ok(await page.evaluate(() => document.activeElement.closest('.ask') !== null), 'which stays in it');
await page.keyboard.press('Escape');
await page.keyboard.press('g');
await Promise.all([page.waitForURL(`${at}/cases`), page.keyboard.press('c')]);
ok(true, 'g c goes to the cases');
await page.keyboard.press('/');
await page.keyboard.type('gb?j');
ok(await page.inputValue('form.q input') === 'gb?j' && new URL(page.url()).pathname === '/cases' && await page.locator('.ask').count() === 0, 'in a field keys are letters');
await page.context().addCookies([{ name: 'keys', value: 'off', url: at }]);
await page.goto(`${at}/cases`);
await page.keyboard.press('?');
await page.keyboard.press('j');
ok(await page.evaluate(() => document.activeElement === document.body && !document.querySelector('.ask')), 'turned off they do nothing');
const small = await t.window(phone);
await t.login(small, 'zbz01');
await small.goto(`${at}/keys`);
ok(await small.evaluate(() => document.documentElement.scrollWidth <= 390), 'the page of keys fits a phone');

await t.end();
