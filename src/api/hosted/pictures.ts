import type { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.ts';
import { captureForm } from '../../contract/hosted.ts';
import { findSessionSealer } from '../../db/data-keys.ts';
import { findDocument } from '../../db/documents.ts';
import { PICTURE_REFUSALS, type SlotName } from '../../domain/document.ts';
import { refusalOf } from '../../domain/journey.ts';
import { picturePurpose } from '../../domain/picture.ts';
import { QUALITY_REFUSALS } from '../../domain/picture-quality.ts';
import { capturePicture } from '../capture-picture.ts';
import { ApiError } from '../errors.ts';
import { takeRefusedPicture } from '../take-refused-picture.ts';
import { currentJourney, goOn } from './go-on.ts';
import { readUpload } from './read-upload.ts';
import { showPage } from './show-page.ts';
import { capturePage } from './step-pages.ts';
import type { UploadGate } from './upload-gate.ts';
import { admitDevice, type Visit, wantsJson } from './visit.ts';

/** Refusals that the page of the slot shows above its field, so that another photo can be taken at once. */
const AT_THE_FIELD: readonly ErrorCode[] = [
  ...PICTURE_REFUSALS,
  ...QUALITY_REFUSALS,
  'TOO_MANY_UPLOADS',
  'BUSY',
  'BODY_MALFORMED',
];

const RETRY_AFTER_SECONDS = 5;

/** `POST .../documents`: one picture of one slot, as a multipart form. A few at a time; the next ones hear `BUSY`. */
export async function takePicture(visit: Visit, gate: UploadGate): Promise<void> {
  await admitDevice(visit);
  if (!gate.enter()) throw new ApiError('BUSY', { headers: { 'Retry-After': `${RETRY_AFTER_SECONDS}` } });
  let slot: SlotName | undefined;
  try {
    const upload = await readUpload(visit.ctx.req);
    const form = captureForm.safeParse({
      slot: upload.fields.get('slot'),
      anyway: upload.fields.get('anyway'),
    });
    if (form.success) slot = form.data.slot;
    if (upload.refusal) throw new ApiError(upload.refusal);
    if (!form.success) throw new ApiError('BODY_INVALID', { errors: fieldErrors(form.error) });
    await keep(visit, form.data, upload.picture);
  } catch (error) {
    if (!(error instanceof ApiError) || !slot || !(await showAtField(visit, slot, error))) throw error;
    return;
  } finally {
    gate.leave();
  }
  await goOn(visit);
}

const fieldErrors = (error: z.ZodError) =>
  error.issues.map(({ path }) => ({ path: path.join('.'), message: 'is not one of the known values' }));

async function keep(
  { deps, known }: Visit,
  { slot, anyway }: z.output<typeof captureForm>,
  picture: { bytes: Buffer; fileName: string } | undefined,
): Promise<void> {
  if (!known) throw new ApiError('DEVICE_UNKNOWN');
  if (picture) await capturePicture(deps, known.session, { slot, ...picture, anyway: anyway === 'yes' });
  else if (anyway) await takeRefusedPicture(deps, known.session, slot);
  else throw new ApiError('PICTURE_MISSING');
}

/** False where the refusal is not one of the field, or the page of the slot is not to be had. */
async function showAtField(visit: Visit, slot: SlotName, error: ApiError): Promise<boolean> {
  if (wantsJson(visit) || !AT_THE_FIELD.includes(error.code)) return false;
  const journey = await currentJourney(visit);
  if (refusalOf({ name: 'capture', slot }, journey.facts)) return false;
  visit.ctx.set(error.details.headers ?? {});
  showPage(visit, await capturePage(visit, journey, slot, error.code), error.status);
  return true;
}

/**
 * `GET .../documents/:documentId/picture`: the copy without metadata, for a device of the session and only while the
 * pictures can still be changed: after sending, a shared computer shows nothing.
 */
export async function showPicture(visit: Visit): Promise<void> {
  const { ctx, deps } = visit;
  const session = await admitDevice(visit);
  const { facts } = await currentJourney(visit);
  const refusal = refusalOf({ name: 'cancel' }, facts);
  if (refusal) throw new ApiError(refusal);
  const document = await findDocument(deps.db, session, ctx.params.documentId ?? '');
  if (!document?.displayKey || document.supersededAt) throw new ApiError('DOCUMENT_NOT_FOUND');
  const sealer = await findSessionSealer(deps.db, session, deps.keys);
  const sealed = await deps.objectStore.get(document.displayKey);
  ctx.set({
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Content-Disposition': 'inline; filename="picture.jpg"',
  });
  ctx.body = sealer.open(picturePurpose('display', document.id), sealed);
  ctx.type = 'image/jpeg';
}
