// Open cases of the same spot and class, told while the report is still being written.
//
//   <p role="status" data-near="/api/case.near" data-say="… {0} …" data-open="states that count"><svg/><span></span></p>
//
// Asked once what and where are chosen, again when they change; silent when there is none or the server does not say.
// Without the script the same is shown before a report is taken.

export function look() {
	const line = document.querySelector('[data-near]');
	const form = line && line.closest('form');
	if (!form)
		return;
	const words = line.querySelector('span');
	let asked = '';

	function value(name) {
		const x = form.elements[name];
		return x ? x.value.trim() : '';
	}
	function show(list) {
		words.textContent = '';
		line.hidden = list.length === 0;
		if (list.length === 0)
			return;
		words.append(line.dataset.say.replace('{0}', list.length));
		list.slice(0, 3).forEach((c) => {
			const a = document.createElement('a');
			a.href = `/cases/${c.id}`;
			a.target = '_blank';
			a.rel = 'noopener';
			a.textContent = `${c.no} ${c.address}`;
			words.append(' ', a);
		});
	}
	function look() {
		const q = new URLSearchParams();
		const all = value('_or_class');
		const what = value('class') || all;
		if (what)
			q.set('class', what);
		['place', 'address', 'lon', 'lat'].forEach((n) => {
			if (value(n))
				q.set(n, value(n));
		});
		if (!what || !q.has('place') || !(q.has('address') || (q.has('lon') && q.has('lat'))))
			return show([]);
		if (q.toString() === asked)
			return undefined;
		asked = q.toString();
		const mine = asked;
		return fetch(`${line.dataset.near}?${mine}`, { credentials: 'same-origin' })
			.then((r) => (r.ok ? r.json() : []))
			.then((list) => {
				if (mine === asked)
					show(list.filter((c) => line.dataset.open.split(' ').includes(c.state)));
			})
			.catch(() => show([]));
	}
	form.addEventListener('change', look);
	look();
}
