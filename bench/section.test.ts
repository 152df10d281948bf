import assert from 'node:assert/strict';
import { keepSections, replaceSection } from './section.ts';

describe('a section that a program writes', () => {
  it('is put at the end of the page the first time', () => {
    assert.equal(
      replaceSection('# Page\n', 'dev', 'one'),
      '# Page\n\n<!-- bench dev -->\n\none\n\n<!-- end of bench dev -->\n',
    );
  });

  it('takes the place of the last one and leaves the rest of the page alone', () => {
    const page = replaceSection(replaceSection('# Page\n', 'dev', 'one'), 'postgres', 'two');
    const again = replaceSection(page, 'dev', 'three');
    assert.equal(again, page.replace('one', 'three'));
  });

  it('stays where another program writes the rest of the page anew', () => {
    const old = replaceSection(replaceSection('# Old\n', 'memory', 'Of $& old.'), 'quality', 'A table.');
    const page = keepSections('# New\n', old);
    assert.equal(
      page,
      replaceSection(replaceSection('# New\n', 'memory', 'Of $& old.'), 'quality', 'A table.'),
    );
    assert.equal(keepSections('# New\n', '# Old\n'), '# New\n');
  });
});
