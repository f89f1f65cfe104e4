// The template of /style that shows every icon of the sprite: node tools/icons.mjs LIST OUT.html
import { readFileSync, writeFileSync } from 'node:fs';

const [, , list, out] = process.argv;
const names = readFileSync(list, 'utf8').split('\n').map((s) => s.trim()).filter((s) => s && !s.startsWith('#'));
writeFileSync(out, names.map((n) => `<li>{{> frame/icon "${n}"}}{{#verbatim}}${n}{{/verbatim}}</li>\n`).join(''));
