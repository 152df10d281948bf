import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Moves messages and stack traces of failures into a payload, where the codec seals them; otherwise they would lie
 * in histories in clear. Loaded by path into clients, workers and the workflow bundle, so this file imports nothing
 * that the workflow sandbox lacks.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
