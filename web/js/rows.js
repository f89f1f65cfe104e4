// Rows of the work list: ticking, the bar for several, and a click anywhere opens.

export function start() {
	const table = document.querySelector('table.list:not(.still)');
	if (!table)
		return;
	const body = table.tBodies[0];
	// The case page leads on through this list, and back to it with its filters.
	try {
		sessionStorage.setItem('list', JSON.stringify({ at: location.pathname + location.search,
			rows: Array.from(body.querySelectorAll('.no a'), (a) => a.getAttribute('href')) }));
	} catch (e) {
		// No room or not allowed: then without.
	}
	const all = table.querySelector('thead input[type=checkbox]');
	const bar = document.querySelector('.bulk');
	const boxes = Array.from(body.querySelectorAll('input[type=checkbox]'));

	function count() {
		const n = boxes.filter((b) => b.checked).length;
		boxes.forEach((b) => b.closest('tr').classList.toggle('on', b.checked));
		if (all) {
			all.checked = n > 0 && n === boxes.length;
			all.indeterminate = n > 0 && n < boxes.length;
		}
		if (!bar)
			return;
		bar.classList.toggle('on', n > 0);
		bar.querySelectorAll('[data-n]').forEach((el) => {
			const text = el.dataset.n.replace('{0}', n);
			if (el.textContent !== text)
				el.textContent = text;
		});
	}
	function clear() {
		boxes.forEach((b) => { b.checked = false; });
		count();
	}
	table.addEventListener('change', (e) => {
		if (e.target === all)
			boxes.forEach((b) => { b.checked = all.checked; });
		count();
	});
	body.addEventListener('click', (e) => {
		if (e.target.closest('a, input, label, button') || String(getSelection()))
			return;
		const row = e.target.closest('tr');
		const link = row && row.querySelector('.no a');
		if (link && (e.ctrlKey || e.metaKey))
			window.open(link.href);
		else if (link)
			link.click();
	});
	document.addEventListener('keydown', (e) => {
		if (e.key === 'Escape' && boxes.some((b) => b.checked) && !document.querySelector('.veil'))
			clear();
	});
	document.querySelectorAll('[data-clear]').forEach((b) => b.addEventListener('click', clear));
	window.addEventListener('pageshow', count);
	count();
}
