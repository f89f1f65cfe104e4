// Filters, sorting, paging and other questions to the page one is on: its parts are exchanged, the page stays.
//
//   <div data-swap> links and GET forms that lead to the same path </div>      the focus stays where it was
//   <nav data-swap="top"> … </nav>                                            the page begins anew: its heading
//   <p id="said" role="status" class="vh" data-wait="载入中"></p>               what is said to who cannot see it
//
// The server knows nothing of it: it sends the whole page, and main and rail are taken out. Anything unusual (another
// kind of page, other scripts, a fault, no network) goes the ordinary way, which is also the way without the script.

const PARTS = ['main', 'rail'];
const SLOW = 1000;

let at = null;      // the address whose parts are shown
let running = null; // the request under way
let look = null;    // what the other modules do with new content

const path = (url) => url.pathname + url.search;
const assets = (doc) => Array.from(doc.querySelectorAll('head link[rel=stylesheet], head script[src]'),
	(e) => e.getAttribute('href') || e.getAttribute('src')).join();

function say(text) {
	const said = document.getElementById('said');
	if (said)
		said.textContent = text;
}

// Where the focus is, in words that the next page may know too.
function trace(el) {
	if (!el || el === document.body)
		return () => null;
	if (el.id && el.id !== 'main')
		return () => document.getElementById(el.id);
	const same = (x) => x.tagName === el.tagName && (el.getAttribute('href') ? x.textContent === el.textContent :
		el.name && x.name === el.name);
	return () => Array.from(document.querySelectorAll('#main a, #main button, #main input, #main select, #rail a')).find(same);
}

function put(doc, url, top) {
	const find = trace(document.activeElement);
	const within = document.activeElement && document.activeElement.closest('#main, #rail');
	PARTS.forEach((id) => {
		const to = document.getElementById(id), from = doc.getElementById(id);
		to.textContent = '';
		to.append(...Array.from(from.childNodes).map((n) => document.importNode(n, true)));
	});
	const q = document.querySelector('form.q input'), was = doc.querySelector('form.q input');
	if (q && was)
		q.value = was.getAttribute('value') || '';
	const time = document.querySelector('.asof'), now = doc.querySelector('.asof');
	if (time && now)
		time.textContent = now.textContent;
	document.title = doc.title;
	at = path(url);
	look();

	const main = document.getElementById('main'), head = main.querySelector('h1');
	const oops = main.querySelector('.oops');
	let to = oops || (top ? null : find());
	if (!to && (within || top))
		to = head;
	if (to && to === head)
		head.tabIndex = -1;
	if (to)
		to.focus({ preventScroll: true });
	if (top)
		window.scrollTo(0, 0);
	const words = [head].concat(Array.from(main.querySelectorAll('.ttl > .mut, [role=status]')));
	say(words.filter(Boolean).map((e) => e.textContent.trim()).join(' '));
}

// Fetch and show; how: push (a new step of history), top, scroll. Resolves to whether it was done.
export function go(href, how) {
	const url = new URL(href, location.href), main = document.getElementById('main');
	if (running)
		running.abort();
	const mine = running = new AbortController();
	main.setAttribute('aria-busy', 'true');
	const slow = setTimeout(() => say(document.getElementById('said').dataset.wait), SLOW);
	const done = () => {
		clearTimeout(slow);
		if (running === mine) {
			running = null;
			main.removeAttribute('aria-busy');
		}
	};
	return fetch(url.href, { credentials: 'same-origin', signal: mine.signal, headers: { Accept: 'text/html' } })
		.then((r) => r.text().then((text) => {
			const to = new URL(r.url);
			const doc = new DOMParser().parseFromString(text, 'text/html');
			if (to.pathname !== url.pathname || !PARTS.every((id) => doc.getElementById(id)) || assets(doc) !== assets(document))
				throw new Error('another page');
			put(doc, to, how.top);
			if (how.push)
				history.pushState({ y: 0 }, '', to.href);
			if (how.y)
				window.scrollTo(0, how.y);
			done();
		}))
		.catch((e) => {
			done();
			if (e.name !== 'AbortError')
				location.assign(url.href);
		});
}

function here(url) {
	return url.origin === location.origin && url.pathname === location.pathname;
}

export function start(again) {
	if (!document.getElementById('said') || !document.getElementById('rail') || !('AbortController' in window))
		return;
	look = again;
	at = path(location);
	const step = (href, area) => {
		history.replaceState({ y: window.pageYOffset }, '');
		go(href, { push: true, top: area.dataset.swap === 'top' });
	};
	document.addEventListener('click', (e) => {
		const a = e.target.closest('a[href]'), area = a && a.closest('[data-swap]');
		if (!area || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || a.target || a.hash ||
			!here(a))
			return;
		e.preventDefault();
		step(a.href, area);
	});
	document.addEventListener('submit', (e) => {
		const form = e.target, area = form.closest('[data-swap]');
		if (!area || e.defaultPrevented || form.method !== 'get' || !here(new URL(form.action)))
			return;
		e.preventDefault();
		const q = new URLSearchParams();
		new FormData(form).forEach((v, k) => {
			if (typeof v === 'string' && v !== '')
				q.append(k, v);
		});
		step(`${form.action.split('?')[0]}?${q}`, area);
	});
	window.addEventListener('popstate', (e) => {
		// A jump within the page is none of ours.
		if (path(location) !== at)
			go(location.href, { y: e.state && e.state.y });
	});
}
