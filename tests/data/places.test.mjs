// Place files: counts of real districts, parents, and the rules for making them from a table.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tool from '../../tools/places.mjs';
import { ROOT, files_of, rows_of, text_of } from './tsv.mjs';

const { csv_rows, faults_of, from_tsv, places_of_csv, to_tsv } = tool;
const made = new Map();

// The national list is 37 MB of text: read once for each county.
function places_of_county(code)
{
	if (!made.has(code))
		made.set(code, tool.places_of_county(code));
	return made.get(code);
}

// town and community counts, counted apart in the package's own tables
const COUNTED = { 350602: [12, 179], 371402: [7, 126], 371403: [13, 690], 520304: [24, 178], 220173: [6, 45] };

for (const [code, [towns, villages]] of Object.entries(COUNTED))
	test(`${code}: ${towns} township-level places, ${villages} communities, all under it`, async () => {
		const places = await places_of_county(code);
		const level = (name) => places.filter((p) => p.level === name);
		assert.equal(level('town').length, towns);
		assert.equal(level('village').length, villages);
		assert.deepEqual(places.slice(0, 3).map((p) => p.code), [code.slice(0, 2), code.slice(0, 4), code]);
		for (const p of places.slice(1))
			assert.ok(p.code.startsWith(p.parent_code) && p.code !== p.parent_code, p.code);
		assert.deepEqual(faults_of(to_tsv(places)), []);
	});

test('芗城区: 8 街道, 2 镇, 2 farms', async () => {
	const towns = (await places_of_county('350602')).filter((p) => p.level === 'town');
	const count = (...kinds) => towns.filter((p) => kinds.includes(p.kind)).length;
	assert.deepEqual([count('街道'), count('镇'), count('农场', '林场')], [8, 2, 2]);
});

test('播州 has townships of minorities, 长春高新区 is a zone with a code of its own', async () => {
	const bozhou = await places_of_county('520304');
	assert.deepEqual(bozhou.filter((p) => p.kind === '民族乡').map((p) => p.name),
		['平正仡佬族乡', '洪关苗族乡']);
	const zone = (await places_of_county('220173')).find((p) => p.level === 'county');
	assert.deepEqual([zone.kind, zone.name], ['开发区', '长春高新技术产业开发区']);
});

test('short names: 金宝社区, 巷口; none where the name is short already', async () => {
	const by_code = new Map([...await places_of_county('350602'), ...await places_of_county('220173')]
		.map((p) => [p.code, p]));
	assert.equal(by_code.get('350602001001').short_name, '金宝社区');
	assert.equal(by_code.get('350602008201').short_name, '南山村');
	assert.equal(by_code.get('220173001001').short_name, '');
	assert.equal(by_code.get('350602004').short_name, '巷口');
	assert.equal(by_code.get('350602402').short_name, '');
});

test('the stored file of 350602 is what the tool makes today', async () => {
	assert.equal(text_of('data/places/350602.tsv'), to_tsv(await places_of_county('350602')));
});

for (const file of files_of('data/places'))
	test(`${file}: parents exist, levels descend (so no ring is possible), spans do not overlap`, () => {
		assert.deepEqual(faults_of(text_of(file)), []);
		const of = new Map(rows_of(file).map((p) => [p.code, p]));
		for (const p of of.values()) {
			const way = new Set();
			for (let q = p; q.parent_code !== ''; q = of.get(q.parent_code)) {
				assert.ok(!way.has(q.code), `${p.code} in a ring`);
				way.add(q.code);
			}
		}
	});

test('the example moves a community to another town on a day: two rows, no gap', () => {
	const rows = rows_of('data/places/example-city.tsv').filter((p) => p.code === 'YL-01-03');
	assert.deepEqual(rows.map((p) => p.parent_code), ['YL-01', 'YL-03']);
	assert.equal(rows[0].valid_to, rows[1].valid_from);
	assert.equal(new Set(rows_of('data/places/example-city.tsv').map((p) => p.level)).size, 3);
});

test('Baltimore: 14 council districts, 273 neighbourhoods', () => {
	const rows = rows_of('data/places/baltimore.tsv');
	assert.equal(rows.filter((p) => p.level === 'town').length, 14);
	assert.equal(rows.filter((p) => p.level === 'village').length, 273);
	assert.equal(rows[0].valid_from, '2014-01-01');
});

const WANT = { root: { code: 'X', kind: 'city', name: 'X' }, town: { column: 'D', kind: 'd', label: 'District {}' },
	village: { column: 'N', kind: 'n' }, day: 'When', source: 's' };

test('a table of places: most rows win, of equals the lower number, none hangs on the city', () => {
	const places = places_of_csv('When,N,D\n03/02/2019 01:00:00 AM,Oak,2\n01/09/2019,Oak,2\n12/31/2019,Oak,10\n'
		+ '2019-05-05,Elm,10\n2019-05-05,Elm,2\n2019-05-05,Ash,\n2019-05-05,,\n', WANT);
	const parent = Object.fromEntries(places.map((p) => [p.name, p.parent_code]));
	assert.deepEqual(parent, { X: '', 'District 2': 'X', 'District 10': 'X', Ash: 'X', Elm: 'X-02', Oak: 'X-02' });
	assert.ok(places.every((p) => p.valid_from === '2019-01-09'), 'the first day the table attests');
	assert.deepEqual(faults_of(to_tsv(places)), []);
});

test('CSV: quotes, doubled quotes, line breaks and commas in a cell, CRLF, BOM, no last newline', () => {
	assert.deepEqual([...csv_rows('\uFEFFa,"b,""c"""\r\n"d\ne",\r\nf,g')],
		[['a', 'b,"c"'], ['d\ne', ''], ['f', 'g']]);
});

test('two names that would get one code are refused, not merged', () => {
	const places = places_of_csv("When,N,D\n2019-01-01,Butchers Hill,1\n2019-01-01,Butcher's Hill,1\n", WANT);
	assert.ok(faults_of(to_tsv(places)).length > 0);
});

test('faults are found one by one', () => {
	const good = text_of('data/places/example-city.tsv');
	const broken = [
		['\uFEFF' + good, 'BOM'], [good.replace('\n', '\r\n'), 'CR'], [good.replace('YL\ttown\t街道\t桂岭', 'YL\tvillage\t街道\t桂岭'), 'higher'],
		[good.replace('YL\ttown', 'YL\tward'), 'ward'],
		[good.replace('YL-01\tYL\t', 'YL-01\tZZ\t'), 'ZZ'], [good.replace('YL\t\tcity', 'YL\tYL-01\tcity'), 'parent'],
		[good.replace('\t2025-03-01\nYL-01-03', '\t2025-03-02\nYL-01-03'), 'overlap'],
		[good.replace('level', 'lvl'), 'missing columns'], [good.replace('钟楼社区', ' '), 'name'],
		[good.replace('2020-01-01', '2020-02-30'), 'dates'],
	];
	assert.deepEqual(faults_of(good), []);
	for (const [text, mark] of broken) {
		assert.notEqual(text, good, mark);
		assert.ok(faults_of(text).some((f) => f.includes(mark)), `${mark}: ${faults_of(text)}`);
	}
});

test('a place file read back is the places that were written', async () => {
	const places = await places_of_county('350602');
	assert.deepEqual(from_tsv(to_tsv(places)), places);
});

test('command line: file written whole, unknown code 1, wrong usage 2, nothing written on refusal', () => {
	const folder = mkdtempSync(join(tmpdir(), 'places-'));
	const run = (...args) => spawnSync(process.execPath, [join(ROOT, 'tools/places.mjs'), ...args], { encoding: 'utf8' });
	try {
		const out = join(folder, 'p.tsv');
		assert.equal(run('350602', '--out', out).status, 0);
		assert.equal(readFileSync(out, 'utf8'), text_of('data/places/350602.tsv'));
		assert.equal(run('check', out).status, 0);
		writeFileSync(out, 'code\n');
		assert.equal(run('check', out).status, 1);
		const none = run('999999', '--out', join(folder, 'q.tsv'));
		assert.equal(none.status, 1);
		assert.match(none.stderr, /999999/);
		assert.ok(!existsSync(join(folder, 'q.tsv')));
		assert.equal(run().status, 2);
		assert.equal(run('csv', out, '--root', 'X').status, 2);
		assert.equal(run('35060').status, 1);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
