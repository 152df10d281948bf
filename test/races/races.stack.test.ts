import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { listFindings } from '../../src/db/findings.ts';
import type { SlotName } from '../../src/domain/document.ts';
import type { Visitor } from '../support/hosted-visitor.ts';
import { type LiveSession, type LiveSessions, lastTold, openLiveSessions } from './live-sessions.ts';
import { duel, race } from './seeded.ts';

const OUTCOMES_OF = { approve: 'approved', reject: 'rejected' } as const;

/** Each has one outcome that docs/races.md promises; who comes first is for the seed to say. */
describe('a race', function () {
  this.timeout(60_000);
  let live: LiveSessions;
  before(async () => {
    live = await openLiveSessions();
  });
  after(() => live?.close());
  beforeEach(() => {
    live.time.behindMs = 0;
  });

  const documents = (session: LiveSession) =>
    live.api.db('documents').where({ session_id: session.sessionId }).orderBy('captured_at').orderBy('id');
  const decisions = (session: LiveSession) =>
    live.api.db('decisions').where({ session_id: session.sessionId }).orderBy('number');
  const count = (all: readonly string[], one: string) => all.filter((other) => other === one).length;
  const completedOf = async (session: LiveSession) =>
    (await session.events()).filter(({ event }) => event === 'verification.completed');

  /** Both slots filled. A bill in another name sends the session to a person. */
  const filled = async (
    session: LiveSession,
    { bill = 'surname=Eriksson', passport = 'surname=Eriksson' } = {},
  ): Promise<Visitor> => {
    const device = await session.device();
    assert.equal(await session.upload(device, 'passport', passport), 'ok');
    assert.equal(await session.upload(device, 'proof-of-address', bill), 'ok');
    return device;
  };

  it('of 12 equal creates with one Idempotency-Key makes one session', async () => {
    await race(async () => {
      const { organizationId, keys } = await live.api.newTenant();
      const create = async () => {
        for (;;) {
          const answer = await live.api.send('POST', '/api/verification/sessions', {
            key: keys.test,
            body: { externalUserId: 'user-1' },
            headers: { 'idempotency-key': 'one-key' },
          });
          if (answer.status !== 409) return answer;
          assert.deepEqual(
            [answer.body.code, answer.headers.get('retry-after')],
            ['IDEMPOTENCY_KEY_LOCKED', '1'],
          );
          await sleep(20);
        }
      };
      const answers = await Promise.all(Array.from({ length: 12 }, create));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
      assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
      assert.equal(answers.filter(({ headers }) => !headers.has('idempotency-replayed')).length, 1);
      const rows = await live.api.db('verification_sessions').where({ organization_id: organizationId });
      assert.equal(rows.length, 1);
    });
  });

  it('of two operators counts the first; the other hears ALREADY_DECIDED', async () => {
    await duel(async ({ together }) => {
      const session = await live.newSession();
      await session.submit(await filled(session, { bill: 'surname=Larsson' }));
      await session.untilWaitingFor('review');
      const [approve, reject] = await together(
        () => session.review('approve'),
        () => session.review('reject'),
      );
      assert.deepEqual([approve, reject].sort(), ['ALREADY_DECIDED', 'ok']);
      const counted = OUTCOMES_OF[approve === 'ok' ? 'approve' : 'reject'];
      await session.over();
      assert.equal((await session.read()).reviewStatus, counted);
      assert.deepEqual(
        (await decisions(session)).map(({ outcome }) => outcome),
        ['pending_review', counted],
      );
      assert.deepEqual(
        (await completedOf(session)).map(({ reviewStatus }) => reviewStatus),
        ['pending_review', counted],
      );
      assert.equal(lastTold(live.receiver, session.sessionId), counted);
      return approve === 'ok' ? 'first' : 'second';
    });
  });

  it('of a review with the policy waits for the policy, and counts where that asks for a person', async () => {
    await race(async ({ number, soon }) => {
      const session = await live.newSession();
      const hold = `asks-${number}`;
      const device = await filled(session, { bill: `surname=Larsson hold=${hold}` });
      assert.equal(await session.submit(device), 'ok');
      await session.untilWaitingFor('reading');
      const [review] = await Promise.all([
        soon(40, () => session.review('reject')),
        soon(40, async () => live.readings.release(hold)),
      ]);
      assert.equal(review, 'ok');
      await session.over();
      assert.deepEqual(
        (await completedOf(session)).map(({ reviewStatus }) => reviewStatus),
        ['pending_review', 'rejected'],
      );
      assert.equal(lastTold(live.receiver, session.sessionId), 'rejected');
    });
  });

  it('of a review with the policy is over where the policy decides by itself: ALREADY_DECIDED', async () => {
    await race(async ({ number, soon }) => {
      const session = await live.newSession();
      const hold = `decides-${number}`;
      const device = await filled(session, { bill: `surname=Eriksson hold=${hold}` });
      assert.equal(await session.submit(device), 'ok');
      await session.untilWaitingFor('reading');
      const [review] = await Promise.all([
        soon(40, () => session.review('reject')),
        soon(40, async () => live.readings.release(hold)),
      ]);
      assert.equal(review, 'ALREADY_DECIDED');
      await session.over();
      assert.equal((await session.read()).reviewStatus, 'approved');
      assert.equal((await decisions(session)).length, 1);
      assert.equal(lastTold(live.receiver, session.sessionId), 'approved');
    });
  });

  it('of a retake with the reading of the older picture: only the newer one counts', async () => {
    await duel(async ({ number, together }) => {
      const session = await live.newSession();
      const hold = `retaken-${number}`;
      const device = await filled(session, { passport: `surname=Larsson hold=${hold}` });
      await live.readings.untilReached(hold);
      const [retake] = await together(
        () => session.upload(device, 'passport', 'surname=Eriksson'),
        async () => live.readings.release(hold),
      );
      assert.equal(retake, 'ok');
      assert.equal(await session.submit(device), 'ok');
      await session.over();
      const [older] = (await documents(session)).filter(({ superseded_at }) => superseded_at !== null);
      const told = (await session.events()).filter(({ document }) => document?.id === older.id).length;
      assert.equal(told, older.state === 'read' ? 1 : 0, 'it is told of where it was read before');
      const [completed] = await completedOf(session);
      assert.equal(completed.reviewStatus, 'approved');
      assert.equal(completed.extracted.passport.surname.value, 'ERIKSSON');
      return told === 0 ? 'first' : 'second';
    });
  });

  it('of a retake with the reading of the older picture does not wait for the older one', async () => {
    const session = await live.newSession();
    const device = await filled(session, { passport: 'surname=Larsson hold=for-ever' });
    await live.readings.untilReached('for-ever');
    assert.equal(await session.upload(device, 'passport', 'surname=Eriksson'), 'ok');
    assert.equal(await session.submit(device), 'ok');
    await session.over();
    assert.equal((await session.read()).reviewStatus, 'approved');
    assert.equal((await session.events()).length, 3);
  });

  it('of submissions, by two devices and a second click, sends once and answers all alike', async () => {
    await race(async ({ soon }) => {
      const session = await live.newSession();
      const [one, other] = [await filled(session), await session.device()];
      const answers = await Promise.all(
        [one, one, other, other].map((device) => soon(15, () => session.submit(device))),
      );
      assert.deepEqual(answers, ['ok', 'ok', 'ok', 'ok']);
      await session.over();
      const timeline = await session.timeline();
      for (const once of ['session.submitted', 'session.decided', 'return.prepared']) {
        assert.equal(count(timeline, once), 1, once);
      }
      assert.equal((await completedOf(session)).length, 1);
      assert.equal((await session.read()).reviewStatus, 'approved');
    });
  });

  it('of a cancellation with a submission is won by whoever has the row first; the other is told so', async () => {
    await duel(async ({ together }) => {
      const session = await live.newSession();
      const device = await filled(session);
      const [cancel, submit] = await together(
        () => session.cancel(),
        () => session.submit(device),
      );
      // An event of a canceled session may be left to the relay, which does not run here.
      await session.ended();
      const { phase, reviewStatus, submittedAt, cancelRequestedAt } = await session.read();
      const ends = (await session.timeline()).filter((type) =>
        ['session.decided', 'session.canceled'].includes(type),
      );
      if (submit === 'ok') {
        assert.equal(cancel, 'ALREADY_SUBMITTED');
        assert.deepEqual([phase, reviewStatus, cancelRequestedAt], ['complete', 'approved', null]);
        assert.deepEqual(ends, ['session.decided']);
      } else {
        assert.deepEqual([cancel, submit], ['ok', 'SESSION_CANCELED']);
        assert.deepEqual([phase, reviewStatus, submittedAt], ['canceled', 'none', null]);
        assert.deepEqual(ends, ['session.canceled']);
        assert.equal((await completedOf(session)).length, 0);
      }
      return submit === 'ok' ? 'second' : 'first';
    });
  });

  it('of the end of time with a submission: what was answered stands, whatever the clocks say', async () => {
    // The API believes that there is time left when the workflow already ends the session.
    live.time.behindMs = 60;
    await duel(async ({ leadMs, soon }) => {
      const session = await live.newSession({ startsLate: true });
      const device = await filled(session);
      const endsAt = new Date(Date.now() + 400);
      await live.startWithEnd(session, endsAt);
      await sleep(Math.max(0, endsAt.getTime() - Date.now() + leadMs));
      const submit = await soon(6, () => session.submit(device));
      await session.over();
      const { phase, reviewStatus, submittedAt } = await session.read();
      const ends = (await session.timeline()).filter((type) =>
        ['session.decided', 'session.expired'].includes(type),
      );
      if (submit === 'ok') {
        assert.deepEqual([phase, reviewStatus, ends], ['complete', 'approved', ['session.decided']]);
      } else {
        assert.equal(submit, 'SESSION_EXPIRED');
        assert.deepEqual([phase, reviewStatus, ends], ['expired', 'none', ['session.expired']]);
        assert.equal(submittedAt, null);
        assert.equal((await completedOf(session)).length, 0);
      }
      return submit === 'ok' ? 'second' : 'first';
    });
  });

  it('of two devices for one slot keeps both pictures; the one that was recorded last counts', async () => {
    await race(async ({ number, soon }) => {
      const session = await live.newSession();
      const [one, other] = [await session.device(), await session.device()];
      const pictures = (['Larsson', 'Eriksson'] as const).map((name, index) =>
        soon(15, () => session.upload(index === 0 ? one : other, 'passport', `surname=${name} ${number}`)),
      );
      assert.deepEqual(await Promise.all(pictures), ['ok', 'ok']);
      const rows = await documents(session);
      assert.equal(rows.length, 2);
      const current = rows.filter(({ superseded_at }) => superseded_at === null);
      assert.equal(current.length, 1);
      const received = (await session.timeline()).filter((type) => type === 'document.received');
      assert.equal(received.length, 2);

      assert.equal(await session.upload(other, 'proof-of-address', 'surname=Eriksson'), 'ok');
      assert.equal(await session.submit(one), 'ok');
      await session.untilDecided();
      const [completed] = await completedOf(session);
      const isApproved = completed.extracted.passport.surname.value === 'ERIKSSON';
      assert.equal(completed.reviewStatus, isApproved ? 'approved' : 'pending_review');
      const findings = await listFindings(live.api.db, session.ref);
      assert.equal(findings.find(({ check }) => check === 'document_present')?.outcome, 'pass');
      const last = (await documentEvents(session)).at(-1);
      assert.equal(current[0].id, last, 'the last that the timeline tells of is the current one');
    });
  });

  it('of two devices with the same picture for one slot makes one document', async () => {
    await race(async ({ number, soon }) => {
      const session = await live.newSession();
      const devices = [await session.device(), await session.device()];
      const upload = (device: Visitor, slot: SlotName) =>
        soon(15, () => session.upload(device, slot, `surname=Eriksson ${number}`));
      const answers = await Promise.all([...devices, ...devices].map((device) => upload(device, 'passport')));
      assert.deepEqual(answers, ['ok', 'ok', 'ok', 'ok']);
      assert.equal((await documents(session)).length, 1);
      assert.equal(count(await session.timeline(), 'document.received'), 1);
    });
  });

  it('of a retake with a submission: the picture is sent with the others, or refused', async () => {
    await duel(async ({ together }) => {
      const session = await live.newSession();
      const [one, other] = [await filled(session, { passport: 'surname=Larsson' }), await session.device()];
      const [retake, submit] = await together(
        () => session.upload(other, 'passport', 'surname=Eriksson'),
        () => session.submit(one),
      );
      assert.equal(submit, 'ok');
      await session.untilDecided();
      const [completed] = await completedOf(session);
      const surname = completed.extracted.passport.surname.value;
      if (retake === 'ok') assert.deepEqual([surname, completed.reviewStatus], ['ERIKSSON', 'approved']);
      else assert.deepEqual([retake, surname], ['ALREADY_SUBMITTED', 'LARSSON']);
      return retake === 'ok' ? 'first' : 'second';
    });
  });

  const documentEvents = async (session: LiveSession): Promise<string[]> => {
    const rows = await live.api
      .db('session_events')
      .where({ session_id: session.sessionId, type: 'document.received' })
      .orderBy('sequence');
    return rows.filter(({ detail }) => detail.slot === 'passport').map(({ detail }) => detail.documentId);
  };
});
