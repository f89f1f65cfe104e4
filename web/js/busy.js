// Busy state of buttons, and a guard against sending a form twice.
//
//   <button data-busy="提交中">   the text while the request runs; the width stays
//
// The server's idempotency key is the real guard; this one spares people the doubt.

function lock(form, button) {
	form.dataset.sent = '1';
	if (!button)
		return;
	button.style.minWidth = `${button.offsetWidth}px`;
	button.classList.add('is-busy');
	button.setAttribute('aria-disabled', 'true');
	const label = button.querySelector('[data-label]') || button;
	if (button.dataset.busy) {
		button.dataset.was = label.textContent;
		label.textContent = button.dataset.busy;
	}
}

function unlock(form) {
	delete form.dataset.sent;
	form.querySelectorAll('.is-busy').forEach((b) => {
		b.classList.remove('is-busy');
		b.removeAttribute('aria-disabled');
		b.style.minWidth = '';
		if (b.dataset.was)
			(b.querySelector('[data-label]') || b).textContent = b.dataset.was;
	});
}

export function start() {
	document.addEventListener('submit', (e) => {
		const form = e.target;
		if (e.defaultPrevented || form.method !== 'post')
			return;
		if (form.dataset.sent) {
			e.preventDefault();
			return;
		}
		// A disabled or renamed button would be left out of the form's data, hence after the event.
		const button = e.submitter || form.querySelector('button.pri, button[type=submit], button:not([type])');
		setTimeout(() => {
			if (!e.defaultPrevented)
				lock(form, button);
		}, 0);
	});
	// Back button: the page returns as it was left, locked.
	window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(unlock));
}
