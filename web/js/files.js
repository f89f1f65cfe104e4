// Files that are too large or too many are told before they are sent.
//
//   <input type="file" data-files="20971520" data-large="{0} 超过 20 MB …" data-many="…现在选了 {0} 张">
//
// The server says the same of what comes all the same.

const MOST = 6;

// What is wrong with all that is chosen in this form, if anything.
function fault(inputs, kept) {
	for (const x of inputs) {
		const large = Array.from(x.files).find((f) => f.size > Number(x.dataset.files));
		if (large)
			return x.dataset.large.replace('{0}', large.name);
	}
	const many = inputs.reduce((n, x) => n + x.files.length, kept);
	return many > MOST ? inputs[0].dataset.many.replace('{0}', many) : '';
}

export function start() {
	document.addEventListener('change', (e) => {
		const x = e.target;
		if (x.name !== '_photo' && !(x.dataset && x.dataset.files))
			return;
		// Camera, picker and what was received before go in one form: each can mend what another began.
		const group = x.closest('fieldset') || x.form;
		const inputs = Array.from(group.querySelectorAll('input[data-files]'));
		if (!inputs.length)
			return;
		const say = fault(inputs, group.querySelectorAll('input[name=_photo]:checked').length);
		// A hidden one cannot show what it says: the one just used, or the last, which is never hidden.
		inputs.forEach((o) => o.setCustomValidity(''));
		const at = inputs.includes(x) ? x : inputs[inputs.length - 1];
		at.setCustomValidity(say);
		if (say)
			at.reportValidity();
	});
}
