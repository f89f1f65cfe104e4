// The map of a case and of a report: unit grids for a base, one pin, nothing from another host.
//
//   <div hidden data-map="pick" data-in="放大" data-out="缩小" data-place="350602001001" data-lon="…" data-lat="…">
//   <p hidden role="status" data-map-say data-at="在网格 {0} {1}" data-none="…"></p>
//
// "pick": in a form with lon, lat, srs, accuracy and place; a click, or Enter for the middle, fills them in, and what
// is typed there moves the pin. "see": only shows. Without the script the numbers are typed and read.

import { Browser, circleMarker, control, geoJSON, latLngBounds, map } from 'leaflet/dist/leaflet-src.esm.js';

const NEAR = 17;

function begin(area) {
	const form = area.dataset.map === 'pick' ? area.closest('form') : null;
	const say = document.querySelector('[data-map-say]');
	let m = null;
	let pin = null;
	let grids = null;
	let place = null;

	function show() {
		if (m)
			return;
		area.hidden = false;
		// One finger scrolls the page, not the map.
		m = map(area, { attributionControl: false, zoomControl: false, dragging: !Browser.mobile, scrollWheelZoom: false, maxZoom: 20 });
		m.setView([24.5, 117.6], 10, { animate: false });
		control.zoom({ zoomInTitle: area.dataset.in, zoomOutTitle: area.dataset.out }).addTo(m);
		control.scale({ imperial: false }).addTo(m);
		if (!form)
			return;
		m.on('click', (e) => pick(e.latlng));
		area.addEventListener('keydown', (e) => {
			if (e.key !== 'Enter' || e.target !== area)
				return;
			e.preventDefault();
			pick(m.getCenter());
		});
	}
	function tell(text) {
		say.textContent = text;
		say.hidden = !text;
	}
	function ask(lon, lat) {
		fetch(`/api/grid.at?lon=${lon}&lat=${lat}`, { credentials: 'same-origin' })
			.then((r) => (r.ok ? r.json() : {}))
			.then((g) => tell(g.code ? say.dataset.at.replace('{0}', `${g.code} ${g.name || ''}`.trim()).replace('{1}', g.place || '') : say.dataset.none))
			.catch(() => tell(''));
	}
	function put(lon, lat, look) {
		show();
		if (!pin)
			pin = circleMarker([lat, lon], { radius: 9, className: 'pin', interactive: false }).addTo(m);
		pin.setLatLng([lat, lon]);
		pin.bringToFront();
		if (look)
			m.setView([lat, lon], Math.max(m.getZoom(), NEAR), { animate: false });
		ask(lon, lat);
	}
	// Of the place itself, not of what lies around it.
	function own(of) {
		const bounds = latLngBounds([]);
		of.eachLayer((l) => l.feature.properties.near || bounds.extend(l.getBounds()));
		return bounds;
	}
	function load(of) {
		if (!of || of === place)
			return;
		place = of;
		fetch(`/api/grid.map?place=${encodeURIComponent(of)}&near=1`, { credentials: 'same-origin' })
			.then((r) => (r.ok ? r.json() : { features: [] }))
			.then((all) => {
				if (of !== place)
					return;
				if (!all.features.length && !m) {
					tell(say.dataset.empty);
					return;
				}
				show();
				if (grids)
					grids.remove();
				grids = geoJSON(all, {
					style: (f) => ({ className: f.properties.near ? 'grid near' : 'grid' }),
					onEachFeature: (f, layer) => layer.bindTooltip(`${f.properties.code} ${f.properties.place}`, { sticky: true }),
				}).addTo(m);
				if (pin)
					pin.bringToFront();
				else if (all.features.length)
					m.fitBounds(own(grids), { animate: false });
			})
			.catch(() => { place = null; });
	}
	function typed(name) {
		const x = form.elements[name];
		return x && x.value.trim() !== '' ? Number(x.value) : NaN;
	}
	function pick(at) {
		const set = (name, value) => {
			if (form.elements[name])
				form.elements[name].value = value;
		};
		set('lon', at.lng.toFixed(6));
		set('lat', at.lat.toFixed(6));
		set('srs', 'cgcs2000');
		set('accuracy', '');
		form.elements.lon.closest('details').open = true;
		put(at.lng, at.lat, false);
		form.elements.lon.dispatchEvent(new Event('change', { bubbles: true }));
	}
	function follow(e) {
		const lon = typed('lon');
		const lat = typed('lat');

		if (Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && !(pin && m && pin.getLatLng().distanceTo([lat, lon]) < 0.2))
			put(lon, lat, true);
		if (!e || e.target.name === 'place')
			load(form.elements.place && form.elements.place.value);
	}

	if (form) {
		form.addEventListener('change', follow);
		follow();
		return;
	}
	put(Number(area.dataset.lon), Number(area.dataset.lat), true);
	load(area.dataset.place);
}

const area = document.querySelector('[data-map]');
if (area)
	begin(area);
