import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { findLeaks, type Place, plantBytes, plantDate, plantText } from './leak-search.ts';

const NAME = plantText('surname', 'Åkesson-Holm');
const at = (content: string | Uint8Array, name = 'somewhere'): Place => ({
  name,
  content: typeof content === 'string' ? Buffer.from(content) : content,
});
const formsIn = (content: string | Uint8Array, planted = NAME) =>
  findLeaks([planted], [at(content)]).map(({ form }) => form);

describe('the search for leaks', () => {
  it('finds a text in clear, in any case, and says what stands where', () => {
    const [leak, ...others] = findLeaks(
      [NAME, plantText('number', 'K7QX30951')],
      [at('nothing'), at('born ÅKESSON-HOLM'), at('{"surname":"åkesson-holm"}', 'elsewhere')],
    );
    assert.deepEqual(leak, { planted: 'surname', place: 'somewhere', form: 'clear' });
    assert.deepEqual(others, [{ planted: 'surname', place: 'elsewhere', form: 'clear' }]);
  });

  it('finds a text as JSON, addresses and machine-readable zones write it', () => {
    const name = plantText('names', 'Ingeborg "Tyra" Å');
    for (const content of [
      JSON.stringify({ name: 'Ingeborg "Tyra" Å' }),
      '{"name":"Ingeborg \\"Tyra\\" \\u00c5"}',
      '/?name=Ingeborg%20%22Tyra%22%20%C3%85',
      'name=Ingeborg+%22Tyra%22+%C3%85&x=1',
      'P<UTOINGEBORG<"TYRA"<å',
    ]) {
      assert.ok(formsIn(content, name).includes('clear'), content);
    }
  });

  it('finds hex, of either case', () => {
    const hex = Buffer.from('Åkesson-Holm').toString('hex');
    assert.deepEqual(formsIn(`\\x00${hex}ff`), ['hex']);
    assert.deepEqual(formsIn(hex.toUpperCase()), ['hex']);
  });

  it('finds UTF-16', () => assert.deepEqual(formsIn(Buffer.from('xÅkesson-Holm', 'utf16le')), ['utf-16']));

  it('finds base64 wherever in it the text begins, of either alphabet', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 7 }),
        fc.uint8Array({ maxLength: 7 }),
        fc.uint8Array({ minLength: 12, maxLength: 20 }),
        fc.constantFrom('base64', 'base64url'),
        (before, after, bytes, alphabet) => {
          const content = Buffer.concat([before, bytes, after]).toString(alphabet as 'base64');
          return findLeaks([plantBytes('bytes', bytes)], [at(content)]).some(({ form }) => form === 'base64');
        },
      ),
    );
  });

  it('finds bytes in the midst of bytes', () => {
    const prefix = randomBytes(16);
    const content = Buffer.concat([randomBytes(100), prefix, randomBytes(100)]);
    assert.deepEqual(formsIn(content, plantBytes('picture', prefix)), ['clear']);
  });

  it('finds a date however it is written', () => {
    const date = plantDate('birth date', '1988-07-19');
    for (const content of [
      '1988-07-19T00:00:00.000Z',
      'x19880719x',
      '19.07.1988',
      '19/07/1988',
      '07/19/1988',
      '19 JUL 1988',
      '{"year":1988,"month":7,"day":19}',
    ]) {
      assert.deepEqual(formsIn(content, date), ['clear'], content);
    }
  });

  it('finds nothing in what is sealed, hashed or another text', () => {
    const everything = [
      NAME,
      plantDate('birth date', '1988-07-19'),
      plantText('number', 'K7QX30951'),
      plantBytes('picture', randomBytes(16)),
    ];
    const sealed = randomBytes(500_000);
    const places = [
      at(sealed),
      at(sealed.toString('hex')),
      at(sealed.toString('base64')),
      at('Åkesson, Holm'),
    ];
    assert.deepEqual(findLeaks(everything, places), []);
  });

  it('refuses to look for what would be found by chance', () => {
    assert.throws(() => plantText('initials', 'ÅH'), /too short/);
    assert.throws(() => plantText('six digits', '880719'), /too short/);
    assert.throws(() => plantBytes('nothing', Buffer.alloc(0)), /too short/);
    plantText('eight digits', '19880719');
  });
});
