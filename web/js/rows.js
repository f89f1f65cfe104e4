// Rows of the work list: a click anywhere opens, and the case page leads on through the list.

const LIST = 'table.list:not(.still)';

export function look() {
	const table = document.querySelector(LIST);
	if (!table)
		return;
	// The case page leads on through this list, and back to it with its filters.
	try {
		sessionStorage.setItem('list', JSON.stringify({ at: location.pathname + location.search,
			rows: Array.from(table.querySelectorAll('tbody .no a'), (a) => a.getAttribute('href')) }));
	} catch (e) {
		// No room or not allowed: then without.
	}
}

export function start() {
	document.addEventListener('click', (e) => {
		if (e.target.closest('a, input, label, button') || String(getSelection()))
			return;
		const row = e.target.closest(`${LIST} tbody tr`);
		const link = row && row.querySelector('.no a');
		if (link && (e.ctrlKey || e.metaKey))
			window.open(link.href);
		else if (link)
			link.click();
	});
}
