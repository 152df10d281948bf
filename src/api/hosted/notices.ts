import { showPage } from './show-page.ts';
import { recogniseDevice, type Visit } from './visit.ts';

/** `GET .../privacy`: in the tenant's name for a device of the session, in nobody's for anyone else. */
export async function showPrivacy(visit: Visit): Promise<void> {
  await recogniseDevice(visit);
  showPage(visit, { page: 'privacy' });
}

export async function showHelp(visit: Visit): Promise<void> {
  const isDevice = await recogniseDevice(visit);
  showPage(visit, { page: 'help', ...(isDevice && { reference: visit.sessionId }) });
}
