import assert from 'node:assert/strict';
import { createMetrics, type MetricSources } from './metrics.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

const sources: MetricSources = {
  outbox: async () => ({ rows: 3, oldest: new Date(NOW.getTime() - 90_000) }),
  vision: () => ({ read: { running: 1, waiting: 4 } }),
  queues: async () => [{ queue: 'vision', type: 'activity', tasks: 7, oldestSeconds: 12 }],
  clock: () => NOW,
};
const page = (changes: Partial<MetricSources> = {}) => createMetrics('1.2.3', { ...sources, ...changes });
const samples = async (metrics: ReturnType<typeof page>, name: string) =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(name));

describe('the metrics of a process', () => {
  it('tell what waits, and for how long', async () => {
    const text = await page().text();
    for (const line of [
      'idbeyond_outbox_rows 3',
      'idbeyond_outbox_oldest_row_age_seconds 90',
      'idbeyond_task_queue_backlog{queue="vision",type="activity"} 7',
      'idbeyond_task_queue_backlog_age_seconds{queue="vision",type="activity"} 12',
      'idbeyond_vision_tasks{lane="read",state="running"} 1',
      'idbeyond_vision_tasks{lane="read",state="waiting"} 4',
      'idbeyond_build_info{version="1.2.3"} 1',
    ])
      assert.ok(text.includes(`\n${line}\n`), line);
  });

  it('count and time what was done', async () => {
    const metrics = page();
    const { observe } = metrics;
    observe.request({ method: 'GET', route: '/livez', status: 200, ms: 2 });
    observe.request({ method: 'GET', route: '/livez', status: 200, ms: 400 });
    observe.reading({ kind: 'passport', outcome: 'read', ms: 1_700 });
    observe.webhookAttempt({ result: '5xx', ms: 30 });
    observe.webhookSettled({ state: 'delivered' });
    observe.step({ step: 'decideSession', outcome: 'done', ms: 8 });
    const text = await metrics.text();
    for (const line of [
      'idbeyond_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/livez",status="200"} 1',
      'idbeyond_http_request_duration_seconds_count{method="GET",route="/livez",status="200"} 2',
      'idbeyond_reading_duration_seconds_sum{kind="passport",outcome="read"} 1.7',
      'idbeyond_webhook_attempt_duration_seconds_count{result="5xx"} 1',
      'idbeyond_webhook_events_settled_total{state="delivered"} 1',
      'idbeyond_step_duration_seconds_count{step="decideSession",outcome="done"} 1',
    ])
      assert.ok(text.includes(`\n${line}\n`), line);
  });

  it('leave out what a source does not tell, rather than an old number or none at all', async () => {
    let away = false;
    const metrics = page({
      outbox: () => (away ? Promise.reject(new Error('away')) : sources.outbox()),
      queues: () => (away ? Promise.reject(new Error('away')) : sources.queues()),
    });
    assert.equal((await samples(metrics, 'idbeyond_outbox_rows ')).length, 1);
    away = true;
    for (const name of ['idbeyond_outbox_rows ', 'idbeyond_outbox_oldest', 'idbeyond_task_queue'])
      assert.deepEqual(await samples(metrics, name), []);
    assert.deepEqual(await samples(metrics, 'idbeyond_metrics_source_failures_total{source="temporal"}'), [
      'idbeyond_metrics_source_failures_total{source="temporal"} 4',
    ]);
    away = false;
    assert.equal((await samples(metrics, 'idbeyond_outbox_rows ')).length, 1);
  });

  it('do not wait for ever for a source that hangs', async () => {
    const metrics = page({ outbox: () => new Promise(() => undefined) });
    const started = performance.now();
    assert.deepEqual(await samples(metrics, 'idbeyond_outbox_rows '), []);
    assert.ok(performance.now() - started < 5_000);
  });

  it('all have the prefix of the product', async () => {
    const names = [...(await page().text()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '');
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !name.startsWith('idbeyond_')),
      [],
    );
  });
});
