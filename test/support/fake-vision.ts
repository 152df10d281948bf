import type { Reading } from '../../src/domain/reading.ts';
import { addDays } from '../../src/specimen/person.ts';
import type { VisionPool } from '../../src/vision/pool.ts';

type Read = VisionPool['read'];
type Display = VisionPool['display'];
type Examine = VisionPool['examine'];
type CompareFaces = VisionPool['compareFaces'];
export type What = Parameters<Read>[1];

const field = (value: string) => ({ value, confidence: 0.99 });
const READER = 'fake';

/** A reading of a document that agrees with those of the other slots, so that a session of them is approved. */
export function agreeingReading({ kind, side, today }: What, surname = 'Eriksson'): Reading {
  const print = { surname: field(surname), givenNames: field('Anna Maria'), birthDate: field('1990-08-12') };
  if (kind === 'selfie') return { status: 'read', kind, reader: READER, printed: {} };
  if (kind === 'proof_of_address') {
    const bill = { fullName: field(`Anna ${surname}`), address: field('1 Harbour Street') };
    return {
      status: 'read',
      kind,
      reader: READER,
      printed: { ...bill, issueDate: field(addDays(today, -14)) },
    };
  }
  if (kind === 'id_card' && side === 'front') return { status: 'read', kind, reader: READER, printed: print };
  return {
    status: 'read',
    kind,
    reader: READER,
    printed: kind === 'passport' ? print : {},
    mrz: {
      format: kind === 'passport' ? 'TD3' : 'TD1',
      lines: [],
      fields: {
        ...print,
        surname: field(surname.toUpperCase()),
        givenNames: field('ANNA MARIA'),
        expiryDate: field(addDays(today, 1000)),
      },
      checkDigits: { documentNumber: true, birthDate: true, expiryDate: true, composite: true },
      confidence: 0.99,
      corrected: false,
      breaksStandard: false,
      unknownStates: [],
      agreement: 'agreed',
      lineAgreement: kind === 'passport' ? ['agreed', 'agreed'] : ['agreed', 'agreed', 'agreed'],
    },
  };
}

/** A file without any sign; its map stands for one that is made of its bytes. */
const examined = (bytes: Uint8Array) => ({
  facts: { examined: true, traces: [], ranking: [], heatmapNote: null },
  heatmap: Buffer.from(bytes).reverse(),
});

/** Two faces that are alike, the head turned to its left first; the portrait stands for one that is cut out of the document. */
const alike = (document: Uint8Array): Awaited<ReturnType<CompareFaces>> => ({
  comparison: {
    score: 0.62,
    distance: 0.38,
    reason: null,
    frames: { turned: { faces: 1, yaw: 31 }, front: { faces: 1, yaw: -3 } },
  },
  portrait: Buffer.from(document).reverse(),
});

export interface FakeVision {
  display: Display;
  read: Read;
  examine: Examine;
  compareFaces: CompareFaces;
  /** What is done next in place of the usual, in this order and once each. */
  nextDisplays: Display[];
  nextReads: Read[];
  nextExaminations: Examine[];
  nextComparisons: CompareFaces[];
  /** How often each was asked. */
  asked: { display: number; read: number; examine: number; compareFaces: number };
}

/** Stands for the children that look at pixels: everything can be decoded, and reads as it should. */
export function createFakeVision(
  usual: Partial<Pick<FakeVision, 'display' | 'read' | 'examine'>> = {},
): FakeVision {
  const usualDisplay: Display = usual.display ?? (async (bytes) => Buffer.from(bytes).reverse());
  const usualRead: Read = usual.read ?? (async (_, what) => agreeingReading(what));
  const usualExamine: Examine = usual.examine ?? (async (bytes) => examined(bytes));
  const vision: FakeVision = {
    nextDisplays: [],
    nextReads: [],
    nextExaminations: [],
    nextComparisons: [],
    asked: { display: 0, read: 0, examine: 0, compareFaces: 0 },
    display: (...given) => {
      vision.asked.display += 1;
      return (vision.nextDisplays.shift() ?? usualDisplay)(...given);
    },
    read: (...given) => {
      vision.asked.read += 1;
      return (vision.nextReads.shift() ?? usualRead)(...given);
    },
    examine: (...given) => {
      vision.asked.examine += 1;
      return (vision.nextExaminations.shift() ?? usualExamine)(...given);
    },
    compareFaces: async (...given) => {
      vision.asked.compareFaces += 1;
      const next = vision.nextComparisons.shift();
      return next ? next(...given) : alike(given[0].document);
    },
  };
  return vision;
}
