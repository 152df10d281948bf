import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';

/** A workflow that passes a text through every way there is, for the test of the codec. */
export const noted = defineSignal<[string]>('noted');
export const asked = defineQuery<string, [string]>('asked');
export const amended = defineUpdate<string, [string]>('amended');
export const finished = defineSignal('finished');

export interface CourierActivities {
  /** Heartbeats the text, fails with it, and at the second attempt gives back what it said when it last lived. */
  carry(text: string): Promise<string>;
}

const { carry } = proxyActivities<CourierActivities>({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '10 ms', maximumAttempts: 2 },
});

export async function courier(text: string): Promise<string> {
  const heard: string[] = [text];
  let isFinished = false;
  setHandler(noted, (note) => void heard.push(note));
  setHandler(asked, (question) => `${question} ${heard.join(' ')}`);
  setHandler(amended, async (change) => `${change} of ${text}`, {
    validator: (change) => {
      if (change.startsWith('refused')) throw ApplicationFailure.nonRetryable(change, 'REFUSED');
    },
  });
  setHandler(finished, () => {
    isFinished = true;
  });
  await condition(() => heard.length > 1);
  heard.push(await executeChild(messenger, { args: [text] }));
  heard.push(await carry(text));
  await executeChild(messenger, { args: [`${text} is lost`] }).catch((error: Error) =>
    heard.push(error.message),
  );
  await condition(() => isFinished);
  return heard.join('; ');
}

export async function messenger(text: string): Promise<string> {
  if (text.endsWith('is lost')) throw ApplicationFailure.nonRetryable(text, 'LOST', text);
  return `told ${text}`;
}

/** Waits for a note and gives back both. */
export async function patient(text: string): Promise<string> {
  let note: string | undefined;
  setHandler(noted, (given) => {
    note = given;
  });
  await condition(() => note !== undefined);
  return `${text} ${note}`;
}
