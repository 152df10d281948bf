import { type IdentityDocument, requiredSlots, type SlotName } from './document.ts';
import type { Policy } from './policy.ts';
import type { SelfieState } from './session-check.ts';

/** What is checked. Each check concerns one slot; those across documents are told at the slot that is compared. */
export const CHECKS = [
  'document_present',
  'document_read',
  'document_kind',
  'mrz_check_digits',
  'document_in_date',
  'minimum_age',
  'name_matches_mrz',
  'birth_date_matches_mrz',
  'address_name_matches',
  'address_in_date',
] as const;

/**
 * What makes a person look, where the policy says so: signs that prove nothing by themselves. `pass` is that there is
 * no such sign. None of them is required, and none rejects.
 */
export const CAUTIONS = ['editing_traces', 'document_seen_before', 'picture_seen_before'] as const;
export type Caution = (typeof CAUTIONS)[number];

/**
 * What a document says twice and need not: there is a finding only where both were read, and then only `pass` lets a
 * session be approved.
 */
export const AGREEMENTS = [
  'document_number_matches_mrz',
  'expiry_date_matches_mrz',
  'sex_matches_mrz',
  'nationality_matches_mrz',
  'barcode_matches_print',
  'barcode_matches_mrz',
] as const;

/**
 * What is told beside the reasons of a session that a person looks at, and sends none there by itself: `fail` where
 * the end-user insisted on a picture that cannot be read well.
 */
export const NOTES = ['picture_quality'] as const;

/**
 * The checks of a selfie. They send to a person, whatever they say: how alike two faces are is something to look at,
 * never a verdict.
 */
export const FACE_CHECKS = ['face_match', 'selfie_challenge'] as const;
export type FaceCheck = (typeof FACE_CHECKS)[number];
export type Check =
  | (typeof CHECKS)[number]
  | (typeof AGREEMENTS)[number]
  | Caution
  | (typeof NOTES)[number]
  | FaceCheck;

/** `unknown`: what the check needs could not be read, or was read in a way that cannot be trusted. */
export const OUTCOMES = ['pass', 'fail', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Finding {
  slot: SlotName;
  check: Check;
  outcome: Outcome;
  /** True where a failed date stands under a right check digit, so that it may reject without a person. */
  proven: boolean;
}

export interface SessionFindings {
  identityDocument: IdentityDocument;
  /** How the session stands with its selfie; null or absent where none was asked for. */
  selfie?: SelfieState | null;
  findings: readonly Finding[];
}

export const REASON_CODES = [
  'DOCUMENT_MISSING',
  'DOCUMENT_UNREADABLE',
  'DOCUMENT_KIND_MISMATCH',
  'DOCUMENT_KIND_UNKNOWN',
  'MRZ_CHECK_DIGITS_WRONG',
  'MRZ_CHECK_DIGITS_UNKNOWN',
  'DOCUMENT_EXPIRED',
  'DOCUMENT_EXPIRY_UNKNOWN',
  'UNDER_AGE',
  'AGE_UNKNOWN',
  'NAME_MISMATCH',
  'NAME_UNKNOWN',
  'BIRTH_DATE_MISMATCH',
  'BIRTH_DATE_UNKNOWN',
  'DOCUMENT_NUMBER_MISMATCH',
  'DOCUMENT_NUMBER_UNCLEAR',
  'EXPIRY_DATE_MISMATCH',
  'EXPIRY_DATE_UNCLEAR',
  'SEX_MISMATCH',
  'SEX_UNCLEAR',
  'NATIONALITY_MISMATCH',
  'NATIONALITY_UNCLEAR',
  'BARCODE_MISMATCH',
  'BARCODE_UNCLEAR',
  'ADDRESS_NAME_MISMATCH',
  'ADDRESS_NAME_UNKNOWN',
  'ADDRESS_OUT_OF_DATE',
  'ADDRESS_DATE_UNKNOWN',
  'EDITING_TRACES',
  'EDITING_TRACES_UNKNOWN',
  'DOCUMENT_SEEN_BEFORE',
  'DOCUMENT_SEEN_BEFORE_UNKNOWN',
  'PICTURE_SEEN_BEFORE',
  'PICTURE_SEEN_BEFORE_UNKNOWN',
  'PICTURE_QUALITY_LOW',
  'SELFIE_REVIEW',
  'SELFIE_DECLINED',
  'FACE_MISMATCH',
  'FACE_UNCLEAR',
  'SELFIE_CHALLENGE_NOT_MET',
  'SELFIE_CHALLENGE_UNCLEAR',
  'ALL_CHECKS_PASSED',
  'OPERATOR_APPROVED',
  'OPERATOR_REJECTED',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

const REASONS: Record<Check, { fail: ReasonCode; unknown: ReasonCode }> = {
  document_present: { fail: 'DOCUMENT_MISSING', unknown: 'DOCUMENT_MISSING' },
  document_read: { fail: 'DOCUMENT_UNREADABLE', unknown: 'DOCUMENT_UNREADABLE' },
  document_kind: { fail: 'DOCUMENT_KIND_MISMATCH', unknown: 'DOCUMENT_KIND_UNKNOWN' },
  mrz_check_digits: { fail: 'MRZ_CHECK_DIGITS_WRONG', unknown: 'MRZ_CHECK_DIGITS_UNKNOWN' },
  document_in_date: { fail: 'DOCUMENT_EXPIRED', unknown: 'DOCUMENT_EXPIRY_UNKNOWN' },
  minimum_age: { fail: 'UNDER_AGE', unknown: 'AGE_UNKNOWN' },
  name_matches_mrz: { fail: 'NAME_MISMATCH', unknown: 'NAME_UNKNOWN' },
  birth_date_matches_mrz: { fail: 'BIRTH_DATE_MISMATCH', unknown: 'BIRTH_DATE_UNKNOWN' },
  document_number_matches_mrz: { fail: 'DOCUMENT_NUMBER_MISMATCH', unknown: 'DOCUMENT_NUMBER_UNCLEAR' },
  expiry_date_matches_mrz: { fail: 'EXPIRY_DATE_MISMATCH', unknown: 'EXPIRY_DATE_UNCLEAR' },
  sex_matches_mrz: { fail: 'SEX_MISMATCH', unknown: 'SEX_UNCLEAR' },
  nationality_matches_mrz: { fail: 'NATIONALITY_MISMATCH', unknown: 'NATIONALITY_UNCLEAR' },
  barcode_matches_print: { fail: 'BARCODE_MISMATCH', unknown: 'BARCODE_UNCLEAR' },
  barcode_matches_mrz: { fail: 'BARCODE_MISMATCH', unknown: 'BARCODE_UNCLEAR' },
  address_name_matches: { fail: 'ADDRESS_NAME_MISMATCH', unknown: 'ADDRESS_NAME_UNKNOWN' },
  address_in_date: { fail: 'ADDRESS_OUT_OF_DATE', unknown: 'ADDRESS_DATE_UNKNOWN' },
  editing_traces: { fail: 'EDITING_TRACES', unknown: 'EDITING_TRACES_UNKNOWN' },
  document_seen_before: { fail: 'DOCUMENT_SEEN_BEFORE', unknown: 'DOCUMENT_SEEN_BEFORE_UNKNOWN' },
  picture_seen_before: { fail: 'PICTURE_SEEN_BEFORE', unknown: 'PICTURE_SEEN_BEFORE_UNKNOWN' },
  picture_quality: { fail: 'PICTURE_QUALITY_LOW', unknown: 'PICTURE_QUALITY_LOW' },
  face_match: { fail: 'FACE_MISMATCH', unknown: 'FACE_UNCLEAR' },
  selfie_challenge: { fail: 'SELFIE_CHALLENGE_NOT_MET', unknown: 'SELFIE_CHALLENGE_UNCLEAR' },
};

/** The switch of the policy that lets a caution count. */
const SWITCHES = {
  editing_traces: 'reviewEditingTraces',
  document_seen_before: 'reviewSeenBefore',
  picture_seen_before: 'reviewSeenBefore',
} as const satisfies Record<Caution, keyof Policy>;

/** Checks that may reject by themselves, and only where the finding is proven. */
const REJECTING: readonly Check[] = ['document_in_date', 'minimum_age'];

const OF_ADDRESS: readonly Check[] = ['address_name_matches', 'address_in_date'];
const OF_MRZ: readonly Check[] = ['document_kind', 'mrz_check_digits', 'document_in_date', 'minimum_age'];
const OF_PRINT: readonly Check[] = ['name_matches_mrz', 'birth_date_matches_mrz'];

/** The slot that holds the machine-readable zone, and the slot whose print is compared with it. */
export const IDENTITY_SLOTS: Record<IdentityDocument, { mrz: SlotName; print: SlotName }> = {
  passport: { mrz: 'passport', print: 'passport' },
  id_card: { mrz: 'id-back', print: 'id-front' },
};

/** Every check that must pass before a session is approved without a person. */
export function requiredChecks(identityDocument: IdentityDocument): { slot: SlotName; check: Check }[] {
  const { mrz, print } = IDENTITY_SLOTS[identityDocument];
  const at = (slot: SlotName, checks: readonly Check[]) => checks.map((check) => ({ slot, check }));
  return [
    ...requiredSlots(identityDocument).flatMap((slot) => at(slot, ['document_present', 'document_read'])),
    ...at(mrz, OF_MRZ),
    ...at(print, OF_PRINT),
    ...at('proof-of-address', OF_ADDRESS),
  ];
}

export interface Verdict {
  outcome: 'approved' | 'rejected' | 'pending_review';
  reasons: ReasonCode[];
}

/**
 * Decides from findings alone. Approves only when every required check is there and passes; a check without a
 * finding counts as unknown. Rejects only on a proven date. Everything else is for a person, and so is a session
 * whose documents disagree with themselves, and one with a caution that the policy lets count. One that was asked for a
 * selfie is for a person whatever else is found, with or without the selfie.
 *
 * Right check digits show that a zone was read as printed. They are no proof that the document is genuine.
 */
export function decide(session: SessionFindings, policy: Policy): Verdict {
  const { identityDocument, findings } = session;
  const required = requiredChecks(identityDocument).map(({ slot, check }) => worst(findings, slot, check));
  const cautions = findings.filter(({ check }) => isCaution(check) && policy[SWITCHES[check]]);
  const agreements = findings.filter(({ check }) => isAgreement(check));
  const failed = [...required, ...agreements, ...cautions].filter((finding) => finding.outcome !== 'pass');
  const notes = findings.filter(({ check }) => isNote(check));
  if (session.selfie) {
    return {
      outcome: 'pending_review',
      reasons: [...reasonsOf([...failed, ...notes]), ...selfieReasons(session)],
    };
  }
  if (failed.length === 0) {
    return {
      outcome: policy.approveWithoutReview ? 'approved' : 'pending_review',
      reasons: ['ALL_CHECKS_PASSED'],
    };
  }

  const rejecting = failed.filter(
    ({ check, outcome, proven }) => REJECTING.includes(check) && outcome === 'fail' && proven,
  );
  if (rejecting.length > 0 && policy.rejectWithoutReview) {
    return { outcome: 'rejected', reasons: reasonsOf(rejecting) };
  }
  return { outcome: 'pending_review', reasons: reasonsOf([...failed, ...notes]) };
}

/** What a person is to look at: always that there is a selfie or none, and what was found in it. */
function selfieReasons({ selfie, findings }: SessionFindings): ReasonCode[] {
  if (selfie === 'declined') return ['SELFIE_DECLINED'];
  const faces = [
    worst(findings, 'selfie-front', 'face_match'),
    worst(findings, 'selfie-turned', 'selfie_challenge'),
  ];
  return ['SELFIE_REVIEW', ...reasonsOf(faces)];
}

const isAgreement = (check: Check) => (AGREEMENTS as readonly Check[]).includes(check);
const isNote = (check: Check) => (NOTES as readonly Check[]).includes(check);
const isCaution = (check: Check): check is Caution => check in SWITCHES;

/** The finding that counts: should a check be there more than once, the least favourable one. */
function worst(findings: readonly Finding[], slot: SlotName, check: Check): Finding {
  const found = findings.filter((finding) => finding.slot === slot && finding.check === check);
  return (
    found.find((finding) => finding.outcome === 'unknown') ??
    found.find((finding) => finding.outcome === 'fail') ??
    found[0] ?? { slot, check, outcome: 'unknown', proven: false }
  );
}

function reasonsOf(findings: readonly Finding[]): ReasonCode[] {
  const reasons = findings.flatMap(({ check, outcome }) =>
    outcome === 'pass' ? [] : [REASONS[check][outcome]],
  );
  return [...new Set(reasons)];
}
