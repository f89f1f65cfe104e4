// Keys: j k move in the list, Enter opens, / goes to the search, g and a letter goes to a page, ? tells them all.
// On a page of one thing, j and k follow its links rel=next and rel=prev.
//
//   <html data-keys="off">                        single keys do nothing (a setting; WCAG 2.1.4)
//   <a href="/keys" data-keys="关闭">              leads to the list of keys; with the script it opens over the page
//   <a href="/cases" data-g="c">                  where g c goes
//
// /keys holds <div id="keys"> with sections; one with data-if="SELECTOR" only counts on a page that has such a thing.

import { modal } from './modal.js';

const SECOND = 1500; // ms within which the letter follows the g

function typing(el) {
	return el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
		(el.tagName === 'INPUT' && !/^(checkbox|radio|button|submit)$/.test(el.type));
}

function all() {
	return Array.from(document.querySelectorAll('table.list:not(.still) tbody tr'));
}

function help(link) {
	const title = document.createElement('h2'), row = document.createElement('div'), shut = document.createElement('button');
	const rest = document.createElement('div');
	title.textContent = link.textContent;
	rest.className = 'skel';
	rest.append(...[1, 2, 3, 4].map(() => document.createElement('i')));
	row.className = 'row';
	shut.type = 'button';
	shut.className = 'btn';
	shut.textContent = link.dataset.keys;
	row.append(shut);
	const close = modal('dialog', [title, rest, row], shut, null);
	shut.onclick = close;
	fetch(link.href, { credentials: 'same-origin' })
		.then((r) => r.text())
		.then((text) => {
			const list = new DOMParser().parseFromString(text, 'text/html').getElementById('keys');
			const mine = Array.from(list.children).filter((s) => !s.dataset.if || document.querySelector(s.dataset.if));
			rest.className = '';
			rest.textContent = '';
			mine.forEach((s) => rest.append(...Array.from(s.children).map((n) => document.importNode(n, true))));
			rest.querySelectorAll('[id]').forEach((e) => e.removeAttribute('id'));
		})
		.catch(() => { location.href = link.href; });
}

export function start() {
	let before = null, gone = 0;

	// Closed again, the focus is where it was, so that Enter opens the row and not the pop-over.
	function shut(d) {
		d.open = false;
		if (before && before !== document.body && document.contains(before))
			before.focus();
		else
			d.querySelector('summary').focus();
		before = null;
	}
	// The frame follows the focus however it came: by key, by tabbing, by a click.
	document.addEventListener('focusin', (e) => {
		const row = e.target.closest('table.list:not(.still) tbody tr');
		all().forEach((r) => r.classList.toggle('cur', r === row));
	});
	document.addEventListener('toggle', (e) => {
		if (e.target.open && e.target.matches('details.pop'))
			before = document.activeElement;
	}, true);

	// What a key does here; false when nothing.
	function act(key) {
		if (key === 'j' || key === 'k') {
			const rows = all(), step = key === 'j' ? 1 : -1;
			const to = rows.length ? rows[Math.max(0, Math.min(rows.length - 1, rows.findIndex((r) => r.matches('.cur')) + step))].querySelector('.no a') : null;
			const link = document.querySelector(key === 'j' ? 'a[rel=next][href]' : 'a[rel=prev][href]');
			if (to)
				to.focus();
			else if (link)
				link.click();
			return Boolean(to || link);
		}
		if (key === '/') {
			const q = document.querySelector('form.q input');
			if (!q || q.offsetParent === null)
				return false;
			q.focus();
			q.select();
			return true;
		}
		const link = key === '?' && document.querySelector('a[data-keys]');
		if (link)
			help(link);
		return Boolean(link);
	}
	document.addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || document.querySelector('.veil'))
			return;
		if (e.key === 'Escape') {
			const open = document.querySelector('details.pop[open]');
			if (open && open.contains(e.target)) {
				shut(open);
				e.preventDefault();
			} else if (typing(e.target)) {
				e.target.blur();
			} else if (open) {
				shut(open);
			}
			return;
		}
		if (typing(e.target) || document.documentElement.dataset.keys === 'off')
			return;
		const second = gone && Date.now() - gone < SECOND && /^[a-z]$/.test(e.key);
		gone = !second && e.key === 'g' ? Date.now() : 0;
		const link = second && document.querySelector(`a[data-g=${e.key}]`);
		if (link)
			link.click();
		if (link || (!second && act(e.key)))
			e.preventDefault();
	});
	document.addEventListener('click', (e) => {
		const link = e.target.closest('a[data-keys]');
		if (link && !e.button && !e.ctrlKey && !e.metaKey && !e.shiftKey && link.pathname !== location.pathname) {
			e.preventDefault();
			help(link);
		}
		document.querySelectorAll('details.pop[open]').forEach((d) => {
			if (!d.contains(e.target))
				d.open = false;
		});
	});
}
