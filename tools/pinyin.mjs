// Writes the table of how Chinese characters are read (U+4E00 to U+9FFF) for src/kit/pinyin, from pinyin-pro.
//
//   node tools/pinyin.mjs OUT.c
//
// Syllables without tones, ü as v. All readings of a character, the most usual first; characters without
// one (made in Japan or Korea, or of no known reading) have none.

import { writeFileSync } from 'node:fs';
import { pinyin } from 'pinyin-pro';

const first = 0x4e00, last = 0x9fff;
const out = process.argv[2];
if (!out || process.argv.length > 3) {
	console.error('usage: node tools/pinyin.mjs OUT.c');
	process.exit(2);
}

const readings = (code) => {
	const all = pinyin(String.fromCodePoint(code), { multiple: true, toneType: 'none', type: 'array', v: true });
	return [...new Set(all)].filter((s) => /^[a-z]{1,6}$/.test(s));
};

const syllables = [], number = new Map();
const numbered = (s) => {
	if (!number.has(s)) {
		number.set(s, syllables.length);
		syllables.push(s);
	}
	return number.get(s);
};
const of = [], many = [];
for (let code = first; code <= last; code++) {
	const ids = readings(code).map(numbered);
	if (ids.length < 2) {
		of.push(ids.length ? ids[0] + 1 : 0);
	} else {
		of.push(0x8000 + many.length);
		many.push(ids.length, ...ids);
	}
}
if (many.length >= 0x8000 || syllables.length >= 0x7fff) {
	console.error('pinyin.mjs: more readings than the table holds');
	process.exit(1);
}

const rows = (list) => list.reduce((s, x, i) => s + x + (i % 24 === 23 ? ',\n' : ','), '');
writeFileSync(out, `/* Made by tools/pinyin.mjs from pinyin-pro (MIT); not to be edited. */
#include "kit/pinyin/table.h"

const char pinyin_syllable[][PINYIN_SYLLABLE] = {
${rows(syllables.map((s) => `"${s}"`))}
};
const uint16_t pinyin_of[PINYIN_LAST - PINYIN_FIRST + 1] = {
${rows(of)}
};
const uint16_t pinyin_many[] = {
${rows(many)}
};
`);
