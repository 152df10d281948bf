import assert from 'node:assert/strict';
import { errorFields } from './error-fields.ts';

describe('what is logged of an unforeseen error', () => {
  it('names it and says where it was raised', () => {
    const fields = errorFields(new TypeError('x'));
    assert.equal(fields.error, 'TypeError');
    assert.match(fields.stack ?? '', /error-fields\.test\.ts/);
  });

  it('never holds its message, of however many lines, nor that of its cause', () => {
    const cause = new Error('Erika Mustermann\n    born 1964-08-12');
    const logged = JSON.stringify(errorFields(new Error('passport C01X00T47\nline two', { cause })));
    assert.doesNotMatch(logged, /C01X00T47|line two|Erika|1964/);
    assert.match(logged, /caused by Error/);
  });

  it('keeps the codes of PostgreSQL', () => {
    const error = Object.assign(new Error('duplicate'), {
      code: '23505',
      constraint: 'documents_current',
      detail: 'Key (x)=(secret)',
    });
    const { errorCode, constraint, ...rest } = errorFields(error);
    assert.deepEqual({ errorCode, constraint }, { errorCode: '23505', constraint: 'documents_current' });
    assert.doesNotMatch(JSON.stringify(rest), /secret/);
  });

  it('bears what is not an error', () => assert.deepEqual(errorFields('a string'), { error: 'string' }));
});
