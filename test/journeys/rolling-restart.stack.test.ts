import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONSENT_VERSION, hostedPaths } from '../../src/contract/hosted.ts';
import { dayOf } from '../../src/domain/calendar.ts';
import { drawSpecimen } from '../../src/specimen/draw.ts';
import { specimenPerson } from '../../src/specimen/person.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { createEndUser } from '../../tools/demo/end-user.ts';
import type { Part } from '../../tools/stack/part.ts';
import { type FrontProxy, startFrontProxy } from '../support/front-proxy.ts';
import { createVisitor } from '../support/hosted-visitor.ts';
import { takeAnyPicture } from '../support/lenient-policy.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type RunningService, startService } from '../support/running-service.ts';

const PLAYERS = 2;
const CALLERS = 3;
/** Breathing space of a caller between two sessions: load, but not a flood. */
const CALLER_PAUSE_MS = 250;

interface LogLine {
  code?: string;
  level: number;
  cut?: number;
  step?: string;
  error?: string;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `in vain waited until ${what}`);
    await pause(100);
  }
}

describe('a rolling restart under load', function () {
  this.timeout(150_000);
  const home = mkdtempSync(join(tmpdir(), 'idbeyond-rolling-'));
  const today = dayOf(new Date());
  let proxy: FrontProxy;
  let receiver: Receiver;
  let service: RunningService;
  let key: string;
  let passport: Buffer;
  let bill: Buffer;

  before(async () => {
    const person = specimenPerson({ today });
    const bundle = join(home, 'workflows.js');
    const drawn = Promise.all([drawSpecimen('passport', person), drawSpecimen('bill', person)]);
    [proxy, receiver] = await Promise.all([startFrontProxy(), startReceiver()]);
    writeFileSync(bundle, (await bundleWorkflows()).code);
    const settings = {
      PUBLIC_URL: proxy.url,
      VISION_SLOTS: '1',
      LOG_LEVEL: 'debug',
      WORKFLOW_BUNDLE: bundle,
    };
    service = await startService(settings, { apis: 2, workers: 2 });
    proxy.sendTo(service.apis.map(({ url }) => url));
    const tenant = await service.newTenant();
    await takeAnyPicture(service.db, tenant.organizationId);
    key = tenant.keys.test;
    [passport, bill] = await drawn;
  });
  after(async () => {
    await service?.stop();
    await proxy?.close();
    await receiver?.close();
    rmSync(home, { recursive: true });
  });

  async function call(method: string, path: string, body?: object) {
    const response = await fetch(`${proxy.url}/api/verification/sessions${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answered = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${answered}`);
    return JSON.parse(answered);
  }

  /** A whole verification, with real pictures and real reading. */
  async function play(): Promise<string> {
    const { sessionId, hostedUrl } = await call('POST', '', { webhookUrl: receiver.url });
    const endUser = createEndUser(hostedUrl);
    await endUser.start();
    await endUser.choose('passport');
    await endUser.upload('passport', passport);
    await endUser.upload('proof-of-address', bill);
    await endUser.send();
    assert.equal((await endUser.untilResult()).reviewStatus, 'approved');
    return sessionId;
  }

  /** Makes a session, looks at it and gives it up. */
  async function callOn(): Promise<string> {
    const { sessionId } = await call('POST', '');
    await call('GET', `/${sessionId}`);
    await call('POST', `/${sessionId}/cancel`);
    await pause(CALLER_PAUSE_MS);
    return sessionId;
  }

  /**
   * As systemd stops a service: the signal goes to every process of it, children that read pictures among them; and
   * as npm and a terminal do, twice.
   */
  async function restart(part: Part): Promise<void> {
    assert.ok(part.pid);
    process.kill(-part.pid, 'SIGTERM');
    process.kill(-part.pid, 'SIGTERM');
    await until(`${part.name} has ended`, () => part.pid === undefined);
    await part.start();
  }

  /** While a picture is being read there is something to break off. */
  const isReading = (part: Part) => {
    const steps = linesOf(part).filter(({ step }) => step === 'readDocument');
    const count = (code: string) => steps.filter((line) => line.code === code).length;
    return count('STEP_STARTED') > count('STEP_ENDED');
  };

  const linesOf = (part: Part): LogLine[] =>
    readFileSync(part.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));

  /** An upload of which a part is still to come. Its end is sent by the function that this resolves with. */
  async function beginUpload(origin: string): Promise<() => Promise<number | undefined>> {
    const { sessionId, token } = await call('POST', '');
    const paths = hostedPaths(sessionId);
    const visitor = createVisitor(proxy.url);
    await visitor.post(paths.exchange, { form: { token, consent: CONSENT_VERSION } });
    await visitor.post(paths.document, { form: { identityDocument: 'passport' } });
    const head = `--b\r\nContent-Disposition: form-data; name="slot"\r\n\r\npassport\r\n--b\r\nContent-Disposition: form-data; name="picture"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
    const upload = httpRequest(origin + paths.documents, {
      method: 'POST',
      headers: {
        cookie: [...visitor.cookies].map((pair) => pair.join('=')).join('; '),
        'sec-fetch-site': 'same-origin',
        'content-type': 'multipart/form-data; boundary=b',
        expect: '100-continue',
      },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upload.once('response', resolve).once('error', reject);
    });
    answered.catch(() => undefined);
    await new Promise((resolve) => {
      upload.once('continue', resolve);
      upload.flushHeaders();
    });
    upload.write(head);
    upload.write(passport.subarray(0, 100_000));
    return async () => {
      upload.end(Buffer.concat([passport.subarray(100_000), Buffer.from('\r\n--b--\r\n')]));
      const answer = await answered;
      answer.resume();
      return answer.statusCode;
    };
  }

  it('loses nothing and fails nothing', async () => {
    let restarting = true;
    const collect = async (work: () => Promise<string>): Promise<string[]> => {
      const done: string[] = [];
      do done.push(await work());
      while (restarting);
      return done;
    };
    const load = Promise.all([
      Promise.all(Array.from({ length: PLAYERS }, () => collect(play))),
      Promise.all(Array.from({ length: CALLERS }, () => collect(callOn))),
    ]);
    // Told below; until then a failure of the load must not count as unhandled.
    load.catch(() => undefined);

    const [first] = service.apis;
    assert.ok(first);
    // So that the children that look at pictures are there when the signal comes.
    for (const { url } of service.apis) assert.equal(await (await beginUpload(url))(), 303);
    const endUpload = await beginUpload(first.url);
    const restartApis = async () => {
      for (const { part } of service.apis) await restart(part);
    };
    const restartWorkers = async () => {
      for (const { part } of service.workers) {
        await until(`${part.name} reads`, () => isReading(part));
        await restart(part);
      }
    };
    const restarted = Promise.all([restartApis(), restartWorkers()]);
    restarted.catch(() => undefined);
    await until('the first API is stopping', () =>
      linesOf(first.part).some(({ code }) => code === 'STOPPING'),
    );
    assert.equal(await endUpload(), 303, 'an upload that had begun ends, on the process that stops');
    await restarted;
    restarting = false;
    const [played, called] = (await load).map((lists) => lists.flat());
    assert.ok(played && called);

    assert.deepEqual(proxy.failures, []);
    assert.deepEqual(
      [...proxy.answers.keys()].filter((status) => status >= 400),
      [],
    );
    for (const { part } of service.apis) {
      const stopped = linesOf(part).find(({ code }) => code === 'STOPPED');
      assert.equal(stopped?.cut, 0, 'the API ended by itself and cut nobody off');
    }
    for (const { part } of service.workers) {
      assert.ok(
        linesOf(part).some(({ code }) => code === 'STOPPED'),
        'the worker ended by itself',
      );
      assert.deepEqual(
        linesOf(part).filter(({ step, error }) => step === 'readDocument' && error === 'VisionCrashError'),
        [],
        'no reading was broken off',
      );
    }
    for (const { part } of [...service.apis, ...service.workers])
      assert.deepEqual(
        linesOf(part).filter(({ level }) => level >= 50),
        [],
      );

    const heardOf = (sessionId: string) =>
      new Set(
        receiver.received
          .map(({ body }) => JSON.parse(body.toString('utf8')))
          .filter(({ verificationSessionId }) => verificationSessionId === sessionId)
          .map(({ sequence }) => sequence),
      );
    await until('every session has told its three events', () =>
      played.every((sessionId) => heardOf(sessionId).size === 3),
    );
    await until('every session that was given up is over', async () => {
      const open = await service
        .db('verification_sessions')
        .whereIn('id', called)
        .whereNot('phase', 'canceled');
      return open.length === 0;
    });
    await until('Temporal has every message', async () => (await service.db('outbox')).length === 0);
    const readings = await service.db('documents').whereIn('session_id', played).select('state');
    assert.equal(readings.length, played.length * 2);
    assert.ok(readings.every(({ state }) => state === 'read'));
    assert.ok(called.length > 20, `${called.length} sessions are no load`);
  });

  it('is to be seen in the metrics of every process, which name nobody', async () => {
    await callOn();
    const pages = await Promise.all(
      [...service.apis, ...service.workers].map(async ({ watchUrl }) => {
        const response = await fetch(`${watchUrl}/metrics`);
        assert.equal(response.status, 200);
        return response.text();
      }),
    );
    const all = pages.join('\n');
    for (const sample of [
      /^idbeyond_http_request_duration_seconds_count\{method="POST",route="\/api\/verification\/sessions",status="201"\} \d/m,
      /^idbeyond_outbox_rows 0$/m,
      /^idbeyond_outbox_oldest_row_age_seconds 0$/m,
      /^idbeyond_task_queue_backlog\{queue="vision",type="activity"\} \d/m,
      /^idbeyond_vision_tasks\{lane="read",state="waiting"\} 0$/m,
      /^idbeyond_step_duration_seconds_count\{step="cancelSession",outcome="done"\} \d/m,
      /^idbeyond_process_resident_memory_bytes \d/m,
      /^idbeyond_build_info\{version="\d/m,
    ])
      assert.match(all, sample);
    assert.doesNotMatch(all, /[0-9a-f]{8}-[0-9a-f]{4}-|127\.0\.0\.1|ERIKSSON/i);
    const outside = await fetch(`${proxy.url}/metrics`);
    assert.equal(outside.status, 404, 'from outside there are none');
  });
});
