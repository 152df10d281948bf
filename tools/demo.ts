import { randomBytes, randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { connect } from '../src/db/connection.ts';
import { listSessionEvents } from '../src/db/session-events.ts';
import { dayOf } from '../src/domain/calendar.ts';
import type { IdentityDocument, SlotName } from '../src/domain/document.ts';
import { drawSpecimen, type SpecimenKind } from '../src/specimen/draw.ts';
import { type SpecimenPerson, specimenPerson } from '../src/specimen/person.ts';
import { createEndUser, type EndUser } from './demo/end-user.ts';
import { type ReceivedEvent, type Receiver, startReceiver } from './demo/receiver.ts';
import { createTenantBackend, type TenantBackend } from './demo/tenant.ts';
import { timelineTable } from './demo/timeline.ts';
import { stackHome } from './stack/places.ts';
import { withPatience } from './stack/progress.ts';
import { isReady, runningStack, type StackAddresses } from './stack/stack-file.ts';
import { supervise } from './stack/supervisor.ts';

const USAGE = `npm run demo    plays two verifications on the local stack and prints what happened

It uses the stack of "npm run dev" if that is running, and else starts one and ends it afterwards.`;

/** The whole demo ends by then, or has failed. */
const DEADLINE_MS = 5 * 60_000;

const say = (line: string) => console.log(line);

interface Cast {
  tenant: TenantBackend;
  receiver: Receiver;
  webhookSecret: string;
}

const step = <T>(text: string, usually: string, work: () => Promise<T>): Promise<T> => {
  say(`  ${text}`);
  return withPatience(say, { doing: 'waiting for that', usually }, work);
};

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected that ${what}`);
}

function tellEvent(event: ReceivedEvent): void {
  const about = event.document
    ? `${event.document.kind} ${event.document.side}: ${event.document.status}`
    : event.reviewStatus;
  say(`    webhook ${event.sequence} ${event.event} (${about}), signature right`);
}

const SLOTS: Record<IdentityDocument, readonly (readonly [SlotName, SpecimenKind])[]> = {
  passport: [
    ['passport', 'passport'],
    ['proof-of-address', 'bill'],
  ],
  id_card: [
    ['id-front', 'id-front'],
    ['id-back', 'id-back'],
    ['proof-of-address', 'bill'],
  ],
};

/** Papers of this run alone: the same ones again would be noticed, and a person would have to look. */
const ownPapers = () => ({
  documentNumber: `L${randomInt(1_000_000, 10_000_000)}C`,
  address: [`${randomInt(1, 10_000)} Harbour Street`, 'Zenith', 'ZN4 8QT'],
});

/** Tenant creates, end-user captures and sends; the policy decides. */
async function verify(
  { tenant, receiver, webhookSecret }: Cast,
  document: IdentityDocument,
  person: SpecimenPerson,
) {
  const { sessionId, hostedUrl } = await step('The tenant creates a session', 'a moment', () =>
    tenant.createSession({
      externalUserId: `demo-${document}`,
      returnUrl: 'http://127.0.0.1/kyc/done?plan=basic#top',
      webhookUrl: receiver.url,
      webhookSecret,
      metadata: { campaign: 'demo' },
    }),
  );
  const endUser = createEndUser(hostedUrl);
  await step('The end-user opens the link and agrees', 'a moment', () => endUser.start());
  await endUser.choose(document);
  for (const [slot, kind] of SLOTS[document]) {
    const picture = await drawSpecimen(kind, person);
    await step(`The end-user photographs: ${slot}`, 'a second', () => endUser.upload(slot, picture));
  }
  await step('The end-user sends the documents', 'a moment', () => endUser.send());
  const state = await step('Documents are read and decided', 'some seconds', () => endUser.untilResult());
  await receiver.until(sessionId, SLOTS[document].length + 1);
  return { sessionId, endUser, reviewStatus: state.reviewStatus };
}

async function followReturn(endUser: EndUser, sessionId: string, status: string): Promise<void> {
  const returned = await step('The final page sends the browser back', 'a moment', () =>
    endUser.followReturn(),
  );
  say(`    302 ${returned.href}`);
  expect(returned.searchParams.get('session_id') === sessionId, 'the return names the session');
  expect(returned.searchParams.get('status') === status, `the return says ${status}`);
  expect(
    returned.searchParams.get('plan') === 'basic' && returned.hash === '#top',
    "the tenant's query and fragment are kept",
  );
}

async function approvedByPolicy(cast: Cast, today: string): Promise<string> {
  say('\n1. A passport and a bill that agree: the policy decides.');
  const { sessionId, endUser, reviewStatus } = await verify(
    cast,
    'passport',
    specimenPerson({ today, ...ownPapers() }),
  );
  expect(reviewStatus === 'approved', `the policy approves (it said ${reviewStatus})`);
  await followReturn(endUser, sessionId, 'approved');
  return sessionId;
}

async function decidedByOperator(cast: Cast, today: string): Promise<string> {
  say('\n2. An identity card, and a bill in another name: an operator decides.');
  const person = specimenPerson({
    today,
    ...ownPapers(),
    surname: 'Mustermann',
    givenNames: 'Erika',
    billFullName: 'Max Mustermann',
  });
  const { sessionId, endUser, reviewStatus } = await verify(cast, 'id_card', person);
  expect(reviewStatus === 'pending_review', `the policy leaves it to a person (it said ${reviewStatus})`);
  const { reasons } = await cast.tenant.getSession(sessionId);
  say(`    waiting for a person because of ${reasons.join(', ')}`);
  const reviewed = await step('An operator approves', 'a moment', () =>
    cast.tenant.review(sessionId, 'approve', 'The bill is in the name of the spouse.'),
  );
  expect(reviewed.reviewStatus === 'approved', 'the review counts');
  const events = await cast.receiver.until(sessionId, SLOTS.id_card.length + 2);
  expect(events.at(-1)?.reviewStatus === 'approved', 'the last webhook says approved');
  await followReturn(endUser, sessionId, 'approved');
  return sessionId;
}

async function printTimelines(databaseUrl: string, tenantOf: string[]): Promise<void> {
  const db = connect({ url: databaseUrl, pool: 1 });
  try {
    for (const sessionId of tenantOf) {
      const session = await db('verification_sessions')
        .where({ id: sessionId })
        .first('organization_id', 'environment');
      const ref = { organizationId: session.organization_id, environment: session.environment, sessionId };
      say(`\nTimeline of ${sessionId}\n${timelineTable(await listSessionEvents(db, ref))}`);
    }
  } finally {
    await db.destroy();
  }
}

async function play({ apiUrl, secretKey, databaseUrl }: StackAddresses): Promise<void> {
  const started = performance.now();
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const receiver = await startReceiver(webhookSecret, tellEvent);
  try {
    const cast = { tenant: createTenantBackend(apiUrl, secretKey), receiver, webhookSecret };
    const today = dayOf(new Date());
    const sessions = [await approvedByPolicy(cast, today), await decidedByOperator(cast, today)];
    expect(receiver.refused === 0, 'every signature is right');
    await printTimelines(databaseUrl, sessions);
    say(`\nAll of it happened, in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  } finally {
    receiver.close();
  }
}

/** Uses the stack that runs, or brings one up for as long as the demo takes. */
async function onStack(work: (addresses: StackAddresses) => Promise<void>): Promise<void> {
  const home = stackHome(process.env);
  const running = runningStack(home);
  if (isReady(running)) return work(running);
  const ending = new AbortController();
  const finished = new Error('The demo has ended');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => ending.abort(new Error(`Stopped by ${signal}`)));
  let played: Promise<void> | undefined;
  const onReady = (addresses: StackAddresses) => {
    played = work(addresses).finally(() => ending.abort(finished));
    // Awaited below, once the stack has ended.
    played.catch(() => undefined);
  };
  await supervise({ home, fresh: false, env: process.env, say, signal: ending.signal, onReady });
  if (!played) throw ending.signal.reason;
  await played;
  if (ending.signal.reason !== finished) throw ending.signal.reason;
}

async function withDeadline(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`It took longer than ${DEADLINE_MS / 60_000} minutes`)),
      DEADLINE_MS,
    );
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) say(USAGE);
  else await onStack((addresses) => withDeadline(play(addresses)));
} catch (error) {
  console.error(
    `\nThe demo did not come to its end: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
