import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { Client } from '@temporalio/client';
import type { ObjectStore } from '../../src/adapters/object-store.ts';
import { CONSENT_VERSION, hostedPaths, SELFIE_TEXT_VERSION } from '../../src/contract/hosted.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { marksOf } from '../../src/crypto/mark.ts';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import { findFaceComparison } from '../../src/db/face-comparisons.ts';
import { dayOf } from '../../src/domain/calendar.ts';
import type { IdentityDocument, SlotName } from '../../src/domain/document.ts';
import { picturePurpose } from '../../src/domain/picture.ts';
import type { Environment } from '../../src/domain/session.ts';
import { drawSpecimen, type SpecimenKind } from '../../src/specimen/draw.ts';
import { type SpecimenPerson, specimenPerson } from '../../src/specimen/person.ts';
import { realObjectStore } from '../support/activity-bench.ts';
import { drawFace, withPortrait } from '../support/drawn-face.ts';
import { createVisitor, pictureForm, type Visitor } from '../support/hosted-visitor.ts';
import { type Receiver, startReceiver, status } from '../support/receiver.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { testConfig } from '../support/stack.ts';
import { until } from '../support/until.ts';
import {
  findLeaks,
  type Leak,
  type Place,
  type Planted,
  plantBytes,
  plantDate,
  plantText,
} from './leak-search.ts';
import * as places from './places.ts';

const today = dayOf(new Date());
const PERSON = specimenPerson({
  today,
  surname: 'Halvorsen',
  givenNames: 'Ingeborg Thyra',
  birthDate: '1988-07-19',
  birthPlace: 'Kvitsund',
  documentNumber: 'KX7309518',
  personalNumber: 'ZE184226B',
  address: ['93 Quarryman Walk', 'Osterwick', 'OW7 3KD'],
});
/** On the second bill, so that an operator has to decide. */
const LODGER = 'Bartholomew Finchley';
const SECRET = 'whisper-of-the-harbour-41';
const METADATA = { campaign: 'lanternfish', nested: { contact: 'ingeborg@halvorsen.example' } };
const NOTE = 'Telephoned the landlady about the rent book';
const REASON = 'Household of another name';
const FILE_NAME = 'halvorsen passport scan.jpg';
const ANSWER = 'We have noted Halvorsen as customer 55-lantern';
const PREFIX_BYTES = 48;

const SLOTS: Record<IdentityDocument, Partial<Record<SlotName, SpecimenKind>>> = {
  passport: { passport: 'passport', 'proof-of-address': 'bill' },
  id_card: { 'id-front': 'id-front', 'id-back': 'id-back', 'proof-of-address': 'bill' },
};

/** A word a session, that only its own picture, link or device has. */
interface Played {
  sessionId: string;
  planted: Planted[];
}

describe('what people entrust', function () {
  this.timeout(240_000);
  let service: RunningService;
  let receiver: Receiver;
  let store: ObjectStore;
  let organizationId: string;
  let key: string;
  let planted: Planted[];
  let sessions: string[];

  before(async () => {
    const bucket = `privacy-${randomUUID()}`;
    store = realObjectStore(bucket);
    await store.ensureBucket();
    receiver = await startReceiver();
    service = await startService({
      S3_BUCKET: bucket,
      LOG_LEVEL: 'trace',
      WEBHOOK_SCHEDULE: '0,0.3,0.3,0.3,0.3',
    });
    const tenant = await service.newTenant();
    organizationId = tenant.organizationId;
    key = tenant.keys.test;
    // The first attempt of an event fails, and whoever answers repeats what it was told.
    receiver.replies.push(
      status(500, {}, ANSWER),
      ...Array.from({ length: 20 }, () => status(200, {}, ANSWER)),
    );
    const played = await Promise.all([playPassport(), playCard(), playClumsily()]);
    played.push(await playFace());
    sessions = played.map(({ sessionId }) => sessionId);
    planted = [...played.flatMap(({ planted: own }) => own), ...plantedForAll()];
    await untilQuiet();
  });
  after(async () => {
    for await (const { key: name } of store.list('')) await store.remove(name);
    await receiver?.close();
    await service?.stop();
  });

  const plantedForAll = (): Planted[] => [
    plantText('surname', PERSON.surname),
    plantText('given names', PERSON.givenNames, 'Ingeborg'),
    plantText('birth place', PERSON.birthPlace),
    plantDate('birth date', PERSON.birthDate),
    plantText('document number', PERSON.documentNumber),
    plantText('personal number', PERSON.personalNumber),
    plantText('address', '93 Quarryman Walk', 'Quarryman', 'Osterwick', 'OW7 3KD'),
    plantText('name on the bill', LODGER, 'Finchley'),
    plantText('metadata', METADATA.campaign, METADATA.nested.contact),
    plantText('webhook secret', SECRET),
    plantText('API key', key),
    plantText('file name', FILE_NAME),
    plantText('note', NOTE, 'landlady', REASON),
    plantText('answer of the receiver', ANSWER, '55-lantern'),
  ];

  async function call(path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${service.apiUrl}/api/verification/sessions${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body ?? {}),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Creates a session and opens its link as a browser does. */
  async function open(document: IdentityDocument, more: object = {}) {
    const body = {
      returnUrl: 'https://tenant.example/done',
      webhookUrl: receiver.url,
      webhookSecret: SECRET,
      metadata: METADATA,
      ...more,
    };
    const { body: created } = await call('', body, { 'idempotency-key': randomUUID() });
    const { sessionId, token, hostedUrl } = created;
    const paths = hostedPaths(sessionId);
    const { pathname, search } = new URL(hostedUrl);
    const device = createVisitor(service.apiUrl);
    await device.get(pathname + search);
    const form = { token, consent: CONSENT_VERSION };
    assert.equal((await device.post(paths.exchange, { form })).status, 303);
    assert.equal((await device.post(paths.document, { form: { identityDocument: document } })).status, 303);
    const cookie = [...device.cookies.values()].at(-1) ?? '';
    const own = [plantText('client secret', token), plantText('device cookie', cookie)];
    return { sessionId, paths, device, planted: own };
  }

  /** Uploads every slot and sends. Resolves with the outcome that the device is told. */
  async function verify(
    { paths, device }: Awaited<ReturnType<typeof open>>,
    document: IdentityDocument,
    person: SpecimenPerson,
  ) {
    const prefixes: Planted[] = [];
    for (const [slot, kind] of Object.entries(SLOTS[document])) {
      const picture = await drawSpecimen(kind, person);
      prefixes.push(plantBytes(`picture of ${slot}`, picture.subarray(0, PREFIX_BYTES)));
      const multipart = pictureForm(slot, picture, FILE_NAME);
      assert.equal((await device.post(paths.documents, { multipart })).status, 303);
    }
    await device.get(paths.check);
    assert.equal((await device.post(paths.submit)).status, 303);
    let outcome = 'none';
    await until(
      'there is an outcome',
      async () => {
        outcome = (await stateOf(device, paths.status)).reviewStatus;
        return outcome !== 'none';
      },
      90_000,
    );
    await device.get(paths.return);
    return { outcome, prefixes };
  }

  async function stateOf(device: Visitor, path: string): Promise<{ reviewStatus: string }> {
    return JSON.parse((await device.get(path, { headers: { accept: 'application/json' } })).html);
  }

  async function playPassport(): Promise<Played> {
    const session = await open('passport');
    const { outcome, prefixes } = await verify(session, 'passport', PERSON);
    assert.equal(outcome, 'approved');
    return { sessionId: session.sessionId, planted: [...session.planted, ...prefixes] };
  }

  async function playCard(): Promise<Played> {
    const session = await open('id_card');
    const person = { ...PERSON, billFullName: LODGER };
    const { outcome, prefixes } = await verify(session, 'id_card', person);
    assert.equal(outcome, 'pending_review');
    const review = { decision: 'approve', reason: REASON, note: NOTE };
    assert.equal((await call(`/${session.sessionId}/review`, review)).status, 200);
    assert.equal((await call(`/${session.sessionId}/review`, review)).status, 409);
    return { sessionId: session.sessionId, planted: [...session.planted, ...prefixes] };
  }

  /** A session with a selfie; its document carries the face that is then shown to the camera. */
  async function playFace(): Promise<Played> {
    const session = await open('passport', { checks: ['selfie'] });
    const { sessionId, paths, device } = session;
    const face = { hair: '#4b1f12', halfWidth: 176 };
    const upload = async (slot: string, picture: Buffer) => {
      const multipart = pictureForm(slot, picture, FILE_NAME);
      const { status, heading } = await device.post(paths.documents, { multipart });
      assert.equal(status, 303, `${slot}: ${heading}`);
      return plantBytes(`picture of ${slot} with a face`, picture.subarray(0, PREFIX_BYTES));
    };
    const planted = [
      await upload('passport', await withPortrait(await drawSpecimen('passport', PERSON), face)),
      await upload('proof-of-address', await drawSpecimen('bill', PERSON)),
    ];
    const form = { answer: 'given', version: SELFIE_TEXT_VERSION };
    assert.equal((await device.post(paths.selfie, { form })).status, 303);
    planted.push(await upload('selfie-turned', await drawFace({ ...face, turn: 1 })));
    planted.push(await upload('selfie-front', await drawFace(face)));
    assert.equal((await device.post(paths.submit)).status, 303);
    await until(
      'faces were compared and a person is asked',
      async () => (await stateOf(device, paths.status)).reviewStatus === 'pending_review',
      90_000,
    );
    const read = await fetch(`${service.apiUrl}/api/verification/sessions/${sessionId}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { selfie } = await read.json();
    assert.equal(selfie.comparison?.match, 'similar', JSON.stringify(selfie));
    return { sessionId, planted: [...session.planted, ...planted] };
  }

  /** Everything that is refused may hold what is personal, too. */
  async function playClumsily(): Promise<Played> {
    const session = await open('passport');
    const { sessionId, paths, device } = session;
    const wrong = { [PERSON.surname]: 1, metadata: PERSON.surname, externalUserId: { name: PERSON.surname } };
    assert.equal((await call('', wrong)).status, 422);
    assert.equal((await call('', {}, { authorization: `Bearer ${key}x` })).status, 401);
    assert.equal((await call(`/${encodeURIComponent(PERSON.surname)}/cancel`)).status, 404);
    assert.equal((await call(`/${sessionId}/review`, { decision: NOTE, note: NOTE })).status, 422);
    assert.equal((await call(`/${sessionId}/review`, { decision: 'approve', note: NOTE })).status, 409);
    const other = createVisitor(service.apiUrl);
    await other.get(`${paths.start}?token=${PERSON.documentNumber}`);
    await other.get(`/${encodeURIComponent(PERSON.surname)}?name=${PERSON.surname}`, {
      headers: { cookie: `name=${PERSON.surname}` },
    });
    const noPicture = pictureForm('passport', `${PERSON.surname} ${PERSON.birthDate}`, FILE_NAME);
    assert.equal((await device.post(paths.documents, { multipart: noPicture })).status, 415);
    const noSlot = pictureForm(PERSON.surname, 'x', FILE_NAME);
    assert.equal((await device.post(paths.documents, { multipart: noSlot })).status, 422);
    assert.equal((await call(`/${sessionId}/cancel`)).status, 200);
    return { sessionId, planted: session.planted };
  }

  /** Sealed and told to everybody: nothing is under way any more. */
  async function untilQuiet(): Promise<void> {
    const isOpen = (row: { phase: string }) => row.phase !== 'complete' && row.phase !== 'canceled';
    await until(
      'every session has ended',
      async () => !(await service.db('verification_sessions').select('phase')).some(isOpen),
    );
    await until(
      'every event was received',
      async () => (await service.db('webhook_events').where({ state: 'pending' })).length === 0,
    );
  }

  const all = {
    histories: () => places.histories(service.temporal, service.db),
    logs: () =>
      places.logs(
        { api: service.api.logFile, worker: service.worker.logFile },
        Object.fromEntries(
          [...service.apis, ...service.workers].map(({ watchUrl }) => [watchUrl, `${watchUrl}/metrics`]),
        ),
      ),
    objects: () => places.objects(store),
    tables: () => places.tables(service.db),
  };
  const leaksIn = async (where: () => Promise<Place[]>): Promise<Leak[]> => findLeaks(planted, await where());

  it('reaches the receiver, so that there is something to search for', () => {
    const told = [{ name: 'bodies', content: Buffer.concat(receiver.received.map(({ body }) => body)) }];
    const found = new Set(findLeaks(planted, told).map(({ planted: name }) => name));
    for (const name of [
      'surname',
      'birth date',
      'document number',
      'address',
      'name on the bill',
      'metadata',
    ]) {
      assert.ok(found.has(name), `${name} is among what was told`);
    }
  });

  it('stands in no workflow history, raw or opened', async () => {
    const found = await all.histories();
    for (const id of sessions) {
      const opened = found.find(({ name }) => name === `opened history of verification-${id}`);
      assert.ok(Buffer.from(opened?.content ?? []).includes(id), 'payloads were opened');
    }
    assert.ok(found.some(({ name }) => name.includes('history of webhook-')));
    assert.deepEqual(findLeaks(planted, found), []);
  });

  it('stands in no line of the logs and in no metric', async () => {
    const found = await all.logs();
    for (const { name, content } of found) assert.ok(content.length > 200, `${name} is empty`);
    const [api] = found;
    assert.ok(sessions.every((id) => Buffer.from(api?.content ?? []).includes(id)));
    assert.deepEqual(findLeaks(planted, found), []);
  });

  it('stands in no object, and each of them opens with the key of its session only', async () => {
    const found = await all.objects();
    assert.ok(found.length >= 2 * 2 * 5, `${found.length} objects`);
    assert.deepEqual(findLeaks(planted, found), []);
    const keys = createKeyRing(testConfig().MASTER_KEYS);
    for await (const { key: name } of store.list('')) {
      const [form = '', organization, environment, sessionId = '', documentId = ''] = name.split('/');
      assert.equal(organization, organizationId);
      const ref = { organizationId, environment: environment as Environment, sessionId };
      const sealer = await findSessionSealer(service.db, ref, keys);
      const purpose = picturePurpose(form as 'original', documentId);
      const picture = sealer.open(purpose, await store.get(name));
      const start = form === 'heatmap' ? '89504e47' : 'ffd8';
      assert.equal(
        picture.subarray(0, start.length / 2).toString('hex'),
        start,
        `a ${form} is what it should be`,
      );
    }
  });

  it('is mapped and served to its tenant only, and no address or header tells of it', async () => {
    const { rows } = await service.db.raw('select document_id, heatmap_key from examinations');
    assert.ok(rows.length >= 5, `${rows.length} examinations`);
    const stranger = (await service.newTenant()).keys.test;
    const ask = (id: string, secret: string, what = 'heatmap') =>
      fetch(`${service.apiUrl}/api/verification/documents/${id}/${what}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
    for (const { document_id: id, heatmap_key: name } of rows) {
      assert.deepEqual(name.split('/').slice(0, 3), ['heatmap', organizationId, 'test']);
      const answer = await ask(id, key);
      assert.equal(answer.status, 200);
      const map = Buffer.from(await answer.arrayBuffer());
      assert.deepEqual(findLeaks(planted, [{ name: 'map', content: map }]), []);
      const head = [...answer.headers].flat().join('\n');
      assert.deepEqual(findLeaks(planted, [{ name: 'headers', content: Buffer.from(head) }]), []);
      const told = await ask(id, key, 'examination');
      assert.deepEqual(
        findLeaks(planted, [{ name: 'examination', content: Buffer.from(await told.text()) }]),
        [],
      );
      assert.equal((await ask(id, stranger)).status, 404);
    }
  });

  it('keeps of a face what is sealed, and nothing that describes it', async () => {
    const rows = await service.db('face_comparisons').select();
    assert.equal(rows.length, 1);
    const { session_id: sessionId, portrait_document_id: documentId, comparison_sealed: sealed } = rows[0];
    const ref = { organizationId, environment: 'test' as const, sessionId };
    const sealer = await findSessionSealer(service.db, ref, createKeyRing(testConfig().MASTER_KEYS));
    const { comparison } = (await findFaceComparison(service.db, ref, sealer)) ?? {};
    assert.deepEqual(Object.keys(comparison ?? {}).sort(), ['distance', 'frames', 'reason', 'score']);
    assert.ok(sealed.length < 400, 'a description of 128 numbers would not fit');
    const portrait = `${service.apiUrl}/api/verification/documents/${documentId}/portrait`;
    const ask = async (secret: string) =>
      (await fetch(portrait, { headers: { authorization: `Bearer ${secret}` } })).status;
    assert.deepEqual([await ask(key), await ask((await service.newTenant()).keys.test)], [200, 404]);
  });

  it('is known again by hashes that nobody can make without the key', async () => {
    const rows = await service.db('document_marks').where({ kind: 'document_number' });
    assert.ok(rows.length >= 2, `${rows.length} numbers are marked`);
    const guesses = ['', 'passport/', 'id_card/'].flatMap((prefix) => {
      const text = prefix + PERSON.documentNumber;
      return [createHash('sha256'), createHmac('sha256', organizationId)].map((hash) =>
        hash.update(text).digest(),
      );
    });
    for (const { hash } of rows) assert.ok(!guesses.some((guess) => guess.equals(hash)));
    const ring = createKeyRing(testConfig().MASTER_KEYS);
    const tenant = { organizationId, environment: 'test' } as const;
    const [own] = marksOf(ring, tenant, 'document_number', `passport/${PERSON.documentNumber}`);
    assert.ok(
      rows.some(({ hash }) => own?.hash.equals(hash)),
      'so there is something that could be guessed',
    );
  });

  it('stands in no table of the database, and in no attempt of a webhook', async () => {
    const found = await all.tables();
    assert.ok(found.length >= 16);
    const answered = await service.db('webhook_attempts').whereNotNull('response_sealed');
    assert.ok(answered.length >= 8, `${answered.length} answers were kept`);
    assert.ok((await service.db('webhook_attempts').where({ status_code: 500 })).length >= 1);
    for (const name of [
      'reviews',
      'extractions',
      'examinations',
      'document_marks',
      'idempotency_keys',
      'webhook_attempts',
      'device_sessions',
    ]) {
      const table = found.find((place) => place.name === `table ${name}`);
      assert.ok(table && table.content.length > 100, `${name} has rows`);
    }
    assert.deepEqual(findLeaks(planted, found), []);
  });

  describe('is found where it leaks', () => {
    const leak = (what: string, place: string, form: Leak['form'] = 'clear') => ({
      planted: what,
      place,
      form,
    });

    /** The server's list lags behind its histories. */
    const untilListed = (workflowId: string) =>
      until('the workflow is in the list', async () => {
        const { count } = await service.temporal.client.workflow.count(`WorkflowId = '${workflowId}'`);
        return count > 0;
      });

    it('into a history as it lies on the server', async () => {
      const { connection, options } = service.temporal.client;
      const plain = new Client({ connection, namespace: options.namespace });
      const workflowId = `leak-${randomUUID()}`;
      await plain.workflow.start('nothing', { workflowId, taskQueue: 'nobody', args: [PERSON.surname] });
      await untilListed(workflowId);
      const expected = ['raw', 'opened'].map((kind) => leak('surname', `${kind} history of ${workflowId}`));
      assert.deepEqual(await leaksIn(all.histories), expected);
      await plain.workflow.getHandle(workflowId).terminate();
    });

    it('into a history that the codec opens', async () => {
      const workflowId = `sealed-${randomUUID()}`;
      const { workflow } = service.temporal.client;
      await workflow.start('nothing', { workflowId, taskQueue: 'nobody', args: [{ note: NOTE }] });
      await untilListed(workflowId);
      const found = (await leaksIn(all.histories)).filter(({ place }) => place.includes(workflowId));
      assert.deepEqual(found, [leak('note', `opened history of ${workflowId}`)]);
      await workflow.getHandle(workflowId).terminate();
    });

    it('into a line of a log', async () => {
      appendFileSync(service.worker.logFile, `${JSON.stringify({ code: 'READ', born: PERSON.birthDate })}\n`);
      assert.deepEqual(await leaksIn(all.logs), [leak('birth date', 'log of worker')]);
    });

    it('into an object that is not sealed', async () => {
      const picture = await drawSpecimen('passport', PERSON);
      await store.put('original/leak', picture);
      const found = await leaksIn(all.objects);
      assert.ok(found.length > 0);
      assert.deepEqual([...new Set(found.map(({ place }) => place))], ['object original/leak']);
      await store.put('original/leak', Buffer.from(picture.toString('base64')));
      assert.ok((await leaksIn(all.objects)).some(({ form }) => form === 'base64'));
      await store.remove('original/leak');
    });

    it('into a row', async () => {
      const change = (external_user_id: string | null) =>
        service.db('verification_sessions').where({ id: sessions[0] }).update({ external_user_id });
      await change(Buffer.from(`scan of ${PERSON.documentNumber}`).toString('hex'));
      const found = await leaksIn(all.tables);
      assert.deepEqual(found, [leak('document number', 'table verification_sessions', 'hex')]);
      await change(null);
    });

    it('into the attempts of a webhook', async () => {
      const [attempt] = await service.db('webhook_attempts').whereNotNull('response_sealed').limit(1);
      const change = (response_sealed: Buffer) =>
        service.db('webhook_attempts').where({ id: attempt.id }).update({ response_sealed });
      await change(Buffer.from(ANSWER));
      const found = await leaksIn(all.tables);
      assert.deepEqual([...new Set(found.map(({ place }) => place))], ['table webhook_attempts']);
      assert.ok(found.some(({ planted: name }) => name === 'answer of the receiver'));
      await change(attempt.response_sealed);
      assert.deepEqual(await leaksIn(all.tables), []);
    });
  });
});
