import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { agreeingReading, type What } from '../../test/support/fake-vision.ts';
import { seedTenant } from '../../test/support/session-rows.ts';
import { createKeyRing } from '../crypto/key-ring.ts';
import { marksOf } from '../crypto/mark.ts';
import { findDecision } from '../db/decisions.ts';
import { countSeenElsewhere, insertMarks } from '../db/document-marks.ts';
import { listFindings } from '../db/findings.ts';
import type { SlotName } from '../domain/document.ts';
import type { Reading } from '../domain/reading.ts';
import type { Tenant } from '../domain/session.ts';
import { decideSession } from './decide-session.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { storeCapture } from './store-capture.ts';

const NUMBER = 'L898902C3';
const numbered = (what: What, number = NUMBER): Reading => {
  const reading = agreeingReading(what);
  if (reading.status === 'read' && reading.mrz) {
    reading.mrz.fields.documentNumber = { value: number, confidence: 0.99 };
  }
  return reading;
};

describe('what was seen in another session', () => {
  let bench: ActivityBench;
  let tenant: Tenant;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    bench.vision.nextReads.length = 0;
    tenant = await seedTenant(bench.deps.db);
  });

  const newSession = async (of: Tenant = tenant) => {
    const session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook', tenant: of });
    await session.choose('passport');
    return session;
  };
  const takeIn = async (
    session: BenchSession,
    slot: SlotName,
    bytes: Buffer,
    number?: string,
    deps = bench.deps,
  ) => {
    bench.vision.nextReads.push(async (_, what) => numbered(what, number));
    const documentId = await session.capture(slot, bytes);
    const input = { ...session.ref, documentId, at: BENCH_TIME.toISOString() };
    await runAttempt(storeCapture(deps), input);
    await runAttempt(readDocument(deps), input);
    await recordExtraction(deps)(input);
    return documentId;
  };
  const decide = async (session: BenchSession) => {
    await session.submit();
    return decideSession(bench.deps)({ ...session.ref, at: BENCH_TIME.toISOString() });
  };
  const told = async (session: BenchSession, documentId: string) => {
    const events = await session.events();
    const { checks } = events.find(({ document }) => document?.id === documentId);
    return Object.fromEntries(
      checks
        .filter(({ count }: { count?: number }) => count !== undefined)
        .map(({ check, outcome, count }: Record<string, string>) => [check, `${outcome} ${count}`]),
    );
  };
  const unseen = { document_seen_before: 'pass 0', picture_seen_before: 'pass 0' };

  it('is told as a count, by document number and by file', async () => {
    const picture = randomBytes(40);
    const [first, second, third] = [await newSession(), await newSession(), await newSession()];
    assert.deepEqual(await told(first, await takeIn(first, 'passport', picture)), unseen);
    assert.deepEqual(await told(second, await takeIn(second, 'passport', randomBytes(40))), {
      ...unseen,
      document_seen_before: 'fail 1',
    });
    assert.deepEqual(await told(third, await takeIn(third, 'passport', picture)), {
      document_seen_before: 'fail 2',
      picture_seen_before: 'fail 1',
    });
  });

  it('tells nothing of the other session but that it is there', async () => {
    const [first, second] = [await newSession(), await newSession()];
    const picture = randomBytes(40);
    const firstDocument = await takeIn(first, 'passport', picture);
    await takeIn(second, 'passport', picture);
    await takeIn(second, 'proof-of-address', randomBytes(40));
    await decide(second);
    const bodies = JSON.stringify(await second.events());
    assert.equal(bodies.includes(first.ref.sessionId), false);
    assert.equal(bodies.includes(firstDocument), false);
  });

  it('is no other session’s, however often one session takes the same picture', async () => {
    const session = await newSession();
    const picture = randomBytes(40);
    await takeIn(session, 'passport', picture);
    await takeIn(session, 'passport', randomBytes(40));
    assert.deepEqual(await told(session, await takeIn(session, 'passport', picture)), unseen);
  });

  it('counts for nothing where the same user of the tenant starts again', async () => {
    const of = async (user: string) => {
      const session = await newSession();
      const row = bench.deps.db('verification_sessions').where({ id: session.ref.sessionId });
      await row.update({ external_user_id: user });
      return session;
    };
    const picture = randomBytes(40);
    await takeIn(await of('ada'), 'passport', picture);
    const [again, other] = [await of('ada'), await of('grace')];
    assert.deepEqual(await told(again, await takeIn(again, 'passport', picture)), unseen);
    assert.deepEqual(await told(other, await takeIn(other, 'passport', picture)), {
      document_seen_before: 'fail 2',
      picture_seen_before: 'fail 2',
    });
  });

  it('sends to a person who was approved before, and rejects nobody', async () => {
    const [first, second] = [await newSession(), await newSession()];
    for (const session of [first, second]) {
      await takeIn(session, 'passport', randomBytes(40));
      await takeIn(session, 'proof-of-address', randomBytes(40));
    }
    // The second came before the first was decided: both are looked at.
    assert.equal((await decide(second)).reviewStatus, 'pending_review');
    assert.deepEqual((await findDecision(bench.deps.db, second.ref, 1))?.reasons, ['DOCUMENT_SEEN_BEFORE']);
    const finding = (await listFindings(bench.deps.db, second.ref)).find(
      ({ check }) => check === 'document_seen_before',
    );
    assert.deepEqual(finding, {
      slot: 'passport',
      check: 'document_seen_before',
      outcome: 'fail',
      proven: false,
    });
  });

  it('is approved where nothing was seen, and the same file in a bill is noticed', async () => {
    const bill = randomBytes(40);
    const outcomes = [];
    for (const number of ['A1234567', 'B1234567']) {
      const session = await newSession();
      await takeIn(session, 'passport', randomBytes(40), number);
      await takeIn(session, 'proof-of-address', bill);
      const { reviewStatus } = await decide(session);
      outcomes.push([reviewStatus, (await findDecision(bench.deps.db, session.ref, 1))?.reasons]);
    }
    assert.deepEqual(outcomes, [
      ['approved', ['ALL_CHECKS_PASSED']],
      ['pending_review', ['PICTURE_SEEN_BEFORE']],
    ]);
  });

  it('is looked for within one tenant and one environment', async () => {
    const picture = randomBytes(40);
    await takeIn(await newSession(), 'passport', picture);
    const stranger = await seedTenant(bench.deps.db);
    for (const other of [stranger, { ...tenant, environment: 'live' as const }]) {
      const session = await newSession(other);
      assert.deepEqual(await told(session, await takeIn(session, 'passport', picture)), unseen);
    }
  });

  it('is not found across tenants or environments, even by a mark that is the very same', async () => {
    const { db } = bench.deps;
    const mark = { keyId: 'k', hash: randomBytes(32) };
    const give = async (of: Tenant) => {
      const session = await newSession(of);
      const documentId = await session.capture('passport');
      await insertMarks(db, session.ref, { documentId, kind: 'picture', marks: [mark] }, BENCH_TIME);
      return { ref: session.ref, documentId };
    };
    const own = await give(tenant);
    await give(await seedTenant(db));
    await give({ ...tenant, environment: 'live' });
    const seen = async () => (await countSeenElsewhere(db, own.ref, [own.documentId])).get(own.documentId);
    assert.deepEqual(await seen(), { picture: 0 });
    await give(tenant);
    assert.deepEqual(await seen(), { picture: 1 });
    const { ref: elsewhere } = await give(await seedTenant(db));
    assert.deepEqual(await countSeenElsewhere(db, elsewhere, [own.documentId]), new Map());
  });

  it('is kept as keyed hashes only', async () => {
    const session = await newSession();
    await takeIn(session, 'passport', randomBytes(40));
    const rows = await bench.deps.db('document_marks').where({ session_id: session.ref.sessionId });
    assert.deepEqual(rows.map(({ kind }) => kind).sort(), ['document_number', 'picture']);
    for (const row of rows) assert.equal(JSON.stringify(row).includes(NUMBER), false);
    const [own] = marksOf(bench.deps.keys, session.ref, 'document_number', `passport/${NUMBER}`);
    assert.ok(rows.some(({ hash }) => own?.hash.equals(hash)));
  });

  it('is known again while the ring is rotated', async () => {
    const [old, next] = [
      { id: 'old', key: randomBytes(32) },
      { id: 'next', key: randomBytes(32) },
    ];
    const { db } = bench.deps;
    const markWith = async (ring: { id: string; key: Buffer }[]) => {
      const session = await newSession();
      const documentId = await session.capture('passport');
      const marks = marksOf(createKeyRing(ring), session.ref, 'document_number', `passport/${NUMBER}`);
      await insertMarks(db, session.ref, { documentId, kind: 'document_number', marks }, BENCH_TIME);
      return (await countSeenElsewhere(db, session.ref, [documentId])).get(documentId)?.document_number;
    };
    assert.equal(await markWith([old]), 0);
    assert.equal(await markWith([next, old]), 1);
    // The old key is gone: what was marked with both is known by the next.
    assert.equal(await markWith([next]), 1);
  });

  it('is marked once, however often the steps are run', async () => {
    const session = await newSession();
    const documentId = await takeIn(session, 'passport', randomBytes(40));
    const input = { ...session.ref, documentId, at: BENCH_TIME.toISOString() };
    await runAttempt(storeCapture(bench.deps), input, 2);
    await runAttempt(readDocument(bench.deps), input, 2);
    await recordExtraction(bench.deps)(input);
    assert.equal((await bench.deps.db('document_marks').where({ document_id: documentId })).length, 2);
  });

  it('cannot be marked for another tenant’s document', async () => {
    const [own, foreign] = [await newSession(), await newSession(await seedTenant(bench.deps.db))];
    const documentId = await foreign.capture('passport');
    const marks = [{ keyId: uuidv7(), hash: randomBytes(32) }];
    await assert.rejects(
      insertMarks(bench.deps.db, own.ref, { documentId, kind: 'picture', marks }, BENCH_TIME),
    );
  });
});
