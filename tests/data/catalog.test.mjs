// The catalogue: what the standard lists, what the local extension adds, what the limits are.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { list, rows_of } from './tsv.mjs';

const standard = rows_of('data/catalog/gbt47678-5-2026.tsv');
const local = rows_of('data/catalog/local-chuangcheng.tsv');
const classes = [...standard, ...local];
const by_key = new Map(classes.map((c) => [c.key, c]));
const conditions = rows_of('data/catalog/conditions.tsv');
const units = new Map(rows_of('data/catalog/units.tsv').map((u) => [u.limit_unit, u]));
const seasons = rows_of('data/catalog/seasons.tsv');
const SAMPLE = '示例';

const may_be_filed = (c) => c.kind === '事项' && c.subject !== 'person';

// The rule of inheritance in data/README.md: a class's own rows, else those of its big class.
function conditions_of(key)
{
	const own = conditions.filter((c) => c.class_key === key);
	return own.length > 0 ? own : conditions.filter((c) => c.class_key === key.slice(0, 3));
}

test('the standard: 153 components and 250 matters, by big class as counted in its tables', () => {
	const count = (kind, big) => standard.filter((c) => c.kind === kind && c.big_code === big).length;
	const mirrored = { '01': 76, '02': 44, '03': 16, '04': 14, '05': 3 };
	const matters = { '06': 51, '07': 7, '08': 16, '09': 21, 10: 2 };
	for (const [big, n] of Object.entries(mirrored)) {
		assert.equal(count('部件', big), n, `部件 ${big}`);
		assert.equal(count('事项', big), n, `事项 ${big}`);
	}
	for (const [big, n] of Object.entries(matters))
		assert.equal(count('事项', big), n, `事项 ${big}`);
	assert.equal(standard.filter((c) => c.kind === '部件').length, 153);
	assert.equal(standard.filter((c) => c.kind === '事项').length, 250);
	assert.equal(standard.length, 403);
});

test('numbers that the standard left out are not in the list', () => {
	for (const code of ['01016', '06031', '07005', '09007'])
		assert.equal(standard.filter((c) => c.code === code).length, 0, code);
});

test('each component has its matter under the same number, named with 异常', () => {
	for (const c of standard.filter((x) => x.kind === '部件')) {
		const matter = by_key.get(`S${c.code}`);
		assert.ok(matter, c.key);
		assert.equal(matter.name.replace('异常', ''), c.name);
	}
});

test('keys are unique and tell component from matter: B01037 is a lamp, S01037 a lamp out', () => {
	assert.equal(by_key.size, classes.length);
	for (const c of classes) {
		assert.match(c.key, /^[BS][0-9]{5}$/);
		assert.equal(c.key, (c.kind === '部件' ? 'B' : 'S') + c.code);
		assert.equal(c.code.slice(0, 2), c.big_code);
		assert.equal(c.valid_from, '2026-07-01');
		assert.ok(c.source !== '' && c.version !== '');
	}
	assert.equal(by_key.get('B01037').name, '路灯');
	assert.equal(by_key.get('S01037').name, '路灯异常');
});

test('names are unique within a kind, and a big class has one name', () => {
	const seen = new Set(classes.map((c) => `${c.kind} ${c.name}`));
	assert.equal(seen.size, classes.length);
	const names = new Map();
	for (const c of classes)
		names.set(`${c.kind} ${c.big_code}`, new Set([...names.get(`${c.kind} ${c.big_code}`) ?? [], c.big_name]));
	for (const [big, set] of names)
		assert.equal(set.size, 1, big);
});

test('the extension counts down from 99 in each big class, without gap, clear of the standard', () => {
	for (const big of new Set(local.map((c) => c.big_code))) {
		const small = local.filter((c) => c.big_code === big).map((c) => Number(c.code.slice(2)));
		assert.deepEqual(small, small.map((_, i) => 99 - i), big);
		const highest = Math.max(...standard.filter((c) => c.big_code === big).map((c) => Number(c.code.slice(2))));
		assert.ok(Math.min(...small) > highest, big);
	}
});

test('the extension holds every class that the documents need and the standard lacks', () => {
	const subject = (name) => local.find((c) => c.name === name)?.subject;
	const wanted = { 不文明养犬: 'person', 犬只禁入标识缺失: 'place', 安全头盔佩戴: 'person', 闯红灯: 'person',
		校园周边秩序: 'place', 食品安全问题: 'operator', 三无食品销售: 'operator', 公益广告缺失: 'place',
		公益广告内容差错: 'place', 门前五包未落实: 'operator', '消防通道堵塞（楼内）': 'place', 楼道堆物: 'place',
		河道整治: 'place', 建筑垃圾: 'place', '私设加油、洗车点': 'operator', 乱挂雨披遮阳布: 'operator',
		档案材料缺失: 'place', 随地吐痰: 'person', 随手乱扔: 'person' };
	for (const [name, s] of Object.entries(wanted))
		assert.equal(subject(name), s, name);
});

test('subjects: place, operator or person; things are places; known cases of each', () => {
	for (const c of classes) {
		assert.ok(['place', 'operator', 'person'].includes(c.subject), c.key);
		if (Number(c.big_code) <= 5)
			assert.equal(c.subject, 'place', c.key);
	}
	const known = { S09005: 'operator', S07001: 'place', S09003: 'person', S06027: 'operator', S06010: 'place',
		S09012: 'place', S09009: 'place', S09011: 'operator', S08004: 'operator', S06001: 'place' };
	for (const [key, s] of Object.entries(known))
		assert.equal(by_key.get(key).subject, s, key);
});

test('synonyms: none empty, doubled or the name itself; every class has some; common ones at least four', () => {
	for (const c of classes) {
		const words = list(c.synonyms);
		assert.ok(words.length >= 1, c.key);
		assert.equal(new Set(words).size, words.length, c.key);
		for (const w of words)
			assert.ok(w !== '' && w !== c.name && w === w.trim(), `${c.key} ${w}`);
	}
	for (const key of ['S01037', 'S06001', 'S06010', 'S06012', 'S06013', 'S06036', 'S07001', 'S08001', 'S09001',
		'S09005', 'S09009', 'S09010', 'S09012', 'S06028', 'S06097', 'S06099'])
		assert.ok(list(by_key.get(key).synonyms).length >= 4, key);
});

// Limits quoted for one city (运城), one by one: class, a mark in the condition's words, limit.
const QUOTED = [
	['S01002', '井盖缺失', '2 紧急工作时'], ['S01002', '25 平方厘米', '4 工作时'],
	['S01004', '堵塞三分之一', '1 工作日'], ['S06012', '路面不洁', '2 小时'], ['S06010', '暴露垃圾', '4 小时'],
	['S09005', '经营', '2 紧急工作时'], ['S07001', '小广告', '1 天'], ['S06013', '30 毫米', '5 天'],
	['S01037', '倾倒', '1 工作日'], ['S06001', '正在施工', '2 紧急工作日'], ['S06001', '已经形成', '15 天'],
	['S10096', '止水', '1 紧急工作时'], ['S10096', '修复', '5 天'], ['S09012', '消防通道', '2 小时'],
	['S09020', '农贸市场', '2 天'], ['S10095', '100 平方米且深度大于 15 厘米', '2 紧急工作时'],
	['S07008', '破损', '5 天'], ['S07099', '围挡公益广告面积不足百分之五十', '3 天'],
	['S06097', '门前五包', '4 小时'], ['S04002', '死株', '15 工作日'],
];
for (const [key, mark, limit] of QUOTED)
	test(`limit as quoted: ${by_key.get(key)?.name} ${mark} ${limit}`, () => {
		const found = conditions.filter((c) => c.class_key === key && c.condition.includes(mark)
			&& !c.source.startsWith(SAMPLE));
		assert.equal(found.length, 1);
		assert.equal(`${found[0].amount} ${found[0].limit_unit}`, limit);
		assert.match(found[0].source, /^运城市/);
	});

test('what is not quoted says that it is an example, and nothing else claims a city', () => {
	const quoted = new Set(QUOTED.map(([key]) => key));
	for (const c of conditions.filter((x) => !x.source.startsWith(SAMPLE)))
		assert.ok(quoted.has(c.class_key) || /井盖$/.test(by_key.get(`B${c.class_key.slice(1)}`)?.name ?? ''), c.key);
	for (const c of conditions.filter((x) => /^S[0-9]{2}$/.test(x.class_key)))
		assert.ok(c.source.startsWith(SAMPLE), c.key);
});

test('every manhole cover of the standard has the two quoted limits', () => {
	const lids = standard.filter((c) => c.kind === '部件' && c.name.endsWith('井盖'));
	assert.equal(lids.length, 20);
	for (const lid of lids) {
		const own = conditions_of(`S${lid.code}`).filter((c) => !c.source.startsWith(SAMPLE));
		assert.deepEqual(own.map((c) => `${c.amount}${c.limit_unit}`), ['2紧急工作时', '4工作时'], lid.name);
		assert.ok(own.every((c) => c.not_collected.includes('整条道路井盖沉降')));
	}
});

test('店外经营 closes by 取缔, a missing cover by 恢复, dead street trees wait for the planting season', () => {
	assert.equal(conditions_of('S09005')[0].closing, '取缔');
	assert.match(conditions_of('S01001')[0].closing, /^恢复/);
	assert.equal(conditions_of('S04002').find((c) => c.condition.includes('死株')).season, '种植季节');
});

test('the burst pipe is two steps: stop the water, then mend; the second follows the first', () => {
	const [stop, mend] = conditions_of('S10096');
	assert.equal(stop.after_key, '');
	assert.equal(mend.after_key, stop.key);
});

test('every class that may be filed has a condition; person classes and components have none', () => {
	for (const c of classes)
		if (may_be_filed(c))
			assert.ok(conditions_of(c.key).length > 0, c.key);
		else
			assert.equal(conditions.filter((x) => x.class_key === c.key).length, 0, c.key);
	assert.ok(classes.some((c) => c.subject === 'person'));
});

for (const file of ['data/catalog/conditions.tsv', 'data/catalog/conditions.jiyuan.tsv'])
	test(`${file}: classes, units, seasons and steps exist; photo policy has its reason`, () => {
		const rows = rows_of(file);
		const ids = new Set(rows.map((c) => c.key));
		const big = new Set(classes.filter(may_be_filed).map((c) => c.key.slice(0, 3)));
		assert.equal(ids.size, rows.length);
		for (const c of rows) {
			assert.ok(by_key.has(c.class_key) || big.has(c.class_key), c.key);
			assert.ok(c.key.startsWith(`${c.class_key}-`), c.key);
			assert.match(c.amount, /^[1-9][0-9]*$/, c.key);
			assert.ok(units.has(c.limit_unit), `${c.key} ${c.limit_unit}`);
			assert.ok(c.season === '' || seasons.some((s) => s.season === c.season), c.key);
			assert.ok(c.after_key === '' || (ids.has(c.after_key) && c.after_key.startsWith(`${c.class_key}-`)), c.key);
			assert.ok(['needed', 'optional', 'none'].includes(c.photo), c.key);
			for (const field of ['condition', 'closing', 'photo_reason', 'basis', 'source', 'version'])
				assert.ok(c[field] !== '', `${c.key} ${field}`);
		}
	});

test('another city (济源) differs: four rows, each with its own limit', () => {
	const rows = rows_of('data/catalog/conditions.jiyuan.tsv');
	const limit = Object.fromEntries(rows.map((c) => [c.class_key, `${c.amount}${c.limit_unit}`]));
	assert.deepEqual(limit, { S06010: '1工作日', S06011: '4工作日', S06012: '5工作时', S06001: '15工作日' });
});

test('units lead to one of the four clocks; what is assumed says so', () => {
	// kit/worktime: which units each clock takes
	const TAKES = { urgent: ['minute', 'hour', 'day'], office: ['minute', 'hour'], workday: ['day'], natural: ['day'] };
	for (const u of units.values()) {
		assert.ok(TAKES[u.clock]?.includes(u.clock_unit), u.limit_unit);
		assert.match(u.factor, /^[1-9][0-9]*$/);
		const plain = ['紧急工作时', '工作时', '工作日', '自然日'].includes(u.limit_unit);
		assert.equal(u.assumed, plain ? 'no' : 'yes', u.limit_unit);
		assert.ok(u.reason !== '', u.limit_unit);
	}
	const means = (unit) => `${units.get(unit).factor} ${units.get(unit).clock} ${units.get(unit).clock_unit}`;
	assert.equal(means('小时'), '1 office hour');
	assert.equal(means('天'), '1 workday day');
	assert.equal(means('紧急工作日'), '1 urgent day');
	assert.equal(means('紧急工作时'), '1 urgent hour');
});

test('two tables can stand in one store: their versions differ', () => {
	const version = (file) => new Set(rows_of(file).map((c) => c.version));
	assert.deepEqual([...version('data/catalog/conditions.tsv')], ['默认-2026.1']);
	assert.deepEqual([...version('data/catalog/conditions.jiyuan.tsv')], ['济源-2026.1']);
});

test('seasons are spans of days that exist', () => {
	for (const s of seasons)
		for (const day of [s.from, s.to])
			assert.ok(new Date(`2025-${day}T00:00:00Z`).toISOString().startsWith(`2025-${day}`), day);
});

test('noise and smell need no photo; danger forbids waiting for one', () => {
	for (const key of ['S06027', 'S06028', 'S08001', 'S10097'])
		assert.ok(conditions_of(key).every((c) => c.photo === 'none'), key);
	assert.equal(conditions_of('S01011').find((c) => c.condition.includes('异味')).photo, 'none');
});
