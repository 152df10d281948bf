import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { CONSENT_VERSION, hostedPaths } from '../../src/contract/hosted.ts';
import { dayOf } from '../../src/domain/calendar.ts';
import { drawSpecimen } from '../../src/specimen/draw.ts';
import { specimenPerson } from '../../src/specimen/person.ts';
import { createEndUser } from '../../tools/demo/end-user.ts';
import { createVisitor, type PageAnswer, pictureForm, type Visitor } from '../support/hosted-visitor.ts';
import { blankPng, gzipBomb, plainJpeg, pngWithTextBomb, SVG, zipBomb } from '../support/hostile-files.ts';
import { onePagePdf } from '../support/hostile-pdfs.ts';
import { takeAnyPicture } from '../support/lenient-policy.ts';
import { type MemoryWatch, memoryOf, watchMemory } from '../support/process-memory.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { send } from '../support/test-api.ts';

const SESSIONS = '/api/verification/sessions';
const MEGABYTE = 1024 * 1024;
const ABSENT = '019a0000-0000-7000-8000-000000000000';
const json = { accept: 'application/json' };

/** Places for uploads of one process, and a few more who want one. */
const SLOW_UPLOADS = 16;
/**
 * What the API and its children may take on top of what they take at rest: every place filled with the largest
 * picture, each held twice for a moment, and two children that decode 40 million pixels. The bombs below would open
 * to many times as much.
 */
const MOST_GROWTH_MB = 600;

describe('whatever comes over the line to the real processes', function () {
  this.timeout(60_000);
  let service: RunningService;
  let key: string;
  let pids: (number | undefined)[];
  let memory: MemoryWatch;
  let atRest: number;
  let visitor: Visitor;
  let paths: ReturnType<typeof hostedPaths>;
  let jpeg: Buffer;
  let slowHead: Promise<string>;

  before(async () => {
    service = await startService();
    const tenant = await service.newTenant();
    await takeAnyPicture(service.db, tenant.organizationId);
    key = tenant.keys.test;
    pids = [service.api.pid, service.worker.pid];
    slowHead = exchange('GET /livez HTTP/1.1\r\nHost: api\r\nX-Slow: ');
    slowHead.catch(() => undefined);
    jpeg = await plainJpeg();
    ({ visitor, paths } = await openDevice());
    assert.equal((await upload(jpeg)).status, 200);
    assert.ok(service.api.pid);
    atRest = await memoryOf(service.api.pid);
    memory = watchMemory(service.api.pid);
  });
  after(async () => {
    await memory?.stop();
    await service?.stop();
  });

  async function openDevice() {
    const { body } = await send(service.apiUrl, 'POST', SESSIONS, { key, body: {} });
    const device = createVisitor(service.apiUrl);
    const own = hostedPaths(body.sessionId);
    await device.post(own.exchange, { form: { token: body.token, consent: CONSENT_VERSION } });
    await device.post(own.document, { form: { identityDocument: 'passport' } });
    return { visitor: device, paths: own };
  }

  const upload = (bytes: Buffer, fileName?: string): Promise<PageAnswer> =>
    visitor.post(paths.documents, { headers: json, multipart: pictureForm('passport', bytes, fileName) });

  const codeOf = (answer: PageAnswer) => [answer.status, JSON.parse(answer.html).code];

  /** Sends bytes as they are and gives the status line of the answer, or what became of the connection. */
  function exchange(bytes: string): Promise<string> {
    const { port, hostname } = new URL(service.apiUrl);
    return new Promise((resolve) => {
      let answered = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (data) => {
        answered += data.toString('latin1');
        if (answered.includes('\r\n')) socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answered.split('\r\n')[0] ?? ''));
    });
  }

  describe('as a picture', () => {
    const wholeJpeg = () => jpeg;
    const files: [what: string, bytes: () => Buffer, status: number, code: string, name?: string][] = [
      ['nothing', () => Buffer.alloc(0), 422, 'PICTURE_MISSING'],
      [
        'a file of 20 MB',
        () => Buffer.concat([wholeJpeg(), Buffer.alloc(20 * MEGABYTE)]),
        413,
        'PICTURE_TOO_LARGE',
      ],
      ['half a JPEG', () => jpeg.subarray(0, jpeg.length / 2), 422, 'PICTURE_CORRUPT'],
      ['the first bytes of a JPEG', () => jpeg.subarray(0, 4), 422, 'PICTURE_CORRUPT'],
      ['an SVG', () => SVG, 415, 'PICTURE_FORMAT_UNSUPPORTED', 'photo.svg'],
      ['an SVG by the name of a JPEG', () => SVG, 415, 'PICTURE_FORMAT_UNSUPPORTED'],
      ['a text by the name of a JPEG', () => Buffer.from('hello'), 415, 'PICTURE_FORMAT_UNSUPPORTED'],
      ['the head of a PDF', () => Buffer.from('%PDF-1.7\n'), 422, 'PICTURE_CORRUPT', 'scan.pdf'],
      ['a PDF for a passport', () => onePagePdf(), 415, 'PICTURE_IS_PDF', 'scan.pdf'],
      ['a program', () => Buffer.from('\x7fELF\x02\x01', 'latin1'), 415, 'PICTURE_FORMAT_UNSUPPORTED'],
      [
        'a GIF that goes on as a JPEG',
        () => Buffer.concat([Buffer.from('GIF89a'), wholeJpeg()]),
        415,
        'PICTURE_FORMAT_UNSUPPORTED',
      ],
      ['a PNG of 30,000 by 30,000', () => blankPng(30_000), 422, 'PICTURE_TOO_MANY_PIXELS'],
      ['a ZIP bomb by the name of a JPEG', () => zipBomb(200), 415, 'PICTURE_FORMAT_UNSUPPORTED'],
      ['a gzip bomb', () => gzipBomb(200), 415, 'PICTURE_FORMAT_UNSUPPORTED'],
      [
        'the head of a WebP',
        () => Buffer.from('RIFF\xff\xff\xff\x7fWEBPVP8 '),
        415,
        'PICTURE_FORMAT_UNSUPPORTED',
      ],
      ['a picture of 100 by 100', () => blankPng(100), 422, 'PICTURE_TOO_SMALL'],
    ];
    for (const [what, bytes, status, code, name] of files) {
      it(`${what} is ${code}`, async () => {
        assert.deepEqual(codeOf(await upload(bytes(), name)), [status, code]);
      });
    }

    it('a PNG whose comment opens to 200 MB is judged by its pixels', async () => {
      assert.equal((await upload(pngWithTextBomb(200))).status, 200);
    });

    it('a JPEG that goes on as a page is taken, and shown without what follows', async () => {
      const page = Buffer.from('<html><script>alert(document.cookie)</script></html>');
      const answer = await upload(Buffer.concat([await plainJpeg(810), page]), 'photo.html');
      assert.equal(answer.status, 200);
      const ask = async () => {
        const row = await service
          .db('documents')
          .where({ session_id: paths.start.split('/').at(-1), superseded_at: null })
          .first('id');
        return visitor.get(paths.picture(row.id));
      };
      let shown = await ask();
      while (shown.status === 404) shown = await ask();
      assert.deepEqual(
        [shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')],
        [200, 'image/jpeg', 'nosniff'],
      );
      assert.ok(!shown.html.includes('<script>'));
    });

    it('forms that are none are BODY_MALFORMED', async () => {
      const bodies: [body: Buffer | string, contentType: string][] = [
        ['', 'multipart/form-data; boundary=b'],
        [
          '--b\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\nhalf',
          'multipart/form-data; boundary=b',
        ],
        ['no parts at all', 'multipart/form-data'],
        ['{}', 'application/json'],
        [jpeg, 'image/jpeg'],
      ];
      for (const [body, contentType] of bodies) {
        const answer = await visitor.post(paths.documents, { headers: json, raw: { body, contentType } });
        assert.deepEqual(codeOf(answer), [400, 'BODY_MALFORMED'], contentType);
      }
      const packed = await visitor.post(paths.documents, {
        headers: { ...json, 'content-encoding': 'gzip' },
        raw: { body: gzipBomb(200), contentType: 'multipart/form-data; boundary=b' },
      });
      assert.deepEqual(codeOf(packed), [400, 'BODY_MALFORMED'], 'a packed body is not unpacked');
    });

    it('a slot that there is not is BODY_INVALID', async () => {
      for (const slot of ['', 'selfie', '__proto__', 'x'.repeat(2_000)]) {
        const answer = await visitor.post(paths.documents, {
          headers: json,
          multipart: pictureForm(slot, jpeg),
        });
        assert.deepEqual(codeOf(answer), [422, 'BODY_INVALID'], slot);
      }
    });
  });

  describe('as JSON', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const bodies: [what: string, text: string | Buffer, status: number, code: string, headers?: object][] = [
      ['half an object', '{"externalUserId":', 400, 'BODY_MALFORMED'],
      ['no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'BODY_MALFORMED'],
      ['a form', 'a=1', 400, 'BODY_MALFORMED', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['a list', '[]', 422, 'BODY_INVALID'],
      ['null', 'null', 422, 'BODY_INVALID'],
      ['a number for a text', '{"externalUserId":7}', 422, 'BODY_INVALID'],
      ['a text for an object', '{"metadata":"x"}', 422, 'BODY_INVALID'],
      ['an unknown field', '{"admin":true}', 422, 'BODY_INVALID'],
      ['a prototype', '{"__proto__":{"admin":true}}', 422, 'BODY_INVALID'],
      ['metadata of 20,000 levels', `{"metadata":{"a":${deep(20_000)}}}`, 422, 'BODY_INVALID'],
      ['20 MB', JSON.stringify({ externalUserId: 'x'.repeat(20 * MEGABYTE) }), 413, 'BODY_TOO_LARGE'],
      [
        'a gzip bomb',
        gzipBomb(200).subarray(0, 60_000),
        400,
        'BODY_MALFORMED',
        { 'content-encoding': 'gzip' },
      ],
    ];
    for (const [what, text, status, code, headers] of bodies) {
      it(`${what} is ${code}`, async () => {
        const response = await fetch(service.apiUrl + SESSIONS, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': what,
            ...headers,
          },
          body: typeof text === 'string' ? text : new Uint8Array(text),
        });
        const body = (await response.json()) as { code: string };
        assert.deepEqual([response.status, body.code], [status, code]);
      });
    }

    it('no body at all makes a session, since nothing is required', async () => {
      const { status } = await send(service.apiUrl, 'POST', SESSIONS, { key });
      assert.equal(status, 201);
    });
  });

  it('odd ids and addresses are told apart from nothing', async () => {
    const ids = [
      '%00',
      '%ff',
      '..%2f..%2fetc',
      `${ABSENT}'--`,
      'a'.repeat(8_000),
      '%F0%9F%92%A9',
      '__proto__',
    ];
    for (const id of [ABSENT, ...ids]) {
      const asked = await send(service.apiUrl, 'GET', `${SESSIONS}/${id}`, { key });
      assert.deepEqual([asked.status, asked.body.code], [404, 'SESSION_NOT_FOUND'], id);
      const page = await visitor.get(`/verification/session/${id}?token=${id}`, { headers: json });
      assert.ok([401, 404].includes(page.status), `${id}: ${page.status} ${page.html}`);
      const picture = await visitor.get(paths.picture(id), { headers: json });
      assert.deepEqual(codeOf(picture), [404, 'DOCUMENT_NOT_FOUND'], id);
    }
    for (const path of ['/.env', '/metrics', '/%', '//', '/api/%ff', '/assets/..%2f..%2fpackage.json']) {
      const { status, body } = await send(service.apiUrl, 'GET', path);
      assert.deepEqual([status, body.code], [404, 'ROUTE_NOT_FOUND'], path);
    }
  });

  it('what is no HTTP, or has too large a head, is refused before anything reads it', async () => {
    const head = 'GET /livez HTTP/1.1\r\nHost: api\r\n';
    const sent: [bytes: string, status: RegExp][] = [
      [`${head}X-Flood: ${'x'.repeat(17_000)}\r\n\r\n`, / 431 /],
      [`${head}${Array.from({ length: 3_000 }, (_, n) => `X-${n}: ${n}\r\n`).join('')}\r\n`, / 431 /],
      [`GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: api\r\n\r\n`, / 431 /],
      ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', / 400 /],
      ['NONSENSE\r\n\r\n', / 400 /],
      [`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, / 400 /],
      [`${head}X-A: b\nX-C : d\r\n\r\n`, / 400 /],
    ];
    for (const [bytes, status] of sent) assert.match(await exchange(bytes), status, bytes.slice(0, 60));
  });

  it('uploads that do not end take a place each and no more; others hear when to come again', async () => {
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    const slow = Array.from({ length: SLOW_UPLOADS }, () => {
      const one = httpRequest(service.apiUrl + paths.documents, {
        method: 'POST',
        headers: {
          cookie,
          'sec-fetch-site': 'same-origin',
          'content-type': 'multipart/form-data; boundary=b',
        },
      });
      one.on('error', () => undefined);
      one.write(
        '--b\r\nContent-Disposition: form-data; name="picture"; filename="p"\r\nContent-Type: image/jpeg\r\n\r\n',
      );
      one.write(Buffer.alloc(10 * MEGABYTE));
      return one;
    });
    try {
      let answer = await upload(jpeg);
      while (answer.status !== 503) answer = await upload(jpeg);
      assert.deepEqual([codeOf(answer)[1], answer.headers.get('retry-after')], ['BUSY', '5']);
      assert.equal((await fetch(`${service.apiUrl}/readyz`)).status, 200);
      assert.equal((await send(service.apiUrl, 'POST', SESSIONS, { key })).status, 201);
    } finally {
      for (const one of slow) one.destroy();
    }
    let answer = await upload(jpeg);
    while (answer.status === 503) answer = await upload(jpeg);
    assert.equal(answer.status, 200, 'places come back when a device hangs up');
  });

  it('many bombs at once take no more memory than many photos', async () => {
    const bomb = blankPng(30_000);
    const large = Buffer.concat([jpeg, Buffer.alloc(20 * MEGABYTE)]);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => upload(index % 2 === 0 ? bomb : large)),
    );
    for (const answer of answers) {
      const [, code] = codeOf(answer);
      assert.ok(['PICTURE_TOO_MANY_PIXELS', 'PICTURE_TOO_LARGE', 'BUSY'].includes(code), code);
    }

    assert.ok(atRest > 0 && memory.peak() >= atRest);
    assert.ok(
      memory.peak() < atRest + MOST_GROWTH_MB,
      `${atRest} MB at rest, ${memory.peak()} MB at the most`,
    );
  });

  it('a head that does not end is given up', async () => {
    assert.match(await slowHead, / 408 /);
  });

  it('leaves API and worker alive, without an error of their own, and at work', async () => {
    assert.deepEqual([service.api.pid, service.worker.pid], pids);
    for (const { url } of [...service.apis, ...service.workers])
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
    const { body } = await send(service.apiUrl, 'POST', SESSIONS, { key });
    const person = specimenPerson({ today: dayOf(new Date()) });
    const endUser = createEndUser(body.hostedUrl);
    await endUser.start();
    await endUser.choose('passport');
    await endUser.upload('passport', await drawSpecimen('passport', person));
    await endUser.upload('proof-of-address', await drawSpecimen('bill', person));
    await endUser.send();
    assert.equal((await endUser.untilResult()).reviewStatus, 'approved');
    for (const { logFile } of [service.api, service.worker]) {
      const lines = readFileSync(logFile, 'utf8').trim().split('\n');
      const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50);
      assert.deepEqual(errors, []);
    }
  });
});
