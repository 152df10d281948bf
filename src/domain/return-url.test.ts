import assert from 'node:assert/strict';
import { returnLocation } from './return-url.ts';

const SESSION = '0190a8b0-0000-7000-8000-000000000000';
const locationOf = (returnUrl: string) => returnLocation(returnUrl, SESSION, 'approved');
const OURS = `session_id=${SESSION}&status=approved`;

describe('returnLocation', () => {
  it('appends the session and its status', () => {
    assert.equal(locationOf('https://tenant.example/done'), `https://tenant.example/done?${OURS}`);
    assert.equal(locationOf('https://tenant.example'), `https://tenant.example/?${OURS}`);
  });

  it('keeps the query and the fragment as they are written', () => {
    const query = 'next=%2Fa%20b&flag&empty=&list=1&list=2&plus=a+b';
    assert.equal(
      locationOf(`https://tenant.example/done?${query}#step-2`),
      `https://tenant.example/done?${query}&${OURS}#step-2`,
    );
  });

  it('leaves one value of each of its own names', () => {
    assert.equal(
      locationOf('https://tenant.example/?status=old&session_id=x&statuses=kept&session_id'),
      `https://tenant.example/?statuses=kept&${OURS}`,
    );
  });

  it('needs no question mark of its own where the query is empty', () => {
    assert.equal(locationOf('https://tenant.example/?#end'), `https://tenant.example/?${OURS}#end`);
  });
});
