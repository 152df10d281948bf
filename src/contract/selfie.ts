import { z } from 'zod';
import { OUTCOMES } from '../domain/decision.ts';
import { FACE_MATCHES, NOT_COMPARED_REASONS } from '../domain/face.ts';
import { HEAD_TURNS, SELFIE_ANSWERS } from '../domain/session-check.ts';

/** How a session stands with its selfie: words and one number, nothing by which a face could be known again. */
export const toldSelfie = z
  .object({
    answer: z
      .enum(SELFIE_ANSWERS)
      .nullable()
      .meta({ description: 'Whether the end-user agreed to the comparison. Null until they answered.' }),
    comparison: z
      .object({
        match: z
          .enum(FACE_MATCHES)
          .meta({ description: 'What the score comes to. Advice, never a verdict.' }),
        score: z
          .number()
          .min(0)
          .max(1)
          .nullable()
          .meta({ description: 'How alike portrait and selfie are. Null where they could not be compared.' }),
        reason: z
          .enum(NOT_COMPARED_REASONS)
          .nullable()
          .meta({ description: 'Why they could not be compared.' }),
        challenge: z.object({
          turn: z
            .enum(HEAD_TURNS)
            .meta({ description: 'To which side the head was to be turned, as its owner sees it.' }),
          outcome: z.enum(OUTCOMES),
        }),
        portrait: z
          .url()
          .nullable()
          .meta({ description: 'Where the portrait of the document is, for your secret key.' }),
      })
      .nullable()
      .meta({ description: 'Null where nothing was compared, or not yet.' }),
  })
  .meta({ description: 'Null where no selfie was asked for.' });
