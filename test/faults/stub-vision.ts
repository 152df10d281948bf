import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { notCompared } from '../../src/domain/face.ts';
import type { MrzReading, ReadField, Reading } from '../../src/domain/reading.ts';
import { specimenPerson } from '../../src/specimen/person.ts';
import type { VisionPool } from '../../src/vision/pool.ts';

/** What stands in a picture for the stub: what it is to be read as. */
export type StubText = 'good' | 'unreadable';

const MARK = 'stub:';
const COMMENT = Buffer.from([0xff, 0xfe]);

/** A small JPEG with a comment (ITU-T T.81 section B.2.4.5) that says how the stub is to read it; a real picture for whoever inspects it. */
export async function stubPicture(text: StubText): Promise<Buffer> {
  const plain = await sharp({ create: { width: 320, height: 320, channels: 3, background: '#eee' } })
    .jpeg()
    .toBuffer();
  const comment = Buffer.from(MARK + text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(comment.length + 2);
  return Buffer.concat([plain.subarray(0, 2), COMMENT, length, comment, plain.subarray(2)]);
}

/** Long enough that a kill may fall into it. */
const READING_MS = 40;

/** Reads by the comment of {@link stubPicture}, so that hundreds of sessions cost no hundreds of readings. */
export function createStubVision(): Pick<VisionPool, 'display' | 'read' | 'examine' | 'compareFaces'> {
  return {
    display: async (bytes) => Buffer.from(bytes),
    compareFaces: async () => ({ comparison: notCompared('NO_PORTRAIT') }),
    examine: async () => ({ facts: { examined: true, traces: [], ranking: [] } }),
    read: async (bytes, { kind, today }) => {
      await sleep(READING_MS);
      const isUnreadable = Buffer.from(bytes).includes(MARK + ('unreadable' satisfies StubText));
      if (isUnreadable) return { status: 'unreadable', kind, reason: 'NO_TEXT', reader: 'stub' };
      return kind === 'proof_of_address' ? goodBill(today) : goodPassport(today);
    },
  };
}

const read = (value: string): ReadField => ({ value, confidence: 0.99 });

function goodPassport(today: string): Reading {
  const person = specimenPerson({ today });
  const fields = {
    surname: read(person.surname.toUpperCase()),
    givenNames: read(person.givenNames.toUpperCase()),
    birthDate: read(person.birthDate),
    documentNumber: read(person.documentNumber),
    expiryDate: read(person.expiryDate),
  };
  const checkDigits = { documentNumber: true, birthDate: true, expiryDate: true, composite: true };
  const mrz: MrzReading = {
    format: 'TD3',
    lines: [],
    fields,
    checkDigits,
    confidence: 0.99,
    corrected: false,
    breaksStandard: false,
    unknownStates: [],
    agreement: 'agreed',
    lineAgreement: ['agreed', 'agreed'],
  };
  return { status: 'read', kind: 'passport', mrz, printed: fields, reader: 'stub' };
}

function goodBill(today: string): Reading {
  const person = specimenPerson({ today });
  const printed = {
    fullName: read(person.billFullName),
    address: read(person.address.join(', ')),
    issueDate: read(person.billIssueDate),
    issuer: read(person.billIssuer),
  };
  return { status: 'read', kind: 'proof_of_address', printed, reader: 'stub' };
}
