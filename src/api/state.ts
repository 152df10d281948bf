/** What middleware learns of a request, for its log line. Ids only. */
export interface ApiState {
  requestId: string;
  organizationId?: string;
  sessionId?: string;
}
