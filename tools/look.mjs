// What the style sheets and scripts may use, what the tokens say, and what is derived from them.  A library: the build
// (tools/web.mjs) refuses by it, tests/web/look.mjs tries it and reads the skins with it.
//
// The oldest browsers that must work whole are Chromium 69 and Safari of iOS 12; the language level is ES2017.

import { transform } from 'esbuild';

export const level = 'es2017';

// What they would drop without a word.  Each entry: what, how to see it.
const bannedCss = [
	['the :has() selector', /:has\(/],
	['a cascade layer', /@layer\b/],
	['a container query', /@container\b|container-type\s*:/],
	['oklch() or color-mix()', /oklch\(|oklab\(|color-mix\(|light-dark\(/],
	['nesting', /\{[^{}]*&/],
	['an address outside the program', /url\(\s*['"]?(https?:|\/\/|data:)/],
	['@import left over', /@import\b/],
	['inset, aspect-ratio or accent-color', /[;{\s](inset(-block|-inline)?|aspect-ratio|accent-color)\s*:/],
	['min(), max() or clamp()', /[\s:(,](min|max|clamp)\(/],
	[':is() or :where()', /:(is|where)\(/],
	['margin, padding or border by writing direction in short', /(margin|padding|border)-(inline|block)\s*:/],
	['units of the small or large viewport', /\d[sld]v[hw]\b/],
	['a list in :not()', /:not\([^()]*,/],
];
// Functions and objects that came later.  Who asks first (`'x' in y`, typeof) names them in quotes and is not caught.
const bannedJs = [
	['replaceChildren', /\.replaceChildren\(/],
	['replaceAll', /\.replaceAll\(/],
	['matchAll', /\.matchAll\(/],
	['Object.fromEntries', /Object\.fromEntries\(/],
	['Object.hasOwn', /Object\.hasOwn\(/],
	['at()', /\.at\(/],
	['flat() or flatMap()', /\.flat(Map)?\(/],
	['Promise.allSettled or any', /Promise\.(allSettled|any)\(/],
	['structuredClone', /structuredClone\(/],
	['globalThis', /\bglobalThis\b/],
	['queueMicrotask', /queueMicrotask\(/],
	['ResizeObserver', /new ResizeObserver\b/],
	['IntersectionObserver', /new IntersectionObserver\b/],
	['showModal', /\.showModal\(/],
	['requestSubmit', /\.requestSubmit\(/],
	['requestIdleCallback', /requestIdleCallback\(/],
	['scrollTo or scrollIntoView with options', /\.scroll(To|IntoView)\(\{/],
	['eval or the Function constructor', /\beval\(|new Function\(/],
	['innerHTML', /\.(inner|outer)HTML\s*=[^=]|insertAdjacentHTML|document\.write/],
	['an address outside the program', /["'`]https?:\/\/(?!www\.w3\.org\/)/],
];

const bareCss = (css) => css.replace(/\/\*[\s\S]*?\*\//g, ' ');

export function cssFaults(css) {
	const bare = bareCss(css), faults = [];
	for (const [what, re] of bannedCss) {
		const m = re.exec(bare);
		if (m)
			faults.push(`${what}: …${bare.slice(Math.max(0, m.index - 40), m.index + 40).trim()}…`);
	}
	// `gap` works in grid there, not in flex.
	for (const rule of bare.match(/\{[^{}]*\}/g) || [])
		if (/display\s*:\s*(inline-)?flex/.test(rule) && /[;{\s](row-|column-)?gap\s*:/.test(rule))
			faults.push(`gap in a flex box: ${rule.slice(0, 80)}`);
	return faults;
}

// Syntax: what esbuild would still have to lower for the level is above it.
export async function jsFaults(js) {
	const print = async (target) => (await transform(js, { target, charset: 'utf8', legalComments: 'none' })).code;
	const faults = [];
	try {
		if (await print('esnext') !== await print(level))
			faults.push(`syntax above ${level}`);
	} catch (e) {
		faults.push(String(e.errors && e.errors[0] ? e.errors[0].text : e));
	}
	for (const [what, re] of bannedJs) {
		const m = re.exec(js);
		if (m)
			faults.push(`${what}: …${js.slice(Math.max(0, m.index - 30), m.index + 30)}…`);
	}
	return faults;
}

// Rules outside of @media as [selector, declarations].
function plainRules(css) {
	const out = [];
	let bare = bareCss(css).replace(/@(import|charset)[^;]*;/g, ''), at = 0;
	while (at < bare.length) {
		const open = bare.indexOf('{', at);
		if (open < 0)
			break;
		const head = bare.slice(at, open).trim();
		let depth = 1, end = open + 1;
		for (; depth > 0 && end < bare.length; end++)
			depth += bare[end] === '{' ? 1 : bare[end] === '}' ? -1 : 0;
		if (!head.startsWith('@'))
			out.push([head, bare.slice(open + 1, end - 1)]);
		at = end;
	}
	return out;
}

const dark = /@media screen\s*\{\s*\.dark\s*\{([^{}]*)\}\s*\}/;

// The dark skin leaves the common sheet for one of its own, which only its pages load: [the rest, the skin's colours].
export function withoutDark(css) {
	const bare = bareCss(css), m = dark.exec(bare);
	if (!m)
		throw new Error('no @media screen { .dark { … } } in the style sheet');
	return [bare.slice(0, m.index) + bare.slice(m.index + m[0].length), m[1]];
}

// For /style: what is inside .is-hover, .is-down or .is-focus looks as :hover, :active and :focus do, out of the very rules.
export function forcedStates(css) {
	const names = [[':hover', '.is-hover'], [':active', '.is-down'], [':focus', '.is-focus']];
	const any = ['a', 'button', 'input', 'select', 'textarea', 'summary'];
	let out = '';
	for (const [head, body] of plainRules(css))
		for (const [state, name] of names) {
			const those = head.split(',').map((s) => s.trim()).filter((s) => s.includes(state) && !s.includes(`${state}-`) && !s.includes(':not(') &&
				!/^(main|h1|\.skip)/.test(s));
			const mine = those.flatMap((s) => (s === state ? any.map((x) => `${name} ${x}`) : [`${name} ${s.split(state).join('')}`]));
			if (mine.length)
				out += `${mine.join(', ')} { ${body} }\n`;
		}
	return out;
}

// And a swatch of each colour: .c-NAME fills.
export function swatches(css) {
	return [...skins(css).light].filter(([, v]) => v.startsWith('#')).map(([k]) => `.c-${k} { fill: var(--${k}) }\n`).join('');
}

// The tokens of each skin, from tokens.css: name -> value.
export function skins(css) {
	const of = (body) => new Map([...body.matchAll(/--([\w-]+)\s*:\s*([^;]+);/g)].map((m) => [m[1], m[2].trim()]));
	const rules = new Map(plainRules(css));
	const light = of(rules.get(':root') || ''), strong = of(rules.get('.big, .huge') || ''), night = of((dark.exec(bareCss(css)) || [])[1] || '');
	return {
		light, large: new Map([...light, ...strong]), dark: new Map([...light, ...night]),
		'dark large': new Map([...light, ...strong, ...night]),
	};
}

// WCAG 2: relative luminance of #rgb or #rrggbb, and the ratio of two colours.
export function luminance(colour) {
	const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour);
	if (!hex)
		throw new Error(`not a colour: ${colour}`);
	const full = hex[1].length === 3 ? hex[1].replace(/./g, '$&$&') : hex[1];
	const [r, g, b] = [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16) / 255)
		.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function ratio(a, b) {
	const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
	return (x + 0.05) / (y + 0.05);
}
