import type { PictureRefusal } from '../domain/document.ts';

/** Why a task was not done. No message says anything of the picture. */

/** The child worked longer than allowed; it was killed and replaced. The task may be tried again. */
export class VisionTimeoutError extends Error {
  override name = 'VisionTimeoutError';
}

/** The child did not come up: it has seen no picture, so none is at fault. The task may be tried again. */
export class VisionStartError extends Error {
  override name = 'VisionStartError';
}

/** The child ended in the middle of the task. The task may be tried again. */
export class VisionCrashError extends Error {
  override name = 'VisionCrashError';
}

/** More tasks wait than the pool allows. Nothing was begun; answer 503 and ask to come back. */
export class VisionBusyError extends Error {
  override name = 'VisionBusyError';
}

/** The pool was closed before the task was done. */
export class VisionClosedError extends Error {
  override name = 'VisionClosedError';
}

/** The picture itself is at fault; trying again is of no use. */
export class VisionPictureError extends Error {
  override name = 'VisionPictureError';
  readonly refusal: PictureRefusal;

  constructor(refusal: PictureRefusal) {
    super(`The picture cannot be used: ${refusal}.`);
    this.refusal = refusal;
  }
}
