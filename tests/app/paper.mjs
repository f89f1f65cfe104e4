// Reads what was handed out without any of our own code: a PNG's size and boxes, a docx's parts and text.
//   node paper.mjs differ A.png B.png   →  W H, then X Y W H of the box in which they differ, then B's mean colour in it
//   node paper.mjs sheet FILE           →  a line for each row of a workbook's only sheet
//   node paper.mjs bomb FILE            →  writes a zip bomb
//   node paper.mjs docx FILE            →  JSON: parts with their sizes, the text of each paragraph, faults of its XML
import { readFileSync, writeFileSync } from 'node:fs'
import { deflateRawSync, inflateRawSync, inflateSync, crc32 } from 'node:zlib'

function png(file) {
  const b = readFileSync(file), data = []
  let w, h
  for (let i = 8; i < b.length;) {
    const n = b.readUInt32BE(i), type = b.toString('latin1', i + 4, i + 8)
    if (type === 'IHDR') { w = b.readUInt32BE(i + 8); h = b.readUInt32BE(i + 12); if (b[i + 16] !== 8 || b[i + 17] !== 2) throw new Error('not RGB') }
    if (type === 'IDAT') data.push(b.subarray(i + 8, i + 8 + n))
    i += n + 12
  }
  const raw = inflateSync(Buffer.concat(data)), line = w * 3, out = Buffer.alloc(line * h)
  for (let y = 0; y < h; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const a = x >= 3 ? out[y * line + x - 3] : 0, up = y ? out[(y - 1) * line + x] : 0, c = x >= 3 && y ? out[(y - 1) * line + x - 3] : 0
      const p = a + up - c, pa = Math.abs(p - a), pb = Math.abs(p - up), pc = Math.abs(p - c)
      const by = [0, a, up, (a + up) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? up : c][filter]
      out[y * line + x] = raw[y * (line + 1) + 1 + x] + by
    }
  }
  return { w, h, rgb: out }
}

function differ(a, b) {
  const p = png(a), q = png(b)
  let left = p.w, top = p.h, right = 0, bottom = 0
  for (let y = 0; y < Math.min(p.h, q.h); y++)
    for (let x = 0; x < p.w; x++) {
      const i = (y * p.w + x) * 3
      if (p.rgb[i] === q.rgb[i] && p.rgb[i + 1] === q.rgb[i + 1] && p.rgb[i + 2] === q.rgb[i + 2]) continue
      left = Math.min(left, x); top = Math.min(top, y); right = Math.max(right, x + 1); bottom = Math.max(bottom, y + 1)
    }
  // Without the label in the corner.
  const sum = [0, 0, 0]
  let n = 0
  for (let y = top + 60; y < bottom - 10; y++)
    for (let x = left + 10; x < right - 10; x++, n++)
      for (let k = 0; k < 3; k++) sum[k] += q.rgb[(y * q.w + x) * 3 + k]
  return [q.w, q.h, left, top, right - left, bottom - top, ...sum.map((s) => Math.round(s / n))].join(' ')
}

function unzip(file) {
  const b = readFileSync(file), parts = {}
  const end = b.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  for (let i = b.readUInt32LE(end + 16), k = b.readUInt16LE(end + 10); k > 0; k--) {
    const name = b.toString('utf8', i + 46, i + 46 + b.readUInt16LE(i + 28)), at = b.readUInt32LE(i + 42)
    const from = at + 30 + b.readUInt16LE(at + 26) + b.readUInt16LE(at + 28), packed = b.subarray(from, from + b.readUInt32LE(i + 20))
    const bytes = b.readUInt16LE(i + 10) ? inflateRawSync(packed) : packed
    if (crc32 && crc32(bytes) !== b.readUInt32LE(i + 16)) throw new Error(`${name}: another sum`)
    parts[name] = bytes
    i += 46 + b.readUInt16LE(i + 28) + b.readUInt16LE(i + 30) + b.readUInt16LE(i + 32)
  }
  return parts
}

// Tags that do not match, ampersands that are none, attributes that stand twice.
function faults(name, xml) {
  const open = [], out = []
  for (const [, close, tag, rest, empty] of xml.replace(/<\?[^>]*\?>/g, '').matchAll(/<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const names = [...rest.matchAll(/([\w:.-]+)="/g)].map((m) => m[1])
    if (new Set(names).size !== names.length) out.push(`${name}: twice in ${tag}`)
    if (close && open.pop() !== tag) out.push(`${name}: ${tag} ends what it did not begin`)
    if (!close && !empty) open.push(tag)
  }
  if (open.length) out.push(`${name}: ${open.join(' ')} without end`)
  if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(xml)) out.push(`${name}: an ampersand`)
  if (/[<>]/.test(xml.replace(/<\?[^>]*\?>/g, '').replace(/<\/?[\w:.-]+(?:\s+[\w:.-]+="[^"<]*")*\s*\/?>/g, ''))) out.push(`${name}: something between tags`)
  return out
}

const plain = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')
const [, , what, a, b] = process.argv
// A zip whose only part says 40 MB of nothing in some kilobytes.
function bomb(file) {
  const whole = Buffer.alloc(40 << 20), packed = deflateRawSync(whole), name = Buffer.from('word/document.xml')
  const head = (signature, more) => {
    const h = Buffer.alloc(signature === 0x04034b50 ? 30 : 46), at = signature === 0x04034b50 ? 4 : 6
    h.writeUInt32LE(signature, 0)
    if (at === 6) h.writeUInt16LE(20, 4)
    h.writeUInt16LE(20, at); h.writeUInt16LE(8, at + 4); h.writeUInt16LE(33, at + 8)
    h.writeUInt32LE(crc32(whole), at + 10); h.writeUInt32LE(packed.length, at + 14); h.writeUInt32LE(whole.length, at + 18)
    h.writeUInt16LE(name.length, at + 22)
    return h
  }
  const local = Buffer.concat([head(0x04034b50), name, packed]), central = Buffer.concat([head(0x02014b50), name]), end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(1, 8); end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12); end.writeUInt32LE(local.length, 16)
  writeFileSync(file, Buffer.concat([local, central, end]))
}
if (what === 'bomb') bomb(a)
else if (what === 'differ') console.log(differ(a, b))
else if (what === 'sheet') {
  const xml = unzip(a)['xl/worksheets/sheet1.xml'].toString('utf8')
  for (const [row] of xml.matchAll(/<row[ >].*?<\/row>/gs)) console.log([...row.matchAll(/<(?:t|v)(?: [^>]*)?>([^<]*)</g)].map((m) => plain(m[1])).join(' '))
}
else {
  const parts = unzip(a), xml = parts['word/document.xml'].toString('utf8')
  console.log(JSON.stringify({
    parts: Object.fromEntries(Object.entries(parts).map(([n, p]) => [n, p.length])),
    faults: Object.entries(parts).filter(([n]) => /\.(xml|rels)$/.test(n)).flatMap(([n, p]) => faults(n, p.toString('utf8'))),
    rows: (xml.match(/<w:tr[ >]/g) ?? []).length,
    cells: [...xml.matchAll(/<w:tc>(.*?)<\/w:tc>/gs)].filter(([, c]) => !/<w:p[ >/]/.test(c)).length,
    text: [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([p]) => [...p.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((m) => plain(m[1])).join('')),
    linked: [...(parts['word/_rels/document.xml.rels']?.toString() ?? '').matchAll(/Target="\/([^"]+)"/g)].filter(([, t]) => !parts[t]).length,
  }))
}
