// Asks before a dangerous act.
//
//   <button data-confirm="作废 2026-27391？" data-more="作废后不能恢复，案号保留。" data-yes="作废" data-no="再看看">
//
// Without the script the form's own reason field and the server's rules are the brake.

let asked = null;

function ask(button, yes) {
	const veil = document.createElement('div');
	const box = document.createElement('div');
	const title = document.createElement('h2');
	const row = document.createElement('div');

	function say(tag, cls, text) {
		const el = document.createElement(tag);
		el.className = cls;
		el.textContent = text;
		return el;
	}
	const no = say('button', 'btn', button.dataset.no);
	const go = say('button', `btn ${button.classList.contains('no') ? 'no' : 'pri'}`, button.dataset.yes);

	function shut() {
		veil.remove();
		button.focus();
	}
	veil.className = 'veil';
	box.className = 'ask';
	row.className = 'row';
	title.id = 'ask-t';
	title.textContent = button.dataset.confirm;
	box.setAttribute('role', 'alertdialog');
	box.setAttribute('aria-modal', 'true');
	box.setAttribute('aria-labelledby', 'ask-t');
	no.type = go.type = 'button';
	no.onclick = shut;
	go.onclick = () => { shut(); yes(); };
	veil.onclick = (e) => { if (e.target === veil) shut(); };
	veil.onkeydown = (e) => {
		if (e.key === 'Escape') {
			e.stopPropagation();
			shut();
		} else if (e.key === 'Tab') {
			e.preventDefault();
			(document.activeElement === no ? go : no).focus();
		}
	};
	row.append(no, go);
	box.append(title);
	if (button.dataset.more) {
		const more = say('p', 'mut', button.dataset.more);
		more.id = 'ask-m';
		box.setAttribute('aria-describedby', 'ask-m');
		box.append(more);
	}
	box.append(row);
	veil.append(box);
	document.body.append(veil);
	no.focus();
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
