// A box over the page: the focus stays in it, Esc and a click beside it close it, and it returns where it was.
//
//   const close = modal('alertdialog', [h2, p, row], first, () => …);   the first element names it

let n = 0;

export function modal(role, parts, first, closed) {
	const veil = document.createElement('div'), box = document.createElement('div'), was = document.activeElement;

	function close() {
		veil.remove();
		if (was && was !== document.body && document.contains(was))
			was.focus();
		if (closed)
			closed();
	}
	veil.className = 'veil';
	box.className = 'ask';
	box.setAttribute('role', role);
	box.setAttribute('aria-modal', 'true');
	parts[0].id = `box-${++n}`;
	box.setAttribute('aria-labelledby', parts[0].id);
	if (parts[1].tagName === 'P') {
		parts[1].id = `box-m${n}`;
		box.setAttribute('aria-describedby', parts[1].id);
	}
	veil.addEventListener('click', (e) => { if (e.target === veil) close(); });
	veil.addEventListener('keydown', (e) => {
		if (e.key === 'Escape') {
			e.stopPropagation();
			close();
		} else if (e.key === 'Tab') {
			const stops = Array.from(box.querySelectorAll('a[href], button'));
			const i = stops.indexOf(document.activeElement), last = stops.length - 1;
			if (e.shiftKey ? i <= 0 : i === last) {
				e.preventDefault();
				stops[e.shiftKey ? last : 0].focus();
			}
		}
	});
	box.append(...parts);
	veil.append(box);
	document.body.append(veil);
	first.focus();
	return close;
}
