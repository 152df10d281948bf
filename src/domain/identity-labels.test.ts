import assert from 'node:assert/strict';
import { guessedLabel, identityLabel } from './identity-labels.ts';
import { likeness } from './print-likeness.ts';

describe('telling the labels of identity documents', () => {
  it('knows a wording whatever its marks, capitals and punctuation', () => {
    assert.deepEqual(identityLabel('Staatsangehörigkeit:'), { label: 'nationality', slips: 0 });
    assert.deepEqual(identityLabel('DATA UPŁYWU WAŻNOŚCI'), { label: 'expiryDate', slips: 0 });
  });

  it('knows a wording whose letters ran together in small print', () => {
    assert.equal(identityLabel('Vomamen')?.label, 'givenNames');
    assert.equal(identityLabel('Sumame')?.label, 'surname');
  });

  it('does not take a word for a label that is another in more than a letter', () => {
    assert.equal(identityLabel('VORLAND'), undefined);
    assert.equal(identityLabel('LAMB'), undefined);
  });

  it('guesses what a badly read label is most like', () => {
    assert.equal(guessedLabel('Getunsdatum')?.label, 'birthDate');
    assert.equal(guessedLabel('Ausssefiungadatum')?.label, 'issueDate');
    assert.equal(guessedLabel('Stastsangehorigioet')?.label, 'nationality');
    assert.equal(guessedLabel('Sox')?.label, 'sex');
  });

  it('guesses nothing where a text is like no label, or like two', () => {
    assert.equal(guessedLabel('MERIDIAN'), undefined);
    assert.equal(guessedLabel('Date of'), undefined);
    assert.equal(guessedLabel('xy'), undefined);
  });
});

describe('the likeness of two prints', () => {
  it('counts half a slip for letters that look alike in small print, and for two that ran together', () => {
    assert.equal(likeness('GEBURTSDATUM', 'GEBURTSDATUM', 3), 0);
    assert.equal(likeness('SEXE', 'SEXO', 3), 0.5);
    assert.equal(likeness('VOMAMEN', 'VORNAMEN', 3), 0.5);
    assert.equal(likeness('VORNAMEN', 'VOMAMEN', 3), 0.5);
  });

  it('counts a whole one for letters that were added, dropped or are unlike', () => {
    assert.equal(likeness('SEX', 'SEXO', 3), 1);
    assert.equal(likeness('KATZE', 'KATGE', 3), 1);
  });

  it('stops counting above what is asked for', () => {
    assert.ok(likeness('SURNAME', 'NATIONALITY', 2) > 2);
  });
});
