/** What a tenant's backend does with its secret key. */
export interface TenantBackend {
  createSession(body: object): Promise<{ sessionId: string; clientSecret: string; hostedUrl: string }>;
  review(sessionId: string, decision: 'approve' | 'reject', note: string): Promise<{ reviewStatus: string }>;
  getSession(sessionId: string): Promise<{ phase: string; reviewStatus: string; reasons: string[] }>;
}

export function createTenantBackend(apiUrl: string, secretKey: string): TenantBackend {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${apiUrl}/api/verification/sessions${path}`, {
      method,
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${answer.code}`);
    return answer;
  };
  return {
    createSession: (body) => call('POST', '', body),
    review: (sessionId, decision, note) =>
      call('POST', `/${sessionId}/review`, { decision, reason: 'Looked at by a person', note }),
    getSession: (sessionId) => call('GET', `/${sessionId}`),
  };
}
