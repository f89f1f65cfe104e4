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
		const files = Array.from(x.files);
		const large = files.find((f) => f.size > Number(x.dataset.files));
		let say = '';
		if (large)
			say = x.dataset.large.replace('{0}', large.name);
		else if (files.length > MOST)
			say = x.dataset.many.replace('{0}', files.length);
		x.setCustomValidity(say);
		if (say)
			x.reportValidity();
	});
}
