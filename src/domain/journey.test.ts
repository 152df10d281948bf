import assert from 'node:assert/strict';
import { SELFIE_SLOTS, SLOT_NAMES } from './document.ts';
import {
  currentScreen,
  type JourneyFacts,
  journeySteps,
  refusalOf,
  type Screen,
  screenBefore,
  stepOf,
} from './journey.ts';
import { PHASES, REVIEW_STATUSES } from './session.ts';

const fresh: JourneyFacts = {
  phase: 'created',
  reviewStatus: 'none',
  consented: false,
  identityDocument: null,
  selfie: null,
  filled: [],
};
const begun: JourneyFacts = { ...fresh, phase: 'capturing', consented: true };
const withCard: JourneyFacts = { ...begun, identityDocument: 'id_card' };
const full: JourneyFacts = { ...withCard, filled: ['id-front', 'id-back', 'proof-of-address'] };
const withFace: JourneyFacts = { ...full, selfie: 'open' };
const agreed: JourneyFacts = { ...full, selfie: 'given' };
const photographed: JourneyFacts = { ...agreed, filled: [...full.filled, 'selfie-turned', 'selfie-front'] };
const capture = (slot: (typeof SLOT_NAMES)[number]): Screen => ({ name: 'capture', slot });

describe('the current screen', () => {
  const cases: [name: string, facts: JourneyFacts, screen: Screen][] = [
    ['is the landing page before consent', fresh, { name: 'landing' }],
    ['is the choice of document after consent', begun, { name: 'document' }],
    ['is the first empty slot of a card', withCard, capture('id-front')],
    ['is the second side once the first is there', { ...withCard, filled: ['id-front'] }, capture('id-back')],
    [
      'is the front again where only later slots are filled',
      { ...withCard, filled: ['proof-of-address', 'id-back'] },
      capture('id-front'),
    ],
    [
      'ignores slots of the document that was not chosen',
      { ...begun, identityDocument: 'passport', filled: ['id-front', 'id-back', 'proof-of-address'] },
      capture('passport'),
    ],
    ['is the check once every slot is filled', full, { name: 'check' }],
    ['asks for consent to the selfie after the documents', withFace, { name: 'selfie' }],
    ['asks for documents before the selfie', { ...withCard, selfie: 'given' }, capture('id-front')],
    ['is the turned head once there is consent', agreed, capture('selfie-turned')],
    [
      'is the straight face after the turned head',
      { ...agreed, filled: [...full.filled, 'selfie-turned'] },
      capture('selfie-front'),
    ],
    ['is the check once the face is there, too', photographed, { name: 'check' }],
    ['is the check where the end-user goes on without', { ...full, selfie: 'declined' }, { name: 'check' }],
    ['is the processing page after sending', { ...full, phase: 'processing' }, { name: 'processing' }],
    ['is the result once complete', { ...full, phase: 'complete' }, { name: 'result' }],
    ['is the expired page, whatever was captured', { ...full, phase: 'expired' }, { name: 'expired' }],
    ['is the canceled page, whatever was captured', { ...full, phase: 'canceled' }, { name: 'canceled' }],
  ];
  for (const [name, facts, screen] of cases) {
    it(name, () => assert.deepEqual(currentScreen(facts), screen));
  }

  it('is always one that its own facts allow', () => {
    for (const phase of PHASES) {
      for (const reviewStatus of REVIEW_STATUSES) {
        for (const base of [fresh, begun, withCard, full, withFace, agreed, photographed]) {
          const facts = { ...base, phase, reviewStatus };
          assert.equal(refusalOf(currentScreen(facts), facts), undefined, JSON.stringify(facts));
        }
      }
    }
  });
});

describe('a screen out of turn', () => {
  it('needs consent before anything is chosen or captured', () => {
    assert.equal(refusalOf({ name: 'document' }, fresh), 'CONSENT_MISSING');
    assert.equal(refusalOf(capture('id-front'), fresh), 'CONSENT_MISSING');
  });

  it('lets any slot of the chosen document be captured or taken again until it was sent', () => {
    assert.equal(refusalOf(capture('proof-of-address'), withCard), undefined);
    assert.equal(refusalOf(capture('id-front'), full), undefined);
  });

  it('refuses a slot that the chosen document does not have, and any slot before the choice', () => {
    assert.equal(refusalOf(capture('passport'), withCard), 'DOCUMENTS_MISSING');
    assert.equal(refusalOf(capture('id-front'), begun), 'DOCUMENTS_MISSING');
  });

  it('refuses sending until every slot is filled', () => {
    assert.equal(refusalOf({ name: 'check' }, begun), 'DOCUMENTS_MISSING');
    assert.equal(
      refusalOf({ name: 'check' }, { ...full, filled: ['id-front', 'id-back'] }),
      'DOCUMENTS_MISSING',
    );
    assert.equal(refusalOf({ name: 'check' }, full), undefined);
  });

  it('refuses every act after sending, expiry and cancellation, each with its own code', () => {
    const acts: Screen[] = [
      { name: 'landing' },
      { name: 'document' },
      { name: 'check' },
      { name: 'cancel' },
      ...SLOT_NAMES.map(capture),
    ];
    const codes = {
      processing: 'ALREADY_SUBMITTED',
      complete: 'ALREADY_SUBMITTED',
      expired: 'SESSION_EXPIRED',
      canceled: 'SESSION_CANCELED',
    } as const;
    for (const [phase, code] of Object.entries(codes)) {
      for (const act of acts) {
        assert.equal(refusalOf(act, { ...full, phase: phase as keyof typeof codes }), code, act.name);
      }
    }
  });

  it('shows no outcome while documents are still being captured', () => {
    assert.equal(refusalOf({ name: 'result' }, full), 'DOCUMENTS_MISSING');
    assert.equal(refusalOf({ name: 'processing' }, full), 'DOCUMENTS_MISSING');
  });
});

describe('a selfie', () => {
  it('is taken in only after its own consent', () => {
    for (const slot of SELFIE_SLOTS) {
      assert.equal(refusalOf(capture(slot), withFace), 'SELFIE_CONSENT_MISSING');
      assert.equal(refusalOf(capture(slot), { ...full, selfie: 'declined' }), 'SELFIE_CONSENT_MISSING');
      assert.equal(refusalOf(capture(slot), agreed), undefined);
    }
  });

  it('is not taken in where none is asked for, nor is anything asked about it', () => {
    for (const slot of SELFIE_SLOTS) assert.equal(refusalOf(capture(slot), full), 'DOCUMENTS_MISSING');
    assert.equal(refusalOf({ name: 'selfie' }, full), 'DOCUMENTS_MISSING');
  });

  it('may be consented to or declined until sending, in any order', () => {
    for (const facts of [withFace, agreed, photographed, { ...full, selfie: 'declined' as const }])
      assert.equal(refusalOf({ name: 'selfie' }, facts), undefined);
    assert.equal(refusalOf({ name: 'selfie' }, { ...agreed, phase: 'processing' }), 'ALREADY_SUBMITTED');
  });

  it('keeps the session from being sent until there is an answer, and both photos where it is yes', () => {
    const check = { name: 'check' } as const;
    assert.equal(refusalOf(check, withFace), 'DOCUMENTS_MISSING');
    assert.equal(refusalOf(check, agreed), 'DOCUMENTS_MISSING');
    assert.equal(refusalOf(check, photographed), undefined);
    assert.equal(refusalOf(check, { ...full, selfie: 'declined' }), undefined);
  });
});

describe('the steps', () => {
  it('are three more with a selfie, and one more where the end-user goes on without', () => {
    assert.equal(journeySteps('passport', 'open').length, 7);
    assert.equal(journeySteps('passport', 'given').length, 7);
    assert.equal(journeySteps('passport', 'declined').length, 5);
    assert.deepEqual(screenBefore(capture('selfie-turned'), 'passport', 'given'), { name: 'selfie' });
  });

  it('are five with a card and four with a passport', () => {
    assert.equal(journeySteps('id_card', null).length, 5);
    assert.equal(journeySteps('passport', null).length, 4);
  });

  it('number the screens between consent and sending', () => {
    assert.deepEqual(stepOf({ name: 'document' }, 'passport', null), { number: 1, total: 4 });
    assert.deepEqual(stepOf(capture('id-back'), 'id_card', null), { number: 3, total: 5 });
    assert.deepEqual(stepOf({ name: 'check' }, 'id_card', null), { number: 5, total: 5 });
    assert.equal(stepOf({ name: 'result' }, 'id_card', null), undefined);
    assert.equal(stepOf(capture('passport'), 'id_card', null), undefined);
  });

  it('lead back one at a time', () => {
    assert.equal(screenBefore({ name: 'document' }, 'id_card', null), undefined);
    assert.deepEqual(screenBefore(capture('id-front'), 'id_card', null), { name: 'document' });
    assert.deepEqual(screenBefore({ name: 'check' }, 'passport', null), capture('proof-of-address'));
    assert.equal(screenBefore({ name: 'result' }, 'id_card', null), undefined);
  });
});
