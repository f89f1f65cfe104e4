// Boxes drawn on a photo by dragging, for what must not leave the house.
//
//   <form id="mask" method="get"> … <div data-mask><input type="image" name="at"><svg viewBox="0 0 10000 10000"></svg></div>
//
// The page itself knows two clicks and four numbers; here a drag becomes the four numbers. A click goes its usual
// way, told how wide the photo is shown.

const LEAST = 50;

function start() {
	const area = document.querySelector('[data-mask]');
	const form = area && area.closest('form');
	if (!form)
		return;
	const picture = area.querySelector('input');
	const svg = area.querySelector('svg');
	let from = null;
	let box = null;
	let dragged = false;

	// In ten-thousandths of the photo, inside it.
	function spot(e) {
		const r = picture.getBoundingClientRect();
		const within = (v, size) => Math.max(0, Math.min(10000, Math.round(v * 10000 / size)));
		return [within(e.clientX - r.left, r.width), within(e.clientY - r.top, r.height)];
	}
	function put(name, value) {
		let x = form.elements[name];
		if (!x) {
			x = document.createElement('input');
			x.type = 'hidden';
			x.name = name;
			form.append(x);
		}
		x.value = value;
	}
	function sides(to) {
		return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
	}
	function draw(to) {
		if (!box) {
			box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
			svg.append(box);
		}
		sides(to).forEach((v, i) => box.setAttribute(['x', 'y', 'width', 'height'][i], v));
	}
	function drop() {
		if (box)
			box.remove();
		from = box = null;
	}

	put('w', Math.round(picture.getBoundingClientRect().width));
	picture.addEventListener('dragstart', (e) => e.preventDefault());
	picture.addEventListener('pointerdown', (e) => {
		if (e.button)
			return;
		from = spot(e);
		dragged = false;
		picture.setPointerCapture(e.pointerId);
	});
	picture.addEventListener('pointermove', (e) => {
		if (from)
			draw(spot(e));
	});
	picture.addEventListener('pointercancel', drop);
	picture.addEventListener('pointerup', (e) => {
		const v = from ? sides(spot(e)) : [0, 0, 0, 0];
		dragged = v[2] >= LEAST && v[3] >= LEAST;
		if (!dragged)
			return drop();
		from = null;
		['l', 't', 'bw', 'bh'].forEach((name, i) => put(name, (v[i] / 100).toFixed(2)));
		if (form.elements.from)
			form.elements.from.remove();
		return form.submit();
	});
	picture.addEventListener('click', (e) => {
		if (dragged)
			e.preventDefault();
		put('w', Math.round(picture.getBoundingClientRect().width));
	});
}

start();
