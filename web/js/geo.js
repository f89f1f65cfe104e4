// "Use my location" on the report page.
//
//   <button type="button" class="btn js-only" data-geo data-wait="正在定位" data-ok="已定位，误差约 {0} 米" data-fail="…">
//   <p role="status" data-geo-say></p>
//
// Fills lon, lat, accuracy and srs of the button's form. Coordinates are those of the browser (WGS-84 by its
// standard; some phones in China give shifted ones: the source is sent along and the spot stays editable).

export function look() {
	const button = document.querySelector('[data-geo]');
	if (!button)
		return;
	const form = button.form || button.closest('form');
	const say = document.querySelector('[data-geo-say]');
	const tell = (text, bad) => {
		say.textContent = text;
		say.classList.toggle('bad', Boolean(bad));
	};

	if (!navigator.geolocation) {
		button.hidden = true;
		return;
	}
	function set(name, value) {
		if (form.elements[name])
			form.elements[name].value = value;
	}
	button.addEventListener('click', () => {
		tell(button.dataset.wait);
		button.disabled = true;
		navigator.geolocation.getCurrentPosition((p) => {
			set('lon', p.coords.longitude.toFixed(6));
			set('lat', p.coords.latitude.toFixed(6));
			set('accuracy', Math.round(p.coords.accuracy));
			set('srs', 'wgs84');
			button.disabled = false;
			if (form.elements.lon)
				form.elements.lon.dispatchEvent(new Event('change', { bubbles: true }));
			tell(button.dataset.ok.replace('{0}', Math.round(p.coords.accuracy)));
		}, () => {
			button.disabled = false;
			tell(button.dataset.fail, true);
		}, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
	});
	// Numbers typed by hand are no longer what the device said.
	['lon', 'lat'].forEach((name) => {
		if (form.elements[name])
			form.elements[name].addEventListener('input', () => set('accuracy', ''));
	});
}
