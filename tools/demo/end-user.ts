import {
  CONSENT_VERSION,
  type HostedPaths,
  type HostedState,
  hostedPaths,
} from '../../src/contract/hosted.ts';
import type { IdentityDocument, SlotName } from '../../src/domain/document.ts';

/** An end-user with a browser that has scripts off: follows the forms of the hosted page. */
export interface EndUser {
  start(): Promise<void>;
  choose(document: IdentityDocument): Promise<void>;
  upload(slot: SlotName, picture: Buffer): Promise<void>;
  send(): Promise<void>;
  /** Asks the status page until the session has an outcome. */
  untilResult(): Promise<HostedState>;
  /** Where the final page sends the browser. */
  followReturn(): Promise<URL>;
}

const ASK_AGAIN_MS = 200;

interface Page {
  status: number;
  headers: Headers;
  body: unknown;
}

/** A browser's part: keeps cookies, says where a form stands, and follows no redirect by itself. */
function createBrowser(origin: string) {
  const cookies = new Map<string, string>();
  return async (path: string, form?: URLSearchParams | FormData): Promise<Page> => {
    const response = await fetch(new URL(path, origin), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { origin } : {}),
      },
      ...(form ? { body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const isJson = response.headers.get('content-type')?.includes('json');
    const body = isJson ? await response.json() : await response.text();
    if (response.status >= 400)
      throw new Error(`${path} answered ${response.status} ${JSON.stringify(body)}`);
    return { status: response.status, headers: response.headers, body };
  };
}

export function createEndUser(hostedUrl: string): EndUser {
  const link = new URL(hostedUrl);
  const sessionId = link.pathname.split('/').at(-1) ?? '';
  const paths: HostedPaths = hostedPaths(sessionId);
  const visit = createBrowser(link.origin);
  return {
    start: async () => {
      await visit(link.pathname + link.search);
      const token = link.searchParams.get('token') ?? '';
      await visit(paths.exchange, new URLSearchParams({ token, consent: CONSENT_VERSION }));
    },
    choose: async (identityDocument) => {
      await visit(paths.document, new URLSearchParams({ identityDocument }));
    },
    upload: async (slot, picture) => {
      const form = new FormData();
      form.set('slot', slot);
      form.set('picture', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), `${slot}.jpg`);
      await visit(paths.documents, form);
    },
    send: async () => {
      await visit(paths.submit, new URLSearchParams());
    },
    untilResult: async () => {
      for (;;) {
        const state = (await visit(paths.status)).body as HostedState;
        if (state.screen === 'result') return state;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    },
    followReturn: async () => {
      const { status, headers } = await visit(paths.return);
      const location = headers.get('location');
      if (status !== 302 || !location) throw new Error(`The final page answered ${status} instead of 302`);
      return new URL(location);
    },
  };
}
