// Reads the data files for the tests, by rules of its own: it shares no code with tools/.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function text_of(path)
{
	return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(ROOT, path)));
}

export function rows_of(path)
{
	const lines = text_of(path).split('\n').filter((l) => l !== '' && !l.startsWith('#'));
	const head = lines[0].split('\t');
	return lines.slice(1).map((l) => {
		const cells = l.split('\t');
		return Object.fromEntries(head.map((h, i) => [h, cells[i]]));
	});
}

export function files_of(folder)
{
	return readdirSync(join(ROOT, folder)).filter((f) => f.endsWith('.tsv')).map((f) => `${folder}/${f}`);
}

export const list = (cell) => (cell === '' ? [] : cell.split('；'));
