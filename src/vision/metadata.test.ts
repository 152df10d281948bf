import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { EditingTrace } from '../domain/examination.ts';
import { editingTraces } from './metadata.ts';

const plain = () => sharp({ create: { width: 320, height: 320, channels: 3, background: '#88aacc' } });
const jpeg = () => plain().jpeg().toBuffer();
const png = () => plain().png().toBuffer();

/** A segment right behind the start of a JPEG (ITU-T T.81 section B.1.1.4). */
function withSegment(picture: Buffer, marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), head, data, picture.subarray(2)]);
}

/** A chunk right behind the header of a PNG; its checksum is not looked at. */
function withChunk(picture: Buffer, type: string, data: Buffer): Buffer {
  const headerEnd = 8 + 12 + 13;
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const chunk = Buffer.concat([size, Buffer.from(type), data, Buffer.alloc(4)]);
  return Buffer.concat([picture.subarray(0, headerEnd), chunk, picture.subarray(headerEnd)]);
}

const xmp = (inner: string) =>
  Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF>${inner}</rdf:RDF></x:xmpmeta>`);

/** An image resource: signature, number, empty name, size, data. */
function resource(number: number, data: string): Buffer {
  const head = Buffer.alloc(12);
  head.write('8BIM', 'latin1');
  head.writeUInt16BE(number, 4);
  head.writeUInt32BE(data.length, 8);
  return Buffer.concat([head, Buffer.from(data), Buffer.alloc(data.length % 2)]);
}

const photoshop = (...resources: Buffer[]) => Buffer.concat([Buffer.from('Photoshop 3.0\0'), ...resources]);
const withSoftware = (name: string) =>
  plain()
    .withExif({ IFD0: { Software: name } })
    .jpeg()
    .toBuffer();

/** A directory of one text, in either order of bytes. */
function exif(order: 'II' | 'MM', tag: number, text: string): Buffer {
  const bytes = Buffer.alloc(26 + text.length);
  bytes.write(order, 'latin1');
  const little = order === 'II';
  const short = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(tag, 10);
  short(2, 12);
  long(text.length, 14);
  long(26, 18);
  bytes.write(text, 26, 'latin1');
  return bytes;
}

const pdf = (info: string) => Buffer.from(`%PDF-1.7\n1 0 obj\n<<${info}>>\nendobj\n%%EOF\n`, 'latin1');
const traces = (bytes: Uint8Array): EditingTrace[] => editingTraces(bytes);

describe('traces of editors', () => {
  it('are none in a picture that no editor touched', async () => {
    assert.deepEqual(traces(await jpeg()), []);
    assert.deepEqual(traces(await png()), []);
    assert.deepEqual(traces(await plain().webp().toBuffer()), []);
  });

  for (const name of [
    'Adobe Photoshop 25.0 (Windows)',
    'GIMP 2.10.36',
    'paint.net 5.0',
    'PicsArt',
    'Snapseed 2.0',
  ]) {
    it(`are found where EXIF names ${name}`, async () => {
      assert.deepEqual(traces(await withSoftware(name)), ['EXIF_SOFTWARE']);
    });
  }

  for (const name of [
    '17.5.1',
    'HDR+ 1.0.585804401zd',
    'G998BXXU9EWBA',
    'Android 14',
    'Ver.1.00',
    'Canon EOS',
  ]) {
    it(`are none where a camera names itself ${name}`, async () => {
      assert.deepEqual(traces(await withSoftware(name)), []);
    });
  }

  it('are found in EXIF of either order of bytes, and under both tags', async () => {
    for (const order of ['II', 'MM'] as const) {
      for (const tag of [0x0131, 0x000b]) {
        const segment = Buffer.concat([Buffer.from('Exif\0\0'), exif(order, tag, 'GIMP 2.10\0')]);
        assert.deepEqual(traces(withSegment(await jpeg(), 0xe1, segment)), ['EXIF_SOFTWARE']);
      }
    }
  });

  it('are found in EXIF of PNG and WebP', async () => {
    assert.deepEqual(traces(withChunk(await png(), 'eXIf', exif('II', 0x0131, 'GIMP 2.10\0'))), [
      'EXIF_SOFTWARE',
    ]);
    const webp = await plain()
      .withExif({ IFD0: { Software: 'Adobe Photoshop' } })
      .webp()
      .toBuffer();
    assert.deepEqual(traces(webp), ['EXIF_SOFTWARE']);
  });

  it('are found in EXIF and XMP of AVIF and HEIC', async () => {
    const avif = await plain()
      .withExif({ IFD0: { Software: 'Adobe Photoshop' } })
      .avif({ effort: 0 })
      .toBuffer();
    assert.deepEqual(traces(avif), ['EXIF_SOFTWARE']);
    const heic = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
      Buffer.from('\0\0\0\x06Exif\0\0'),
      exif('MM', 0x0131, 'Snapseed\0'),
      Buffer.from('<x:xmpmeta xmp:CreatorTool="GIMP"></x:xmpmeta>'),
    ]);
    assert.deepEqual(traces(heic), ['EXIF_SOFTWARE', 'XMP_CREATOR_TOOL']);
    assert.deepEqual(traces(await plain().avif({ effort: 0 }).toBuffer()), []);
  });

  it('are found where XMP names an editor, as an attribute or as an element', async () => {
    for (const inner of [
      '<rdf:Description xmp:CreatorTool="Adobe Photoshop 25.1 (Macintosh)"/>',
      "<rdf:Description xmp:CreatorTool='GIMP 2.10'/>",
      '<xmp:CreatorTool>Adobe Lightroom 7.0</xmp:CreatorTool>',
      '<rdf:li stEvt:softwareAgent="Adobe Photoshop 25.1"/>',
    ]) {
      assert.deepEqual(traces(withSegment(await jpeg(), 0xe1, xmp(inner))), ['XMP_CREATOR_TOOL'], inner);
    }
    const camera = xmp('<rdf:Description xmp:CreatorTool="17.4.1"/>');
    assert.deepEqual(traces(withSegment(await jpeg(), 0xe1, camera)), []);
  });

  it('are found where XMP keeps a history of changes', async () => {
    const inner =
      '<xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved" stEvt:changed="/"/></rdf:Seq></xmpMM:History>';
    assert.deepEqual(traces(withSegment(await jpeg(), 0xe1, xmp(inner))), ['XMP_HISTORY']);
  });

  it('are found in resources of Photoshop, but not in captions', async () => {
    const captions = photoshop(resource(0x0404, 'caption'), resource(0x0425, '0123456789abcdef'));
    assert.deepEqual(traces(withSegment(await jpeg(), 0xed, captions)), []);
    const work = photoshop(resource(0x0404, 'odd'), resource(0x03ed, 'resolution'));
    assert.deepEqual(traces(withSegment(await jpeg(), 0xed, work)), ['PHOTOSHOP_RESOURCES']);
  });

  it('are found in every kind of text that a PNG has', async () => {
    const text = 'Software\0Adobe ImageReady, Photoshop';
    const deflated = Buffer.concat([Buffer.from('Software\0\0'), deflateSync('Adobe Photoshop')]);
    const international = Buffer.from('Software\0\0\0en\0Programm\0GIMP');
    const packed = Buffer.concat([Buffer.from('Software\0\x01\0\0\0'), deflateSync('GIMP')]);
    for (const [type, data] of [
      ['tEXt', Buffer.from(text)],
      ['zTXt', deflated],
      ['iTXt', international],
      ['iTXt', packed],
    ] as const) {
      assert.deepEqual(traces(withChunk(await png(), type, data)), ['PNG_TEXT'], type);
    }
    assert.deepEqual(traces(withChunk(await png(), 'tEXt', Buffer.from('Software\0Android 14'))), []);
  });

  it('are found in XMP of a PNG', async () => {
    const data = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmp:CreatorTool="Affinity Photo 2"/>');
    assert.deepEqual(traces(withChunk(await png(), 'iTXt', data)), ['XMP_CREATOR_TOOL']);
  });

  it('are found in a PDF that an editor made or wrote', () => {
    for (const info of [
      '/Producer (Adobe Photoshop for Windows)',
      '/Creator (Canva)',
      '/Producer(iLovePDF)',
      `/Producer <${Buffer.from('GIMP 2.10').toString('hex')}>`,
      `/Creator <FEFF${Buffer.from('Inkscape', 'utf16le').swap16().toString('hex')}>`,
      '/Creator (A \\(nested\\) Photoshop)',
    ]) {
      assert.deepEqual(traces(pdf(info)), ['PDF_PRODUCER'], info);
    }
  });

  it('are none in a PDF of a program that prints bills', () => {
    for (const info of [
      '/Producer (iText 7.2)',
      '/Creator (SAP NetWeaver)',
      '/Producer (Skia/PDF m120)',
      '',
    ]) {
      assert.deepEqual(traces(pdf(info)), [], info);
    }
  });

  it('are told in one order and once each', async () => {
    const many = withSegment(
      withSegment(await withSoftware('GIMP'), 0xed, photoshop(resource(0x03ed, 'x'), resource(0x03ed, 'x'))),
      0xe1,
      xmp('<rdf:li stEvt:action="saved" stEvt:softwareAgent="Photoshop"/>'),
    );
    assert.deepEqual(traces(many), [
      'EXIF_SOFTWARE',
      'XMP_CREATOR_TOOL',
      'XMP_HISTORY',
      'PHOTOSHOP_RESOURCES',
    ]);
  });

  it('do not break on a file that is cut off anywhere', async () => {
    const work = photoshop(resource(0x0404, 'odd'), resource(0x03ed, 'resolution'));
    const files = [
      withSegment(await withSoftware('GIMP'), 0xed, work),
      withChunk(await png(), 'iTXt', Buffer.from('Software\0\x01\0\0\0not deflated')),
      await plain()
        .withExif({ IFD0: { Software: 'GIMP' } })
        .webp()
        .toBuffer(),
      pdf('/Producer (GIMP)'),
    ];
    for (const file of files) {
      for (let length = 0; length < Math.min(file.length, 700); length++) {
        for (const trace of traces(file.subarray(0, length))) assert.match(trace, /^[A-Z_]+$/);
      }
    }
  });

  it('do not break on a file in which any byte is another', async () => {
    const file = withSegment(await withSoftware('GIMP'), 0xed, photoshop(resource(0x0404, 'odd')));
    for (let at = 0; at < 400; at++) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const damaged = Buffer.from(file);
        damaged[at] = value;
        assert.ok(Array.isArray(traces(damaged)));
      }
    }
  });

  it('are not looked for in a text that inflates beyond all measure', async () => {
    const bomb = deflateSync(Buffer.concat([Buffer.from('GIMP'), Buffer.alloc(50_000_000)]));
    const data = Buffer.concat([Buffer.from('Software\0\0'), bomb]);
    assert.deepEqual(traces(withChunk(await png(), 'zTXt', data)), []);
  });
});
