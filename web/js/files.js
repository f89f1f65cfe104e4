// Files that are too large or too many are told before they are sent.
//
//   <input type="file" data-files="20971520" data-large="{0} 超过 20 MB …" data-many="…现在选了 {0} 张">
//
// The server says the same of what comes all the same.

const MOST = 6;

export function start() {
	document.addEventListener('change', (e) => {
		const x = e.target;
		if (!x.dataset || !x.dataset.files)
			return;
		// Camera, picker and what was received before go in one form.
		const group = x.closest('fieldset') || x.parentNode;
		const all = Array.from(group.querySelectorAll('input[type=file]'));
		const many = all.reduce((n, o) => n + o.files.length, group.querySelectorAll('input[name=_photo]:checked').length);
		const files = Array.from(x.files);
		const large = files.find((f) => f.size > Number(x.dataset.files));
		let say = '';
		if (large)
			say = x.dataset.large.replace('{0}', large.name);
		else if (many > MOST)
			say = x.dataset.many.replace('{0}', many);
		all.forEach((o) => o.setCustomValidity(''));
		x.setCustomValidity(say);
		if (say)
			x.reportValidity();
	});
}
