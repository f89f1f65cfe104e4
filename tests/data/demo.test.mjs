// The demo district: everything it names exists, and it keeps the program's own rules.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { files_of, list, rows_of, text_of } from './tsv.mjs';

const places = new Map(rows_of('data/places/350602.tsv').map((p) => [p.code, p]));
const units = new Map(rows_of('data/demo/units.tsv').map((u) => [u.code, u]));
const posts = new Map(rows_of('data/demo/posts.tsv').map((p) => [p.code, p]));
const everybody = rows_of('data/demo/people.tsv');
const people = everybody.filter((p) => p.login !== '');
// who holds a post of this role, as [person, post]
const holders = (role) => people.flatMap((p) => list(p.post_codes).map((code) => [p, posts.get(code)]))
	.filter(([, post]) => post?.role === role);
const duty = rows_of('data/demo/duty.tsv');
const cases = rows_of('data/demo/cases.tsv');
const classes = new Map([...rows_of('data/catalog/gbt47678-5-2026.tsv'), ...rows_of('data/catalog/local-chuangcheng.tsv')]
	.map((c) => [c.key, c]));
const towns = [...places.values()].filter((p) => p.level === 'town');
const ADMINS = ['sysadmin', 'secadmin', 'auditor'];
const ROLES = ['inspector', 'clerk', 'chief', 'dispatcher', 'handler', 'verifier', 'supervisor', 'leader', ...ADMINS];

const within = (place, scope) => place === scope || (places.get(place).parent_code !== ''
	&& within(places.get(place).parent_code, scope));
const may_be_filed = (c) => c !== undefined && c.kind === '事项' && c.subject !== 'person';

// Rows of the matrix that fit, without those that another fitting row is more precise than.
function most_specific(cls, place)
{
	const fits = duty.filter((d) => (d.class_key === cls || d.class_key === cls.slice(0, 3)) && within(place, d.place_code));
	const finer = (a, b) => a !== b && a.class_key.startsWith(b.class_key) && within(a.place_code, b.place_code);
	return fits.filter((d) => !fits.some((other) => finer(other, d)));
}

test('units: codes unique, parents exist, one head; each township has exactly one unit of its own', () => {
	assert.equal(units.size, rows_of('data/demo/units.tsv').length);
	for (const u of units.values())
		assert.ok(u.parent_code === '' || units.has(u.parent_code), u.code);
	assert.equal([...units.values()].filter((u) => u.parent_code === '').length, 1);
	const owned = [...units.values()].filter((u) => u.place_code !== '').map((u) => u.place_code).sort();
	assert.deepEqual(owned, towns.map((p) => p.code).sort());
	assert.equal(owned.length, 12);
});

test('posts belong to units; every unit that can be given work has a 处置 post with a person', () => {
	assert.equal(posts.size, rows_of('data/demo/posts.tsv').length);
	for (const p of posts.values())
		assert.ok(units.has(p.unit_code), p.code);
	for (const p of posts.values()) {
		assert.ok(ROLES.includes(p.role), p.code);
		assert.ok(p.place_code === '' || places.has(p.place_code), p.code);
		for (const c of list(p.classes))
			assert.ok([...classes.keys()].some((k) => k.startsWith(c)), `${p.code} ${c}`);
	}
	for (const u of units.values())
		if (!['指挥中心', '监督中心'].includes(u.kind))
			assert.ok(holders('handler').some(([, post]) => post.unit_code === u.code), u.code);
});

test('people: at least 30, logins and names unique, every post held, every role filled', () => {
	assert.ok(people.length >= 30);
	// So that no log-in has its person's id: who takes the one for the other is found out.
	assert.ok(everybody[0].login === '' && everybody[0].code !== '' && everybody[0].post_codes === '');
	assert.equal(new Set(people.map((p) => p.login)).size, people.length);
	assert.equal(new Set(people.map((p) => p.name)).size, people.length);
	for (const p of people) {
		assert.match(p.login, /^[a-z]{2,3}[0-9]{2}$/);
		assert.ok(list(p.post_codes).length > 0, p.login);
		for (const code of list(p.post_codes))
			assert.ok(posts.has(code), `${p.login} ${code}`);
	}
	for (const post of posts.keys())
		assert.ok(people.some((p) => list(p.post_codes).includes(post)), post);
	for (const role of ROLES)
		assert.ok(holders(role).length > 0, role);
});

test('the three administrators are three people who hold nothing else', () => {
	const held = ADMINS.map(holders);
	assert.ok(held.every((h) => h.length === 1));
	assert.equal(new Set(held.map(([[p]]) => p.login)).size, 3);
	assert.ok(held.every(([[p]]) => list(p.post_codes).length === 1));
});

test('inspectors walk one township each, at least two in every one', () => {
	assert.ok(holders('inspector').every(([, post]) => places.get(post.place_code).level === 'town'));
	for (const t of towns)
		assert.ok(holders('inspector').filter(([, post]) => post.place_code === t.code).length >= 2, t.name);
});

test('verifiers sit outside every unit that does the work', () => {
	for (const [, post] of holders('verifier'))
		assert.equal(units.get(post.unit_code).kind, '监督中心');
	assert.ok(holders('verifier').length >= 2);
});

test('duty: classes, places and units exist; the lead is not its own helper; no row for a person class', () => {
	const big = new Set([...classes.values()].filter(may_be_filed).map((c) => c.key.slice(0, 3)));
	for (const d of duty) {
		const what = `${d.class_key} ${d.place_code}`;
		assert.ok(big.has(d.class_key) || may_be_filed(classes.get(d.class_key)), what);
		assert.ok(places.has(d.place_code), what);
		assert.ok(units.has(d.unit_code), what);
		for (const u of list(d.helper_codes))
			assert.ok(units.has(u), `${what} ${u}`);
		assert.ok(!list(d.helper_codes).includes(d.unit_code), what);
		assert.ok(d.basis !== '' && d.valid_from !== '', what);
	}
});

test('duty: for every class and township at most one most specific row; none means the territory', () => {
	let by_territory = 0;
	for (const c of [...classes.values()].filter(may_be_filed))
		for (const t of towns) {
			const rows = most_specific(c.key, t.code);
			assert.ok(rows.length <= 1, `${c.key} ${t.code}: ${rows.map((r) => r.unit_code)}`);
			by_territory += rows.length === 0 ? 1 : 0;
		}
	assert.ok(by_territory > 0, 'the default has to be used somewhere');
	assert.equal(most_specific('S06010', '350602001001')[0].unit_code, 'HW');
	assert.equal(most_specific('S06010', '350602100001')[0].unit_code, 'T100');
	assert.equal(most_specific('S09006', '350602001001')[0].class_key, 'S09');
	assert.equal(most_specific('S06007', '350602002005').length, 0);
});

test('about 60 reports: short, of classes that may be filed, in a community of the district', () => {
	assert.ok(cases.length >= 55 && cases.length <= 70);
	const PLAY = ['上报', '受理', '立案', '派遣', '处置中', '反馈', '核查', '结案', '返工', '延期', '挂账', '不予立案', '作废'];
	const SOURCES = ['监督员巡查', '随手拍', '12345', '9600110', '专项', '效能', '市级反馈', '国测', '省测', '媒体曝光', '领导批示'];
	assert.equal(new Set(cases.map((c) => c.no)).size, cases.length);
	for (const c of cases) {
		assert.ok([...c.text].length <= 40 && c.text !== '', c.no);
		assert.ok(may_be_filed(classes.get(c.class_key)), `${c.no} ${c.class_key}`);
		assert.equal(places.get(c.place_code)?.level, 'village', c.no);
		assert.ok(c.lon > 117.45 && c.lon < 117.75 && c.lat > 24.45 && c.lat < 24.75, c.no);
		assert.equal(c.srs, 'CGCS2000');
		assert.ok(PLAY.includes(c.play_to), c.play_to);
		assert.ok(SOURCES.includes(c.source), c.source);
		assert.match(c.days_before, /^[0-9]+$/);
		assert.match(c.time, /^([01][0-9]|2[0-3]):[0-5][0-9]$/);
		assert.ok(c.address !== '');
	}
	for (const stage of PLAY)
		assert.ok(cases.some((c) => c.play_to === stage), `nothing in ${stage}`);
	for (const t of towns)
		assert.ok(cases.some((c) => within(c.place_code, t.code)), t.name);
});

test('who reports may do so there; the public has no name', () => {
	for (const c of cases) {
		if (c.reporter === '') {
			assert.ok(['随手拍', '12345', '9600110', '媒体曝光', '领导批示'].includes(c.source), c.no);
			continue;
		}
		const found = [...holders('inspector'), ...holders('supervisor')].find(([p]) => p.login === c.reporter);
		assert.ok(found, c.no);
		assert.ok(within(c.place_code, found[1].place_code), c.no);
	}
});

test('the demo holds two reports of one class at one spot, for the warning about doubles', () => {
	const spots = cases.map((c) => `${c.class_key} ${c.lon} ${c.lat}`);
	assert.ok(new Set(spots).size < spots.length);
});

test('nothing that looks like a telephone or identity number', () => {
	for (const file of files_of('data/demo'))
		assert.doesNotMatch(text_of(file), /(^|[^0-9])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]|0[0-9]{2,3}-[0-9]{7,8})([^0-9]|$)/m, file);
});
