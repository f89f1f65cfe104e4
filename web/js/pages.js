// Small helps on single pages: the error summary takes the focus; a choice in the full list of classes
// ticks its radio; selects marked data-go send their form; data-print prints.

export function start() {
	const oops = document.querySelector('.oops');
	if (oops)
		oops.focus();

	document.querySelectorAll('select[data-ticks]').forEach((s) => {
		const radio = document.getElementById(s.dataset.ticks);
		s.addEventListener('change', () => { radio.checked = s.value !== ''; });
	});
	document.querySelectorAll('select[data-go]').forEach((s) => {
		s.addEventListener('change', () => s.form.submit());
	});
	document.querySelectorAll('[data-print]').forEach((b) => {
		b.addEventListener('click', () => window.print());
	});
	// Everything that explains itself is on paper too.
	window.addEventListener('beforeprint', () => {
		document.querySelectorAll('details.more').forEach((d) => { d.open = true; });
	});
}
