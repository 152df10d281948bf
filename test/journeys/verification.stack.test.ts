import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { currentPolicy } from '../../src/db/policies.ts';
import { dayOf } from '../../src/domain/calendar.ts';
import type { SelfieSlot, SlotName } from '../../src/domain/document.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { drawSpecimen, type SpecimenKind } from '../../src/specimen/draw.ts';
import { type SpecimenPerson, specimenPerson } from '../../src/specimen/person.ts';
import { createEndUser, type EndUser } from '../../tools/demo/end-user.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const SECRET = 'a-secret-of-more-than-16-characters';
const today = dayOf(new Date());

type DocumentSlot = Exclude<SlotName, SelfieSlot>;

const SLOT_PICTURES: Record<DocumentSlot, SpecimenKind> = {
  passport: 'passport',
  'id-front': 'id-front',
  'id-back': 'id-back',
  'proof-of-address': 'bill',
};

describe('a verification from end to end', function () {
  this.timeout(90_000);
  let service: RunningService;
  let receiver: Receiver;
  let keys: { test: string; live: string };

  before(async () => {
    service = await startService();
    receiver = await startReceiver();
    const tenant = await service.newTenant();
    keys = tenant.keys;
    // As where people are real: a document that was seen before is looked at.
    const testing = { organizationId: tenant.organizationId, environment: 'test' } as const;
    await currentPolicy(service.db, testing, DEFAULT_POLICY, new Date());
  });
  after(async () => {
    await receiver?.close();
    await service?.stop();
  });

  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${service.apiUrl}/api/verification/sessions${path}`, {
      method,
      headers: { authorization: `Bearer ${keys.test}`, 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  }

  /** As a patient caller does: a workflow that does not answer in time is asked again, by the same key. */
  async function insist(method: string, path: string, body?: object) {
    const headers = { 'idempotency-key': randomUUID() };
    let answer = await call(method, path, body, headers);
    await until(`${path} is answered`, async () => {
      if (answer.status !== 503) return true;
      answer = await call(method, path, body, headers);
      return false;
    });
    return answer;
  }

  async function open(body: object = {}) {
    const { body: created } = await call('POST', '', {
      externalUserId: 'user-1',
      returnUrl: 'https://tenant.example/done?plan=basic#top',
      webhookUrl: receiver.url,
      webhookSecret: SECRET,
      metadata: { campaign: 'q3' },
      ...body,
    });
    const endUser = createEndUser(created.hostedUrl);
    await endUser.start();
    return { sessionId: created.sessionId as string, endUser };
  }

  async function photograph(endUser: EndUser, person: SpecimenPerson, slots: readonly DocumentSlot[]) {
    for (const slot of slots) await endUser.upload(slot, await drawSpecimen(SLOT_PICTURES[slot], person));
  }

  async function verifyPassport(person: SpecimenPerson, body: object = {}) {
    const { sessionId, endUser } = await open(body);
    await endUser.choose('passport');
    await photograph(endUser, person, ['passport', 'proof-of-address']);
    await endUser.send();
    const { reviewStatus } = await endUser.untilResult();
    return { sessionId, endUser, reviewStatus };
  }

  /** Each once: a delivery whose answer was lost is repeated. */
  const eventsOf = (sessionId: string) =>
    receiver.received
      .map(({ body, headers }) => ({ headers, ...JSON.parse(body.toString('utf8')) }))
      .filter((event) => event.verificationSessionId === sessionId)
      .sort((one, other) => one.sequence - other.sequence)
      .filter(({ sequence }, index, all) => sequence !== all[index - 1]?.sequence);

  async function eventsUntil(sessionId: string, count: number) {
    await until(`${count} events came`, () => eventsOf(sessionId).length >= count);
    return eventsOf(sessionId);
  }

  const isSigned = ({ headers, body }: Received) =>
    headers['x-verification-signature'] === createHmac('sha256', SECRET).update(body).digest('hex');

  it('approves a passport and a bill that agree, and tells the tenant', async () => {
    const { sessionId, endUser, reviewStatus } = await verifyPassport(specimenPerson({ today }));
    assert.equal(reviewStatus, 'approved');

    const location = await endUser.followReturn();
    assert.equal(
      location.href,
      `https://tenant.example/done?plan=basic&session_id=${sessionId}&status=approved#top`,
    );

    const events = await eventsUntil(sessionId, 3);
    assert.deepEqual(
      events.map(({ event, sequence }) => [event, sequence]),
      [
        ['verification.extraction', 1],
        ['verification.extraction', 2],
        ['verification.completed', 3],
      ],
    );
    for (const event of events) {
      assert.deepEqual(event.metadata, { campaign: 'q3' });
      assert.equal(event.externalUserId, 'user-1');
      assert.equal(event.environment, 'test');
    }
    const completed = events.at(-1);
    assert.equal(completed.decision, 'approved');
    assert.equal(completed.reviewStatus, 'approved');
    assert.equal(completed.extracted.passport.surname.value, 'ERIKSSON');
    assert.ok(receiver.received.every(isSigned));

    const { body: session } = await call('GET', `/${sessionId}`);
    assert.equal(session.phase, 'complete');
    assert.equal(session.decision, 'approved');
    assert.deepEqual(session.reasons, ['ALL_CHECKS_PASSED']);
    assert.deepEqual(
      session.documents.map(({ kind, state }: { kind: string; state: string }) => [kind, state]),
      [
        ['passport', 'read'],
        ['proof_of_address', 'read'],
      ],
    );
    assert.ok(session.completedAt);
    assert.equal(JSON.stringify(session).includes('kvs_'), false);
  });

  it('rejects by itself who is under age', async () => {
    const birthDate = `${Number(today.slice(0, 4)) - 12}-03-04`;
    const { sessionId, reviewStatus } = await verifyPassport(specimenPerson({ today, birthDate }));
    assert.equal(reviewStatus, 'rejected');
    const { body } = await call('GET', `/${sessionId}`);
    assert.deepEqual(body.reasons, ['UNDER_AGE']);
  });

  it('rejects by itself an expired document', async () => {
    const expired = specimenPerson({ today, expiryDate: '2024-01-31' });
    const { sessionId, reviewStatus } = await verifyPassport(expired);
    assert.equal(reviewStatus, 'rejected');
    assert.deepEqual((await call('GET', `/${sessionId}`)).body.reasons, ['DOCUMENT_EXPIRED']);
  });

  for (const [name, change, reason] of [
    ['whose check digit is wrong', { wrongCheckDigits: ['birthDate'] }, 'MRZ_CHECK_DIGITS_WRONG'],
    ['whose printed name is another', { mrzSurname: 'LARSSON' }, 'NAME_MISMATCH'],
    ['with a bill of half a year ago', { billIssueDate: '2020-01-15' }, 'ADDRESS_OUT_OF_DATE'],
  ] as const) {
    it(`leaves to a person a passport ${name}`, async () => {
      const { sessionId, reviewStatus } = await verifyPassport(specimenPerson({ today, ...change }));
      assert.equal(reviewStatus, 'pending_review');
      const { body } = await call('GET', `/${sessionId}`);
      assert.ok(body.reasons.includes(reason), body.reasons.join());
      assert.equal(body.decision, null);
    });
  }

  it('leaves to an operator a card whose bill is in another name, and counts one decision only', async () => {
    const { sessionId, endUser } = await open();
    await endUser.choose('id_card');
    const person = specimenPerson({ today, billFullName: 'Max Mustermann' });
    await photograph(endUser, person, ['id-front', 'id-back', 'proof-of-address']);
    await endUser.send();
    assert.equal((await endUser.untilResult()).reviewStatus, 'pending_review');

    // A verdict that comes before the receiver was told of the review would overtake it.
    await eventsUntil(sessionId, 4);

    const { body: progress } = await insist('GET', `/${sessionId}/progress`);
    assert.equal(progress.source, 'workflow');
    assert.equal(progress.waitingFor, 'review');

    const decide = (decision: string) =>
      insist('POST', `/${sessionId}/review`, { decision, reason: 'seen', note: 'a note' });
    const answers = await Promise.all([decide('approve'), decide('reject')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    assert.equal(refused?.body.code, 'ALREADY_DECIDED');
    const counted = answers.find(({ status }) => status === 200)?.body.reviewStatus;

    const events = await eventsUntil(sessionId, 5);
    const completed = events.filter(({ event }) => event === 'verification.completed');
    assert.deepEqual(
      completed.map(({ reviewStatus }) => reviewStatus),
      ['pending_review', counted],
    );
    assert.equal((await decide('approve')).body.code, 'ALREADY_DECIDED');
    assert.equal((await endUser.followReturn()).searchParams.get('status'), counted);
    assert.equal((await call('GET', `/${sessionId}/progress`)).body.source, 'database');
  });

  it('goes on with the picture that was taken last, and tells of that one only at the end', async () => {
    const { sessionId, endUser } = await open();
    await endUser.choose('passport');
    const wrong = specimenPerson({ today, surname: 'Larsson' });
    await photograph(endUser, wrong, ['passport']);
    const right = specimenPerson({
      today,
      documentNumber: 'L6143907C',
      address: ['8 Quay', 'Zenith', 'ZN4 8QT'],
    });
    await photograph(endUser, right, ['passport', 'proof-of-address']);
    await endUser.send();
    assert.equal((await endUser.untilResult()).reviewStatus, 'approved');
    const { body } = await call('GET', `/${sessionId}`);
    assert.equal(body.documents.length, 2);
  });

  it('leaves to a person what another session has had, with a map of each picture', async () => {
    const person = specimenPerson({
      today,
      documentNumber: 'L2058871C',
      address: ['2 Mole', 'Zenith', 'ZN4 8QT'],
    });
    assert.equal((await verifyPassport(person, { externalUserId: 'user-1' })).reviewStatus, 'approved');
    const { sessionId, reviewStatus } = await verifyPassport(person, { externalUserId: 'user-2' });
    assert.equal(reviewStatus, 'pending_review');
    const { body: session } = await call('GET', `/${sessionId}`);
    assert.deepEqual([...session.reasons].sort(), ['DOCUMENT_SEEN_BEFORE', 'PICTURE_SEEN_BEFORE']);

    const extractions = (await eventsUntil(sessionId, 3)).slice(0, 2);
    for (const { document, heatmaps, checks } of extractions) {
      const seen = checks.find(({ check }: { check: string }) => check === 'picture_seen_before');
      assert.deepEqual(seen, { check: 'picture_seen_before', outcome: 'fail', count: 1 });
      assert.equal(heatmaps.length, 1);
      const authorization = `Bearer ${keys.test}`;
      const map = await fetch(heatmaps[0], { headers: { authorization } });
      assert.deepEqual([map.status, map.headers.get('content-type')], [200, 'image/png']);
      const about = await fetch(heatmaps[0].replace(/heatmap$/, 'examination'), {
        headers: { authorization },
      });
      const { state, documentId, heatmap } = await about.json();
      assert.deepEqual([state, documentId, heatmap], ['examined', document.id, heatmaps[0]]);
      assert.equal((await fetch(heatmaps[0])).status, 401);
    }
  });

  it('ends a session that the tenant cancels', async () => {
    const { sessionId } = await open();
    const { body } = await call('POST', `/${sessionId}/cancel`);
    assert.equal(body.phase, 'canceled');
    const phaseInRow = async () =>
      (await service.db('verification_sessions').where({ id: sessionId }).first('phase')).phase;
    await until('the row says so', async () => (await phaseInRow()) === 'canceled');
  });

  it('sends no signature where no secret was given', async () => {
    const { sessionId } = await verifyPassport(specimenPerson({ today }), { webhookSecret: undefined });
    const events = await eventsUntil(sessionId, 3);
    for (const { headers } of events) assert.equal(headers['x-verification-signature'], undefined);
  });
});
