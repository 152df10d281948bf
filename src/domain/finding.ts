import { ageOn, daysBetween, type IsoDate } from './calendar.ts';
import { type Check, type Finding, IDENTITY_SLOTS, type Outcome } from './decision.ts';
import { type IdentityDocument, requiredSlots, type SlotName } from './document.ts';
import {
  barcodeFieldsOf,
  type ComparedField,
  compareFields,
  type FieldComparison,
  machineFieldsOf,
  namesOutcome,
  outcomeOf,
} from './field-comparison.ts';
import { identityDocumentOf } from './mrz-layout.ts';
import { lineNames, type PersonName } from './person-name.ts';
import type { Policy } from './policy.ts';
import { type BarcodeReading, checkDigitOutcome, type MrzReading, type Reading } from './reading.ts';

type Read = Extract<Reading, { status: 'read' }>;

/** What stands in each slot: a reading, `unread` where a document is there but was not read, or nothing. */
export type SlotReadings = Partial<Record<SlotName, Reading | 'unread'>>;

export interface Circumstances {
  policy: Policy;
  today: IsoDate;
}

const finding = (slot: SlotName, check: Check, outcome: Outcome, proven = false): Finding => ({
  slot,
  check,
  outcome,
  proven,
});

/** Runs every check over the readings of a session. Pure; the day is an argument. */
export function findFindings(
  identityDocument: IdentityDocument,
  readings: SlotReadings,
  circumstances: Circumstances,
): Finding[] {
  const slots = IDENTITY_SLOTS[identityDocument];
  const zone = readOf(readings[slots.mrz])?.mrz;
  const print = readOf(readings[slots.print]);
  return [
    ...requiredSlots(identityDocument).flatMap((slot) => presence(slot, readings[slot])),
    ...zoneFindings(slots.mrz, identityDocument, zone, print, circumstances),
    ...printFindings(slots.print, zone, print),
    ...barcodeFindings(slots.mrz, zone, print, readOf(readings[slots.mrz])?.barcode),
    ...addressFindings(readOf(readings['proof-of-address']), zone, circumstances),
  ];
}

function readOf(reading: Reading | 'unread' | undefined): Read | undefined {
  return reading !== undefined && reading !== 'unread' && reading.status === 'read' ? reading : undefined;
}

function presence(slot: SlotName, reading: Reading | 'unread' | undefined): Finding[] {
  return [
    finding(slot, 'document_present', reading === undefined ? 'fail' : 'pass'),
    finding(slot, 'document_read', readOf(reading) ? 'pass' : 'fail'),
  ];
}

function zoneFindings(
  slot: SlotName,
  identityDocument: IdentityDocument,
  zone: MrzReading | undefined,
  print: Read | undefined,
  { policy, today }: Circumstances,
): Finding[] {
  if (!zone) {
    const checks = ['document_kind', 'mrz_check_digits', 'document_in_date', 'minimum_age'] as const;
    return checks.map((check) => finding(slot, check, 'unknown'));
  }
  const digits = checkDigitOutcome(zone);
  const trusted = digits === 'pass';
  return [
    finding(slot, 'document_kind', kindMatches(identityDocument, zone)),
    finding(slot, 'mrz_check_digits', digits),
    inDate(slot, zone, trusted, today),
    oldEnough(slot, zone, print, trusted, { policy, today }),
  ];
}

/** A visa is neither passport nor card, whatever it is shown for. */
function kindMatches(identityDocument: IdentityDocument, zone: MrzReading): Outcome {
  return identityDocumentOf(zone.format) === identityDocument ? 'pass' : 'fail';
}

/** The last day of validity still counts. */
function inDate(slot: SlotName, zone: MrzReading, trusted: boolean, today: IsoDate): Finding {
  const expiry = zone.fields.expiryDate?.value;
  if (expiry === undefined) return finding(slot, 'document_in_date', 'unknown');
  if (expiry < today) return finding(slot, 'document_in_date', 'fail', trusted);
  return finding(slot, 'document_in_date', trusted ? 'pass' : 'unknown');
}

/**
 * The zone has two digits of the birth year: 15 is a child of 2015 or somebody born in 1915. Under age is proven
 * only where the print, which has four, says the same day.
 */
function oldEnough(
  slot: SlotName,
  zone: MrzReading,
  print: Read | undefined,
  trusted: boolean,
  { policy, today }: Circumstances,
): Finding {
  const birth = zone.fields.birthDate?.value;
  if (birth === undefined) return finding(slot, 'minimum_age', 'unknown');
  if (ageOn(birth, today) < policy.minimumAge) {
    return finding(slot, 'minimum_age', 'fail', trusted && print?.printed.birthDate?.value === birth);
  }
  return finding(slot, 'minimum_age', trusted ? 'pass' : 'unknown');
}

/** What is printed against the zone: name and birth date always, the rest where both have it. */
function printFindings(slot: SlotName, zone: MrzReading | undefined, print: Read | undefined): Finding[] {
  const compared = comparePrint(zone, print);
  const found = (field: ComparedField) => outcomeOf(compared.filter((one) => one.field === field));
  const rest = Object.entries(WHERE_BOTH_HAVE_IT) as [keyof typeof WHERE_BOTH_HAVE_IT, Check][];
  return [
    finding(slot, 'name_matches_mrz', namesOutcome(compared)),
    finding(slot, 'birth_date_matches_mrz', found('birthDate') ?? 'unknown'),
    ...rest.flatMap(([field, check]) => {
      const outcome = found(field);
      return outcome ? [finding(slot, check, outcome)] : [];
    }),
  ];
}

const WHERE_BOTH_HAVE_IT = {
  documentNumber: 'document_number_matches_mrz',
  expiryDate: 'expiry_date_matches_mrz',
  sex: 'sex_matches_mrz',
  nationality: 'nationality_matches_mrz',
} as const satisfies Partial<Record<ComparedField, Check>>;

function comparePrint(zone: MrzReading | undefined, print: Read | undefined): FieldComparison[] {
  return zone && print ? compareFields(print.printed, machineFieldsOf(zone)) : [];
}

/** A barcode against print and zone. One that holds no fields, or nothing that they have, is no finding. */
function barcodeFindings(
  slot: SlotName,
  zone: MrzReading | undefined,
  print: Read | undefined,
  barcode: BarcodeReading | undefined,
): Finding[] {
  if (!barcode) return [];
  const machine = barcodeFieldsOf(barcode);
  const outcomes = {
    barcode_matches_print: outcomeOf(compareFields(print?.printed ?? {}, machine)),
    barcode_matches_mrz: outcomeOf(compareFields(zone?.fields ?? {}, machine)),
  } as const;
  return Object.entries(outcomes).flatMap(([check, outcome]) =>
    outcome ? [finding(slot, check as keyof typeof outcomes, outcome)] : [],
  );
}

function nameOf(zone: MrzReading | undefined): PersonName | undefined {
  const surname = zone?.fields.surname?.value;
  const givenNames = zone?.fields.givenNames?.value;
  return surname && givenNames ? { surname, givenNames } : undefined;
}

function addressFindings(
  bill: Read | undefined,
  zone: MrzReading | undefined,
  { policy, today }: Circumstances,
): Finding[] {
  const slot = 'proof-of-address';
  return [
    finding(slot, 'address_name_matches', addressNameMatches(bill, zone)),
    finding(slot, 'address_in_date', addressInDate(bill, policy.proofOfAddressMaxAgeDays, today)),
  ];
}

function addressNameMatches(bill: Read | undefined, zone: MrzReading | undefined): Outcome {
  const line = bill?.printed.fullName?.value;
  const name = nameOf(zone);
  if (!line || !name || !bill.printed.address) return 'unknown';
  return lineNames(line, name) ? 'pass' : 'fail';
}

/** A date that is told with no more than this was hardly read: on another day the bill may be too old. */
const HARDLY_READ = 0.75;

/** A date in the future was not read rightly, or is not the date of issue. */
function addressInDate(bill: Read | undefined, maxAgeDays: number, today: IsoDate): Outcome {
  const issued = bill?.printed.issueDate;
  if (!issued || issued.confidence <= HARDLY_READ) return 'unknown';
  const age = daysBetween(issued.value, today);
  if (age < 0) return 'unknown';
  return age <= maxAgeDays ? 'pass' : 'fail';
}
