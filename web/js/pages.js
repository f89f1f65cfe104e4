// Small helps on single pages: the error summary takes the focus; a choice in the full list of classes
// ticks its radio; selects marked data-go send their form; data-print prints; steps of a form.

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
	// Steps of a form: ticked as their sections become complete; without the script they are plain links.
	const steps = document.querySelector('ol.steps[data-done]');
	if (steps) {
		const items = Array.from(steps.children).map((li) => {
			const section = document.querySelector(li.querySelector('a').getAttribute('href'));
			const mark = document.createElement('span');
			mark.className = 'vh';
			li.append(mark);
			return { li, mark, fields: section ? Array.from(section.querySelectorAll('[required]')) : [] };
		});
		const look = () => {
			let now = null;
			items.forEach((it) => {
				const ok = it.fields.every((f) => f.validity.valid);
				if (!ok && !now)
					now = it;
				it.li.classList.toggle('ok', ok);
				it.mark.textContent = ok ? steps.dataset.done : '';
			});
			items.forEach((it) => {
				if (it === (now || items[items.length - 1]))
					it.li.setAttribute('aria-current', 'step');
				else
					it.li.removeAttribute('aria-current');
			});
		};
		document.addEventListener('input', look);
		document.addEventListener('change', look);
		look();
	}
	// Everything that explains itself is on paper too.
	window.addEventListener('beforeprint', () => {
		document.querySelectorAll('details.more').forEach((d) => { d.open = true; });
	});
}
