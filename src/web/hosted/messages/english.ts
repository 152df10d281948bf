import { noticeMessages } from './english-notices.ts';
import { problemMessages } from './english-problems.ts';
import { stepMessages } from './english-steps.ts';

/**
 * Every sentence of the flow, as data: another language is another object of this shape. `tenant` is the name of
 * the organization that asks, or what stands for it where it is not known.
 */
export const english = {
  lang: 'en',
  /** How dates are written. */
  dates: 'en-GB',
  dir: 'ltr' as 'ltr' | 'rtl',
  unknownTenant: 'the organization that sent you here',

  frame: {
    title: (heading: string, tenant: string | null) => (tenant ? `${heading} · ${tenant}` : heading),
    errorTitle: (title: string) => `Error: ${title}`,
    testMode: 'Test mode',
    testModeHint: 'Do not use real documents.',
    poweredBy: 'Verification by',
    privacy: 'Privacy',
    help: 'Help',
    cancel: 'Cancel',
    footer: 'About this verification',
    back: 'Back',
    returnTo: (tenant: string) => `Return to ${tenant}`,
    reference: 'Reference',
    step: (number: number, total: number) => `Step ${number} of ${total}`,
    stepOfAtMost: (number: number, total: number) => `Step ${number} of at most ${total}`,
    sending: 'Sending…',
    apart: ' (opens in a new tab)',
  },

  ...stepMessages,
  ...noticeMessages,
  problems: problemMessages,
};

export type Messages = typeof english;
