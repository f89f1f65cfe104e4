// Asks before a dangerous act.
//
//   <button data-confirm="作废 2026-27391？" data-more="作废后不能恢复，案号保留。" data-yes="作废" data-no="再看看">
//
// Without the script the form's own reason field and the server's rules are the brake.

import { modal } from './modal.js';

let asked = null;

function ask(button, yes) {
	function say(tag, cls, text) {
		const el = document.createElement(tag);
		el.className = cls;
		el.textContent = text;
		return el;
	}
	const no = say('button', 'btn', button.dataset.no);
	const go = say('button', `btn ${button.classList.contains('no') ? 'no' : 'pri'}`, button.dataset.yes);
	const row = say('div', 'row', '');
	no.type = go.type = 'button';
	row.append(no, go);
	const close = modal('alertdialog', [say('h2', '', button.dataset.confirm)].concat(
		button.dataset.more ? [say('p', 'mut', button.dataset.more)] : [], [row]), no, null);
	no.onclick = close;
	go.onclick = () => { close(); yes(); };
}

export function start() {
	document.addEventListener('click', (e) => {
		const button = e.target.closest('button[data-confirm]');
		if (!button || button === asked)
			return;
		// What the form itself refuses (an empty reason) is said before the question.
		if (button.form && !button.form.noValidate && !button.form.checkValidity())
			return;
		e.preventDefault();
		ask(button, () => {
			asked = button;
			button.click();
			asked = null;
		});
	});
}
