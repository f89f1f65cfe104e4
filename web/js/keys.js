// Keys: j k move in the list, Enter opens, x ticks, / goes to the search, ? shows the keys.
// On a page of one thing, j and k follow its links rel=next and rel=prev.

function typing(el) {
	return el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
		(el.tagName === 'INPUT' && !/^(checkbox|radio|button|submit)$/.test(el.type));
}

export function start() {
	const rows = Array.from(document.querySelectorAll('table.list:not(.still) tbody tr'));
	const help = document.getElementById('keys');
	let at = -1, before = null;

	// Closed again, the focus is where it was, so that Enter opens the row and not the help.
	function shut(d) {
		d.open = false;
		if (before && before !== document.body && before.isConnected)
			before.focus();
		else
			d.querySelector('summary').focus();
		before = null;
	}

	function go(i) {
		if (rows.length === 0)
			return;
		at = Math.max(0, Math.min(rows.length - 1, i));
		const link = rows[at].querySelector('.no a');
		if (link)
			link.focus();
	}
	// The frame follows the focus however it came: by key, by tabbing, by a click.
	document.addEventListener('focusin', (e) => {
		const row = e.target.closest('table.list:not(.still) tbody tr');
		rows.forEach((r) => r.classList.toggle('cur', r === row));
		if (row)
			at = rows.indexOf(row);
	});
	document.addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || document.querySelector('.veil'))
			return;
		if (typing(e.target)) {
			if (e.key === 'Escape')
				e.target.blur();
			return;
		}
		if (e.key === 'j' || e.key === 'k') {
			const link = document.querySelector(e.key === 'j' ? 'a[rel=next][href]' : 'a[rel=prev][href]');
			if (rows.length > 0)
				go(at + (e.key === 'j' ? 1 : -1));
			else if (link)
				link.click();
			else
				return;
		} else if (e.key === 'x' && rows[at]) {
			const box = rows[at].querySelector('input[type=checkbox]');
			if (box)
				box.click();
		} else if (e.key === '/') {
			const q = document.querySelector('form.q input');
			if (!q || q.offsetParent === null)
				return;
			q.focus();
			q.select();
		} else if (e.key === '?' && help) {
			if (help.open) {
				shut(help);
			} else {
				before = document.activeElement;
				help.open = true;
				help.querySelector('summary').focus();
			}
		} else if (e.key === 'Escape') {
			const open = document.querySelector('details.pop[open]');
			if (!open)
				return;
			shut(open);
		} else {
			return;
		}
		e.preventDefault();
	});
	document.addEventListener('click', (e) => {
		document.querySelectorAll('details.pop[open]').forEach((d) => {
			if (!d.contains(e.target))
				d.open = false;
		});
	});
}
