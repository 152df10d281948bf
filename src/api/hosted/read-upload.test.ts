import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readUpload, type Upload, type UploadLimits } from './read-upload.ts';

const LIMITS: UploadLimits = { maxPictureBytes: 1000, deadlineMs: 5000 };
const TYPE = 'multipart/form-data; boundary=b';
const slotPart = '--b\r\nContent-Disposition: form-data; name="slot"\r\n\r\nid-front\r\n';
const filePart = (content: string, name = 'picture', fileName = 'a.jpg') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: image/jpeg\r\n\r\n${content}\r\n`;
const END = '--b--\r\n';

describe('reading an upload', () => {
  let server: Server;
  let settle: (upload: Promise<Upload>) => void;
  let limits: UploadLimits;

  beforeEach((done) => {
    limits = LIMITS;
    server = createServer((incoming, response) => {
      const upload = readUpload(incoming, limits);
      settle(upload);
      void upload.then(() => response.end('answered'));
    }).listen(0, '127.0.0.1', done);
  });
  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  /** Opens a request that the test writes to, and the upload that the server makes of it. */
  const open = (): { sending: ClientRequest; upload: Promise<Upload>; answered: Promise<string> } => {
    const upload = new Promise<Upload>((resolve) => {
      settle = resolve as typeof settle;
    });
    const { port } = server.address() as AddressInfo;
    const sending = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': TYPE } });
    const answered = new Promise<string>((resolve) => {
      sending.once('error', () => resolve('hung up'));
      sending.once('response', (response) => response.setEncoding('utf8').once('data', resolve));
    });
    return { sending, upload, answered };
  };
  const read = (body: string): Promise<Upload> => {
    const { sending, upload } = open();
    sending.end(body);
    return upload;
  };

  it('gives the fields and the picture with its name', async () => {
    const { fields, picture, refusal } = await read(slotPart + filePart('pixels') + END);
    assert.equal(fields.get('slot'), 'id-front');
    assert.deepEqual([picture?.bytes.toString(), picture?.fileName, refusal], ['pixels', 'a.jpg', undefined]);
  });

  it('takes the first of the files that is not empty, and none of another name', async () => {
    const { picture } = await read(
      filePart('other', 'selfie') +
        filePart('', 'picture', '') +
        filePart('stored', 'picture', 's.jpg') +
        END,
    );
    assert.deepEqual([picture?.bytes.toString(), picture?.fileName], ['stored', 's.jpg']);
    const both = await read(filePart('first') + filePart('second') + END);
    assert.equal(both.picture?.bytes.toString(), 'first');
    assert.equal((await read(slotPart + END)).picture, undefined);
  });

  it('keeps no folder that a file name may carry', async () => {
    const { picture } = await read(filePart('pixels', 'picture', '../../etc/passwd.jpg') + END);
    assert.equal(picture?.fileName, 'passwd.jpg');
  });

  it('settles as soon as a picture is too large, before the rest has come, and still gets its answer out', async () => {
    const { sending, upload, answered } = open();
    sending.write(slotPart + filePart('x'.repeat(5000)).slice(0, -2));
    const { fields, picture, refusal } = await upload;
    assert.deepEqual([fields.get('slot'), picture, refusal], ['id-front', undefined, 'PICTURE_TOO_LARGE']);
    sending.end('x'.repeat(100_000));
    assert.equal(await answered, 'answered');
  });

  it('does not wait for ever', async () => {
    limits = { ...LIMITS, deadlineMs: 50 };
    const { sending, upload } = open();
    sending.write(slotPart);
    assert.equal((await upload).refusal, 'BODY_MALFORMED');
    sending.destroy();
  });

  it('settles when the sender hangs up in the middle', async () => {
    const { sending, upload, answered } = open();
    const arrived = once(server, 'request');
    sending.write(slotPart + filePart('half').slice(0, -2));
    await arrived;
    sending.destroy();
    assert.equal((await upload).refusal, 'BODY_MALFORMED');
    await answered;
  });

  it('finds a form broken that ends in the middle', async () => {
    for (const body of ['', 'nothing', slotPart, slotPart + filePart('half'), slotPart.slice(0, 30)]) {
      const { picture, refusal } = await read(body);
      assert.equal(picture, undefined, body);
      assert.ok(refusal === 'BODY_MALFORMED' || body === '' || body === 'nothing', body);
    }
  });

  it('keeps fields of odd names to themselves', async () => {
    const { fields } = await read(slotPart.replace('"slot"', '"__proto__"') + END);
    assert.equal(fields.get('__proto__'), 'id-front');
    assert.equal(Object.keys({}).length, 0);
  });
});
