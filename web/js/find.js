// Finds options of a long list by words, pinyin or initials; the server knows how.
//
//   <input type="search" data-find="/api/class.search" data-into="ID of the select" data-say="… {0} …" data-none="…">
//   <span role="status"></span>
//
// While something is typed the list holds what fits, best first; emptied, it is whole again. What was chosen stays
// chosen. Without the script the whole list is there.

const wait = 200, most = 20, rows = 6;

export function look() {
	document.querySelectorAll('input[data-find]').forEach((input) => {
		const to = document.getElementById(input.dataset.into), status = input.nextElementSibling;
		if (!to)
			return;
		input.parentElement.hidden = false;
		const whole = Array.from(to.children), options = Array.from(to.options);
		let timer = 0, asked = '';

		function list(children, size) {
			const was = to.value;
			while (to.firstChild)
				to.removeChild(to.firstChild);
			children.forEach((x) => to.appendChild(x));
			to.size = size;
			to.value = was;
			if (to.value !== was)
				to.selectedIndex = -1;
		}
		function show(words, found) {
			if (words !== asked)
				return;
			const hits = found.map((c) => options.find((o) => o.value === c.key)).filter((o) => o);
			const kept = options.find((o) => o.value && o.selected && !hits.includes(o));
			const copy = (o) => Object.assign(o.cloneNode(true), { selected: o.selected });
			status.textContent = hits.length ? input.dataset.say.replace('{0}', hits.length) : input.dataset.none;
			list(hits.length ? hits.concat(kept || []).map(copy) : whole, hits.length ? Math.min(rows, Math.max(2, hits.length)) : 0);
		}
		function look() {
			const words = input.value.trim();
			if (words === asked)
				return undefined;
			asked = words;
			if (!words) {
				status.textContent = '';
				return list(whole, 0);
			}
			return fetch(`${input.dataset.find}?${new URLSearchParams({ words, most })}`, { credentials: 'same-origin' })
				.then((r) => (r.ok ? r.json() : []))
				.then((found) => show(words, found))
				.catch(() => show(words, []));
		}
		input.addEventListener('input', () => {
			clearTimeout(timer);
			timer = setTimeout(look, wait);
		});
		// Enter finds, it does not send what is not yet filled in.
		input.addEventListener('keydown', (e) => {
			if (e.key === 'Enter') {
				e.preventDefault();
				look();
			}
		});
	});
}
