import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Facts about work that was done. Labels are names, codes and patterns; never an id, never anything of a person. */
export interface Observations {
  /** `route`: the pattern of the route, or `none` where no route took the request. */
  request(facts: { method: string; route: string; status: number; ms: number }): void;
  /** An attempt at a step (activity) that ended. */
  step(facts: { step: string; outcome: string; ms: number }): void;
  /** A picture that was read; `outcome` is `read`, or why it was not. */
  reading(facts: { kind: string; outcome: string; ms: number }): void;
  /** One attempt to tell a receiver. `result`: the class of its status (`2xx`), or the code of what went wrong. */
  webhookAttempt(facts: { result: string; ms: number }): void;
  /** An event whose delivery ended. */
  webhookSettled(facts: { state: string }): void;
}

/** What is looked up when the metrics are asked for. A number that cannot be had in time is left out. */
export interface MetricSources {
  outbox: () => Promise<{ rows: number; oldest: Date | null }>;
  /** Pictures under way and waiting for a child process. */
  vision: () => Record<string, { running: number; waiting: number }>;
  /** Tasks that wait at Temporal. */
  queues: () => Promise<readonly { queue: string; type: string; tasks: number; oldestSeconds: number }[]>;
  clock: () => Date;
}

export interface Metrics {
  observe: Observations;
  contentType: string;
  /** All of them in the text format of Prometheus. Never rejects for a source that does not answer. */
  text(): Promise<string>;
}

const SOURCE_TIMEOUT_MS = 2_000;
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STEP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
const READING_SECONDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 40, 60];

/** The metrics of one process. Each process is asked by itself; numbers of the shared stores are alike in all of them. */
export function createMetrics(version: string, sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'idbeyond_' });
  new Gauge({
    name: 'idbeyond_build_info',
    help: 'Always 1; the label is the version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  const stores = createStoreGauges(registry);
  return {
    observe: createObservations(registry),
    contentType: registry.contentType,
    async text() {
      await stores.refresh(sources);
      return registry.metrics();
    },
  };
}

function createObservations(registry: Registry): Observations {
  const registers = [registry];
  const requests = new Histogram({
    name: 'idbeyond_http_request_duration_seconds',
    help: 'Requests by the pattern of their route, from their head to the end of their handling.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const steps = new Histogram({
    name: 'idbeyond_step_duration_seconds',
    help: 'Steps of workflows (activities), each attempt by itself.',
    labelNames: ['step', 'outcome'],
    buckets: STEP_SECONDS,
    registers,
  });
  const readings = new Histogram({
    name: 'idbeyond_reading_duration_seconds',
    help: 'Pictures that were read, by kind of document and outcome, the wait for a reader included.',
    labelNames: ['kind', 'outcome'],
    buckets: READING_SECONDS,
    registers,
  });
  const attempts = new Histogram({
    name: 'idbeyond_webhook_attempt_duration_seconds',
    help: 'Attempts to tell a receiver, by the class of its answer or the code of what went wrong.',
    labelNames: ['result'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const settled = new Counter({
    name: 'idbeyond_webhook_events_settled_total',
    help: 'Webhook events whose delivery ended: delivered, failed or superseded.',
    labelNames: ['state'],
    registers,
  });
  return {
    request: ({ method, route, status, ms }) =>
      requests.observe({ method, route, status: String(status) }, ms / 1000),
    step: ({ step, outcome, ms }) => steps.observe({ step, outcome }, ms / 1000),
    reading: ({ kind, outcome, ms }) => readings.observe({ kind, outcome }, ms / 1000),
    webhookAttempt: ({ result, ms }) => attempts.observe({ result }, ms / 1000),
    webhookSettled: ({ state }) => settled.inc({ state }),
  };
}

/** Gauges of what other places know: they are asked anew each time. */
function createStoreGauges(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `idbeyond_${name}`, help, labelNames, registers });
  const rows = gauge('outbox_rows', 'Messages that Temporal does not have yet.');
  const age = gauge('outbox_oldest_row_age_seconds', 'How long the oldest of them waits; 0 where none does.');
  const vision = gauge('vision_tasks', 'Pictures at the child processes of this process.', ['lane', 'state']);
  const backlog = gauge('task_queue_backlog', 'Tasks that wait at Temporal for a worker, about.', [
    'queue',
    'type',
  ]);
  const backlogAge = gauge('task_queue_backlog_age_seconds', 'How long the oldest of them waits, about.', [
    'queue',
    'type',
  ]);
  const failures = new Counter({
    name: 'idbeyond_metrics_source_failures_total',
    help: 'Times that numbers were left out because their source did not answer in time.',
    labelNames: ['source'],
    registers,
  });

  /** Shows what a source answers. Where it does not, an old number would be worse than none. */
  const show = async <T>(
    source: string,
    ask: () => Promise<T>,
    set: (answer: T) => void,
    clear: () => void,
  ) => {
    try {
      set(await inTime(ask()));
    } catch {
      clear();
      failures.inc({ source });
    }
  };

  const showOutbox = ({ outbox, clock }: MetricSources) =>
    show(
      'outbox',
      outbox,
      (found) => {
        rows.set(found.rows);
        age.set(found.oldest ? Math.max(0, clock().getTime() - found.oldest.getTime()) / 1000 : 0);
      },
      () => {
        rows.remove();
        age.remove();
      },
    );

  const showQueues = ({ queues }: MetricSources) => {
    const clear = () => {
      backlog.reset();
      backlogAge.reset();
    };
    const set = (found: Awaited<ReturnType<typeof queues>>) => {
      clear();
      for (const { queue, type, tasks, oldestSeconds } of found) {
        backlog.set({ queue, type }, tasks);
        backlogAge.set({ queue, type }, oldestSeconds);
      }
    };
    return show('temporal', queues, set, clear);
  };

  const refresh = async (sources: MetricSources): Promise<void> => {
    for (const [lane, { running, waiting }] of Object.entries(sources.vision())) {
      vision.set({ lane, state: 'running' }, running);
      vision.set({ lane, state: 'waiting' }, waiting);
    }
    await Promise.all([showOutbox(sources), showQueues(sources)]);
  };
  return { refresh };
}

/** Prometheus gives a process some seconds; a source that hangs must not take the other numbers with it. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The source did not answer in time')), SOURCE_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
