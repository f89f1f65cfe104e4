// Draw the unit grids of the demonstration: invented outlines round the spots of data/demo/cases.tsv.
//   node tools/demo-grids.mjs > data/demo/grids.geojson
// A lattice whose corners are shaken, so that neighbours share them; a cell near a case belongs to the case's
// community.  Nothing here is surveyed, and no border follows a real one.
import { readFileSync } from 'node:fs'

const STEP = 0.0015, REACH = 0.0032
let seed = 20261122
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

const lines = readFileSync(new URL('../data/demo/cases.tsv', import.meta.url), 'utf8').trim().split('\n')
const column = (name) => lines[0].split('\t').indexOf(name)
const spots = lines.slice(1).map((l) => l.split('\t'))
  .map((c) => ({ place: c[column('place_code')], lon: Number(c[column('lon')]), lat: Number(c[column('lat')]) }))
  .filter((s) => /^\d{12}$/.test(s.place) && s.lon > 0)

// Each corner is shaken once, whoever uses it.
const corners = new Map()
const corner = (x, y) => {
  const key = `${x},${y}`
  if (!corners.has(key)) {
    corners.set(key, [x * STEP + (random() - 0.5) * STEP * 0.35, y * STEP + (random() - 0.5) * STEP * 0.35]
      .map((v) => Number(v.toFixed(6))))
  }
  return corners.get(key)
}

const cells = new Map()
for (const s of spots) {
  const cx = Math.floor(s.lon / STEP), cy = Math.floor(s.lat / STEP)
  for (let x = cx - 3; x <= cx + 3; x++) {
    for (let y = cy - 3; y <= cy + 3; y++) {
      const far = Math.hypot((x + 0.5) * STEP - s.lon, (y + 0.5) * STEP - s.lat)
      const key = `${x},${y}`
      if (far <= REACH && !(cells.get(key)?.far <= far)) cells.set(key, { x, y, far, place: s.place })
    }
  }
}

const features = [...cells.values()].sort((a, b) => a.place.localeCompare(b.place) || b.y - a.y || a.x - b.x)
  .map(({ x, y, place }) => {
    const ring = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1), corner(x, y)]
    return JSON.stringify({ type: 'Feature', properties: { community: place, name: '示意网格' },
      geometry: { type: 'Polygon', coordinates: [ring] } })
  })
console.log(`{"type":"FeatureCollection","note":"示意：轮廓是随机画的，不是测绘成果，也不是任何真实界线（CGCS2000）","features":[\n${features.join(',\n')}\n]}`)
