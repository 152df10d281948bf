import { purgeAnswers } from './expiry.ts';
import { type OutboxDeps, relayOutbox } from './outbox.ts';
import { type StagingDeps, sweepStaging } from './staging.ts';
import { relayWebhooks, type WebhookRelayDeps } from './webhooks.ts';

export type RelayDeps = OutboxDeps & WebhookRelayDeps & StagingDeps;

export interface Relay {
  /** Ends every loop and waits for the round that each is in. */
  stop(): Promise<void>;
}

/**
 * Carries committed rows to where they have to go and clears away what is over. Every process of workers may run
 * one: rows that one holds are passed over by the others, and starts meet what runs already.
 */
export function startRelay(deps: RelayDeps): Relay {
  const stopping = new AbortController();
  const loops = [relayOutbox, relayWebhooks, sweepStaging, purgeAnswers];
  const running = Promise.all(loops.map((run) => run(deps, stopping.signal)));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
