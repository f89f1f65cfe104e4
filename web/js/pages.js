// Small helps on single pages: the error summary takes the focus; a choice in the full list of classes
// ticks its radio; data-print prints; steps of a form.

// The neighbours of this case in the list from which one came. The server tells them too, as long as the case
// is still in that list; the script knows the list as it was.
function neighbours() {
	const back = document.querySelector('[data-back]');
	let list = null;
	try {
		list = back && JSON.parse(sessionStorage.getItem('list'));
	} catch (e) {
		return;
	}
	const path = (href) => new URL(href, location.href).pathname;
	const i = list ? list.rows.findIndex((r) => path(r) === location.pathname) : -1;
	if (i < 0)
		return;
	const to = new URL(list.at, location.href);
	to.searchParams.set('seen', location.pathname.split('/').pop());
	back.href = to.pathname + to.search;
	const lead = (rel, href) => {
		const a = document.querySelector(`.crumb a[rel=${rel}]`);
		if (!a || !href)
			return;
		a.href = href;
		a.hidden = false;
	};
	lead('prev', list.rows[i - 1]);
	lead('next', list.rows[i + 1]);
}

// A form that offers another class and a condition: the conditions are those of the class. Without the script the
// form comes back with them.
function conditions() {
	document.querySelectorAll('select[name=condition]').forEach((to) => {
		const from = to.form.elements.namedItem('class');
		if (!(from instanceof HTMLSelectElement))
			return;
		const was = Array.from(to.options), first = from.value;
		from.addEventListener('change', () => {
			const mine = from.value;
			const list = (options) => {
				to.textContent = '';
				to.append(...options);
			};
			if (mine === first || !mine)
				return list(was);
			return fetch(`/api/desk.case?class=${encodeURIComponent(mine)}`, { credentials: 'same-origin' })
				.then((r) => (r.ok ? r.json() : Promise.reject()))
				.then((p) => {
					if (mine === from.value)
						list([was[0], ...p.conditions.map((c) => new Option(c.label, c.value,
							false, p.conditions.length === 1))]);
				})
				.catch(() => {});
		});
	});
}

export function look() {
	neighbours();
	conditions();

	const oops = document.querySelector('.oops');
	if (oops && !oops.closest('.sg'))
		oops.focus();

	document.querySelectorAll('select[data-ticks]').forEach((s) => {
		const radio = document.getElementById(s.dataset.ticks);
		s.addEventListener('change', () => {
			radio.checked = s.value !== '';
			radio.dispatchEvent(new Event('change', { bubbles: true }));
		});
		document.querySelectorAll(`input[name="${radio.name}"]`).forEach((r) => r.addEventListener('change', () => {
			if (r !== radio)
				s.value = '';
		}));
	});
	// One of them is needed. Not said in the page: there the list beside them would not count.
	document.querySelectorAll('[data-need] input[type=radio]').forEach((r) => { r.required = true; });
	// Steps of a form: ticked as their sections become complete; without the script they are plain links.
	const steps = document.querySelector('ol.steps[data-done]');
	if (steps) {
		const items = Array.from(steps.children).map((li) => {
			const section = document.querySelector(li.querySelector('a').getAttribute('href'));
			const mark = document.createElement('span');
			mark.className = 'vh';
			li.append(mark);
			return { li, mark, fields: section ? Array.from(section.querySelectorAll('[required]')) : [], bad: section ? Array.from(section.querySelectorAll('.err')) : [] };
		});
		const tick = (e) => {
			let now = null;
			items.forEach((it) => {
				// What the server refused is open until something is done about it.
				it.bad = it.bad.filter((b) => !e || !b.parentNode.contains(e.target));
				const ok = !it.bad.length && it.fields.every((f) => f.validity.valid);
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
		const main = document.getElementById('main');
		main.addEventListener('input', tick);
		main.addEventListener('change', tick);
		tick();
	}
}

export function start() {
	document.addEventListener('click', (e) => {
		if (e.target.closest('[data-print]'))
			window.print();
	});
	// Everything that explains itself is on paper too.
	window.addEventListener('beforeprint', () => {
		document.querySelectorAll('details.more').forEach((d) => { d.open = true; });
		const p = (n) => String(n).padStart(2, '0'), t = new Date();
		document.querySelectorAll('[data-printed]').forEach((e) => {
			e.textContent = `${e.dataset.printed} ${t.getFullYear()}-${p(t.getMonth() + 1)}-${p(t.getDate())} ${p(t.getHours())}:${p(t.getMinutes())}`;
		});
	});
}
