// Working time, minute by minute: an independent answer to the questions that ask.c answers.
//
//   node oracle.mjs ASK DIR [QUESTIONS [SEED]]
//
// Nothing here knows of sums or searches: a minute is open or it is not, and every answer is
// found by stepping from one minute (or one date) to the next.  Prints TAP.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [ask, dir, count = '10000', seedText = '20261120'] = process.argv.slice(2);
const MIN = 60000, HOUR = 60 * MIN, DAY = 24 * HOUR;
const FIRST = Date.UTC(2005, 0, 1), END = Date.UTC(2036, 0, 1);
const URGENT = 0, OFFICE = 1, WORKDAY = 2, NATURAL = 3;

let seed = Number(seedText) >>> 0;
function random() {
	seed = (seed + 0x6d2b79f5) >>> 0;
	let t = seed;
	t = Math.imul(t ^ (t >>> 15), t | 1);
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = n => Math.floor(random() * n);

// A calendar as a list of minutes.

const calendars = [
	{ from: 2007, to: 2026, zone: 480, workday: 'close', natural: 'close', hours: [
		['all', 'all', '08:00-12:00', '14:30-17:30'], ['06-01', '09-30', '08:00-12:00', '15:00-18:00']] },
	{ from: 2007, to: 2026, zone: 480, workday: 'same', natural: 'same', hours: [
		['all', 'all', '08:30-12:00', '14:00-17:30']] },
	{ from: 2015, to: 2020, zone: 480, workday: 'close', natural: 'same', hours: [
		['all', 'all', '09:00-17:00'], ['11-10', '03-05', '09:30-12:00', '12:30-17:00', '19:00-24:00'],
		['2020-02-03', '2020-03-31', '10:00-11:00']] },
	{ from: 2007, to: 2013, zone: -210, workday: 'same', natural: 'close', hours: [
		['02-29', '06-30', '00:00-00:01', '23:59-24:00'], ['07-01', '02-28', '07:07-11:11', '13:13-19:19']] },
	{ from: 2007, to: 2026, zone: 480, workday: 'close', natural: 'close', season: [['02-01', '04-30'], ['10-01', '11-30']],
		hours: [['all', 'all', '08:00-12:00', '14:30-17:30'], ['06-01', '09-30', '08:00-12:00', '15:00-18:00']] },
	{ from: 2007, to: 2026, zone: 480, workday: 'same', natural: 'same', season: [['11-15', '02-29']],
		hours: [['all', 'all', '08:30-12:00', '14:00-17:30']] },
	// Stretches out of order that touch, overlap and last a day; one that begins on a day few years have.
	{ from: 2010, to: 2020, zone: -210, workday: 'same', natural: 'close',
		season: [['09-01', '09-01'], ['03-20', '05-10'], ['02-29', '03-19'], ['05-01', '06-02'], ['12-30', '01-02']],
		hours: [['all', 'all', '00:00-00:01', '07:07-11:11', '23:59-24:00']] },
];

const dateText = utc => new Date(utc).toISOString().slice(0, 10);

function lay(cal) {
	const kind = new Map(), published = new Set();
	for (let y = cal.from; y <= cal.to; y++) {
		for (const line of readFileSync(join(dir, `china-${y}.tsv`), 'utf8').split('\n')) {
			const [word, date] = line.split('\t');
			if (word === 'off' || word === 'work') kind.set(date, word);
			if (word === 'year') published.add(Number(date));
		}
	}
	const days = (END - FIRST) / DAY;
	cal.open = new Uint8Array(days * 1440);  // local minutes that OFFICE runs in
	cal.works = new Uint8Array(days);
	cal.guess = new Uint8Array(days);
	cal.weekend = new Uint8Array(days);
	cal.listed = new Uint8Array(days);
	cal.inSeason = new Uint8Array(days);
	for (let d = 0; d < days; d++) {
		const date = dateText(FIRST + d * DAY), md = date.slice(5);
		const weekday = new Date(FIRST + d * DAY).getUTCDay();
		cal.weekend[d] = weekday === 0 || weekday === 6 ? 1 : 0;
		cal.listed[d] = kind.has(date) ? 1 : 0;
		cal.works[d] = kind.has(date) ? Number(kind.get(date) === 'work') : 1 - cal.weekend[d];
		cal.guess[d] = published.has(Number(date.slice(0, 4))) ? 0 : 1;
		cal.inSeason[d] = !cal.season || cal.season.some(([a, b]) => a <= b ? a <= md && md <= b : a <= md || md <= b) ? 1 : 0;
		cal.works[d] &= cal.inSeason[d];
		if (!cal.works[d]) continue;
		const dated = cal.hours.find(h => h[0].length === 10 && h[0] <= date && date <= h[1]);
		const season = cal.hours.find(h => h[0].length === 5 &&
			(h[0] <= h[1] ? h[0] <= md && md <= h[1] : h[0] <= md || md <= h[1]));
		const rule = dated ?? season ?? cal.hours.find(h => h[0] === 'all');
		for (const w of rule.slice(2)) {
			const [a, b] = w.split('-').map(t => Number(t.slice(0, 2)) * 60 + Number(t.slice(3)));
			for (let m = a; m < b; m++) cal.open[d * 1440 + m] = 1;
		}
	}
	cal.all = new Uint8Array(days * 1440);
	for (let d = 0; d < days; d++) if (cal.inSeason[d]) cal.all.fill(1, d * 1440, d * 1440 + 1440);
	cal.whole = new Uint8Array(days * 1440);
	for (let d = 0; d < days; d++) if (cal.works[d]) cal.whole.fill(1, d * 1440, d * 1440 + 1440);
	cal.counts = k => (k === WORKDAY && cal.workday === 'close') || (k === NATURAL && cal.natural === 'close');
	cal.minutes = k => k === OFFICE ? cal.open : k === WORKDAY ? cal.whole : cal.all;
	cal.counted = (k, d) => (k === NATURAL && cal.inSeason[d] === 1) || (k !== NATURAL && cal.works[d] === 1);
	return cal;
}

// Everything below is in local milliseconds since FIRST.
const dayOf = t => Math.floor(t / DAY);
const inside = t => t >= 0 && t < END - FIRST;

function guessed(cal, k, a, b) {
	if (k !== OFFICE && k !== WORKDAY) return 0;
	for (let d = dayOf(a); d <= dayOf(b); d++) if (cal.guess[d] && cal.inSeason[d]) return 1;
	return 0;
}

function elapsed(cal, k, a, b) {
	let sum = 0;
	if (cal.counts(k)) {
		for (let d = dayOf(a) + 1; d <= dayOf(b); d++) if (cal.counted(k, d)) sum += DAY;
		return sum;
	}
	const open = cal.minutes(k);
	for (let m = Math.floor(a / MIN); m * MIN < b; m++)
		if (open[m]) sum += Math.min(b, (m + 1) * MIN) - Math.max(a, m * MIN);
	return sum;
}

function dueByDate(cal, k, start, n) {
	let d = dayOf(start);
	for (let left = n; left > 0;) {
		if (++d >= cal.works.length) return null;
		if (cal.counted(k, d)) left--;
	}
	if (k === NATURAL) return (d + 1) * DAY - 1;
	let m = 1439;
	while (!cal.open[d * 1440 + m]) m--;
	return m === 1439 ? (d + 1) * DAY - 1 : d * DAY + (m + 1) * MIN;
}

function add(cal, k, ms, start) {
	if (cal.counts(k)) {
		const due = dueByDate(cal, k, start, ms / DAY);
		let d = dayOf(start);
		while (!cal.inSeason[d]) if (++d >= cal.works.length) return null;
		return due === null ? null : { from: d === dayOf(start) ? start : d * DAY, due };
	}
	const open = cal.minutes(k);
	let m = Math.floor(start / MIN), from = null, left = ms;
	for (; m < open.length; m++) {
		if (!open[m]) continue;
		const a = Math.max(start, m * MIN);
		from ??= a;
		if ((m + 1) * MIN - a >= left)
			return a + left < END - FIRST ? { from, due: a + left } : null;
		left -= (m + 1) * MIN - a;
	}
	return null;
}

function subtract(cal, k, ms, due) {
	if (cal.counts(k)) {
		for (let d = dayOf(due); d >= 0; d--) {
			const t = dueByDate(cal, k, d * DAY, ms / DAY);
			if (t !== null && t <= due) return (d + 1) * DAY - 1;
		}
		return null;
	}
	const open = cal.minutes(k);
	let left = ms;
	for (let m = Math.ceil(due / MIN) - 1; m >= 0; m--) {
		if (!open[m]) continue;
		const b = Math.min(due, (m + 1) * MIN);
		if (b - m * MIN >= left) return b - left;
		left -= b - m * MIN;
	}
	return null;
}

// What an explanation may say.

const OPEN_WHY = new Set(['morning', 'afternoon', 'evening', 'open']);

function partFault(cal, k, grain, [a, b, ms, why, guess]) {
	const first = dayOf(a), last = b > a ? dayOf(b - 1) : first;
	if (guess !== guessed(cal, k, a, Math.max(a, b - 1)) && why !== 'rest') return 'guessed';
	if (cal.counts(k)) {
		const n = why === 'start_day' ? 0 : (() => {
			let sum = 0;
			for (let d = first; d <= last; d++) if (cal.counted(k, d)) sum += DAY;
			return sum;
		})();
		if (why !== 'rest' && ms !== n) return `counts ${ms}, not ${n}`;
	} else if (ms !== elapsed(cal, k, a, b)) {
		return `counts ${ms}, not ${elapsed(cal, k, a, b)}`;
	}
	for (let d = first; d <= last; d++) {
		if (why !== 'rest' && (why === 'off_season') === Boolean(cal.inSeason[d])) return 'the season';
		if (why === 'weekend' && (cal.works[d] || !cal.weekend[d] || cal.listed[d])) return 'no weekend';
		if (why === 'holiday' && (cal.works[d] || !cal.listed[d])) return 'no holiday';
		if (['night', 'noon', 'break', 'working', 'open'].includes(why) && !cal.works[d]) return 'day off';
	}
	if (k === OFFICE && grain === 0)
		for (let m = Math.floor(a / MIN); m * MIN < b; m++)
			if (Boolean(cal.open[m]) !== OPEN_WHY.has(why)) return `minute ${m} is not ${why}`;
	return null;
}

function explainFault(cal, k, a, b, max, words) {
	const zero = FIRST - cal.zone * MIN;
	const [ms, guess, grain] = words.slice(0, 3).map(Number);
	const parts = words.slice(3).map(w => {
		const f = w.split(',');
		return [Number(f[0]) - zero, Number(f[1]) - zero, Number(f[2]), f[3], Number(f[4])];
	});
	if (ms !== elapsed(cal, k, a, b)) return 'sum';
	if (guess !== guessed(cal, k, a, b)) return 'guessed';
	if (parts.length > max) return 'too many parts';
	let at = a, sum = 0;
	for (const p of parts) {
		if (p[0] !== at) return 'gap';
		const f = partFault(cal, k, grain, p);
		if (f) return f;
		at = p[1];
		sum += p[2];
	}
	if (at !== b && parts.length > 0) return 'end';
	return sum === ms ? null : 'parts do not add up';
}

// Questions, and how to check their answers.

const SPAN = END - FIRST;
function instant(cal) {
	let t;
	if (pick(50) === 0) t = pick(2) ? pick(40 * DAY) : SPAN - 1 - pick(40 * DAY);
	else if (pick(3) === 0) t = (pick(SPAN / DAY) * 1440 + [0, 480, 720, 870, 900, 1050, 1080, 1439][pick(8)]) * MIN;
	else t = pick(SPAN);
	return pick(4) ? Math.floor(t / MIN) * MIN : t;
}

function question(cal) {
	const kind = pick(10), k = pick(4), zero = FIRST - cal.zone * MIN, t = instant(cal);
	if (kind < 6) {
		const days = k === WORKDAY || k === NATURAL;
		const unit = days ? 2 : pick(k === URGENT ? 3 : 2);
		const amount = 1 + pick(days || unit === 2 ? 40 : unit === 1 ? [8, 200][pick(2)] : [90, 5000][pick(2)]);
		const ms = amount * [MIN, HOUR, DAY][unit];
		const word = kind < 4 ? 'add' : 'sub';
		return {
			text: `${word} ${k} ${amount} ${unit} ${t + zero}`,
			check(got) {
				if (word === 'add') {
					const r = add(cal, k, ms, t);
					const want = r ? `${r.from + zero} ${r.due + zero} ${guessed(cal, k, t, lastInside(r.due))}` : 'range';
					return got === want ? null : want;
				}
				const s = subtract(cal, k, ms, t);
				const want = s === null ? 'range' : `${s + zero} ${guessed(cal, k, s, t)}`;
				return got === want ? null : want;
			},
		};
	}
	if (kind === 9) {
		const d = dayOf(t);
		return { text: `day ${FIRST / DAY + d}`,
			check: got => got === `${cal.works[d]} ${cal.guess[d]}` ? null : `${cal.works[d]} ${cal.guess[d]}` };
	}
	let to = t + pick([2 * HOUR, 3 * DAY, 40 * DAY][pick(3)]);
	if (!inside(to)) to = t;
	if (kind < 8) {
		return {
			text: `ela ${k} ${t + zero} ${to + zero}`,
			check(got) {
				const want = `${elapsed(cal, k, t, to)} ${guessed(cal, k, t, to)}`;
				return got === want ? null : want;
			},
		};
	}
	const max = 1 + pick(64);
	return { text: `exp ${k} ${t + zero} ${to + zero} ${max}`,
		check: got => explainFault(cal, k, t, to, max, got.split(' ')) };
}

// A limit that ends with a day at 24:00 is found in that day, not in the next.
const lastInside = t => t % DAY === 0 ? t - 1 : t;

let failed = 0, test = 0;
const perCalendar = Math.ceil(Number(count) / calendars.length);
for (const [i, plan] of calendars.entries()) {
	const cal = lay(plan), questions = Array.from({ length: perCalendar }, () => question(cal));
	const sign = cal.zone < 0 ? '-' : '+', z = Math.abs(cal.zone);
	const two = n => String(n).padStart(2, '0');
	const lines = [
		`zone\t${sign}${two(Math.floor(z / 60))}:${two(z % 60)}`,
		`workday_ends\t${cal.workday}`, `natural_ends\t${cal.natural}`,
		...cal.hours.map(h => `hours\t${h.join('\t')}`),
		...cal.season ? [`season ${cal.season.map(s => s.join('/')).join(' ')} 种植季节`] : [], '.',
		...questions.map(q => q.text), ''];
	const run = spawnSync(ask, [dir, String(cal.from), String(cal.to)],
		{ input: lines.join('\n'), encoding: 'utf8', maxBuffer: 1 << 30 });
	const answers = run.stdout.split('\n');
	let wrong = 0, ranges = 0;
	questions.forEach((q, n) => {
		const got = answers[n] ?? '';
		ranges += got === 'range' ? 1 : 0;
		const want = q.check(got);
		if (want === null) return;
		if (wrong++ < 5) console.log(`# ${q.text}\n#   got  ${got}\n#   want ${want}`);
	});
	const good = run.status === 0 && wrong === 0 && answers.length === questions.length + 1;
	failed += good ? 0 : 1;
	console.log(`${good ? 'ok' : 'not ok'} ${++test} - calendar ${i + 1}: ${questions.length} questions (${ranges} out of range), ${wrong} answered differently minute by minute`);
}
console.log(`1..${test}`);
process.exit(failed ? 1 : 0);
