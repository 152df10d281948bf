import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { CONSENT_VERSION, type HostedPaths, hostedPaths } from '../../src/contract/hosted.ts';
import type { IdentityDocument, Inspection, PictureRefusal, SlotName } from '../../src/domain/document.ts';
import type { Environment } from '../../src/domain/session.ts';
import type { TestApi } from './test-api.ts';

export interface PageAnswer {
  status: number;
  headers: Headers;
  location: string | null;
  html: string;
  /** Main heading of the page. */
  heading: string;
}

export interface Asking {
  headers?: Record<string, string>;
  form?: Record<string, string>;
  multipart?: FormData;
  /** A body as it is, with its content type. */
  raw?: { body: Buffer | string; contentType: string };
  /** False leaves out what a browser says of where a request comes from. */
  ownPage?: boolean;
}

/** A device: keeps cookies as a browser does, follows no redirect. */
export interface Visitor {
  cookies: Map<string, string>;
  get(path: string, asking?: Asking): Promise<PageAnswer>;
  post(path: string, asking?: Asking): Promise<PageAnswer>;
}

export function createVisitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  const ask = async (method: string, path: string, asking: Asking = {}): Promise<PageAnswer> => {
    const { headers, form, multipart, raw, ownPage = method === 'POST' } = asking;
    const rawBody = typeof raw?.body === 'object' ? new Uint8Array(raw.body) : raw?.body;
    const body = rawBody ?? multipart ?? new URLSearchParams(form);
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
        ...(ownPage && { 'sec-fetch-site': 'same-origin' }),
        ...(raw && { 'content-type': raw.contentType }),
        ...headers,
      },
      ...(method === 'POST' && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const html = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      location: response.headers.get('location'),
      html,
      heading: (/<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '').replaceAll('&#39;', "'"),
    };
  };
  return {
    cookies,
    get: (path, asking) => ask('GET', path, asking),
    post: (path, asking) => ask('POST', path, asking),
  };
}

export interface HostedSession {
  sessionId: string;
  organizationId: string;
  token: string;
  /** Path and query of the link that the tenant hands out. */
  link: string;
  paths: HostedPaths;
  /** The tenant's key, to read the session with. */
  key: string;
}

/** A session that a tenant made through the API. */
export async function newHostedSession(
  api: TestApi,
  body: Record<string, unknown> = { returnUrl: 'https://tenant.example/done?a=1#part' },
  environment: Environment = 'test',
): Promise<HostedSession> {
  const { organizationId, keys } = await api.newTenant();
  const key = keys[environment];
  const created = await api.send('POST', '/api/verification/sessions', { key, body });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const { sessionId, token, hostedUrl } = created.body;
  const { pathname, search } = new URL(hostedUrl);
  return { sessionId, organizationId, token, link: pathname + search, paths: hostedPaths(sessionId), key };
}

/** A device that opened the link and agreed. */
export async function connected(api: TestApi, session: HostedSession): Promise<Visitor> {
  const visitor = createVisitor(api.url);
  const answer = await visitor.post(session.paths.exchange, {
    form: { token: session.token, consent: CONSENT_VERSION },
  });
  assert.equal(answer.status, 303, `${answer.status} ${answer.heading}`);
  return visitor;
}

/** The form of a capture page, with its one file. */
export function pictureForm(slot: string, bytes: Buffer | string, fileName = 'photo.jpg'): FormData {
  const form = new FormData();
  form.set('slot', slot);
  form.set('picture', new Blob([new Uint8Array(Buffer.from(bytes))], { type: 'image/jpeg' }), fileName);
  return form;
}

/** Uploads a picture of its own; expects that it is taken in. */
export async function uploads(
  visitor: Visitor,
  session: HostedSession,
  slot: SlotName,
  bytes: Buffer | string = `${slot} ${uuidv7()}`,
): Promise<PageAnswer> {
  const answer = await visitor.post(session.paths.documents, { multipart: pictureForm(slot, bytes) });
  assert.equal(answer.status, 303, `${answer.status} ${answer.heading}`);
  return answer;
}

export async function chooses(
  visitor: Visitor,
  session: HostedSession,
  identityDocument: IdentityDocument,
): Promise<PageAnswer> {
  return visitor.post(session.paths.document, { form: { identityDocument } });
}

/** A device that filled every slot of a passport and has yet to send. */
export async function filled(api: TestApi, session: HostedSession): Promise<Visitor> {
  const visitor = await connected(api, session);
  await chooses(visitor, session, 'passport');
  await uploads(visitor, session, 'passport');
  await uploads(visitor, session, 'proof-of-address');
  return visitor;
}

/** Stands for vision: takes everything in but what says that it is to be refused. */
export async function inspectByWord(bytes: Buffer): Promise<Inspection> {
  const [, refusal] = /^refuse (PICTURE_\w+)/.exec(bytes.toString('latin1')) ?? [];
  if (refusal) return { accepted: false, refusal: refusal as PictureRefusal };
  return { accepted: true, facts: { contentType: 'image/jpeg', width: 1600, height: 1000 } };
}
