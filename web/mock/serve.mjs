// Serves the mock pages as the program would: same addresses for assets, same policy. For looking only.
//
//   node web/mock/serve.mjs ASSETS [PORT]

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [assets, port = '8099'] = process.argv.slice(2);
const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', html: 'text/html' };

createServer((req, res) => {
	const path = new URL(req.url, 'http://x').pathname;
	const m = /^\/(static\/)?([a-z0-9-]+)(\.(css|js|svg))?$/.exec(path);
	res.setHeader('Content-Security-Policy',
		"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'");
	try {
		const text = readFileSync(m[1] ? join(assets, m[2] + m[3]) : join(here, `${m[2]}.html`));
		res.setHeader('Content-Type', `${types[m[1] ? m[4] : 'html']}; charset=utf-8`);
		res.end(text);
	} catch {
		res.statusCode = 404;
		res.end('not here');
	}
}).listen(Number(port), '127.0.0.1');
