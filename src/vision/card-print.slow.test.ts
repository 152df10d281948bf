import assert from 'node:assert/strict';
import sharp from 'sharp';
import { drawSpecimen } from '../specimen/draw.ts';
import { specimenPerson } from '../specimen/person.ts';
import { readCardPrint } from './card-print.ts';
import { decodeGrey } from './grey-image.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';
import { createTextReader, PLAIN_LETTERS, type TextReader } from './tesseract.ts';
import { fullWidth, viewOf } from './view.ts';

const today = '2026-11-24';

describe('reading the print of a card where it lies', function () {
  this.timeout(120_000);
  let text: TextReader;
  let plain: TextReader;
  let letters: PrintNet;
  let card: Buffer;
  before(async () => {
    text = await createTextReader();
    plain = await createTextReader(PLAIN_LETTERS);
    letters = await createPrintNet();
    card = await drawSpecimen('id-front', specimenPerson({ today }));
  });
  after(() => Promise.all([text.close(), plain.close(), letters.close()]));

  const read = async (bytes: Buffer, longest = 2600) =>
    readCardPrint(
      viewOf(await decodeGrey(bytes, longest), await fullWidth(bytes)),
      { text, plain, letters },
      { turns: 0, context: { today } },
    );

  it('says where a field stands in pixels of the full-size picture, at whatever size it was read', async () => {
    const large = await sharp(card).resize({ width: 3000 }).jpeg().toBuffer();
    const { fields } = await read(large, 2000);
    const box = fields.surname?.box;
    assert.equal(fields.surname?.value, 'ERIKSSON');
    assert.ok(box);
    // Drawn at 330 of 856 across, and with its base at 157.7 of 540 down.
    assert.ok(Math.abs(box.left - (330 / 856) * 3000) < 30, `left ${box.left}`);
    assert.ok(Math.abs(box.bottom - ((157.7 / 540) * (3000 * 540)) / 856) < 30, `bottom ${box.bottom}`);
  });

  it('reads a card that lies on its side, and tells places on the picture as it is shown', async () => {
    const { fields, turns } = await read(await sharp(card).rotate(90).jpeg().toBuffer());
    assert.equal(turns, 3);
    assert.equal(fields.surname?.value, 'ERIKSSON');
    assert.equal(fields.birthDate?.value, specimenPerson({ today }).birthDate);
    const box = fields.surname?.box;
    assert.ok(box && box.bottom - box.top > box.right - box.left, 'the word stands upright on the picture');
  });

  it('reads a card askew on a patterned table', async () => {
    const small = await sharp(card).resize({ width: 1200 }).rotate(4, { background: '#5a4e44' }).toBuffer();
    const waves = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1700" height="1300"><defs><pattern id="p" width="60" height="90"
        patternUnits="userSpaceOnUse"><rect width="60" height="90" fill="#5a4e44"/><rect width="30" height="45"
        fill="#6d6054"/></pattern></defs><rect width="1700" height="1300" fill="url(#p)"/></svg>`,
    );
    const photo = await sharp(
      await sharp(waves)
        .composite([{ input: small }])
        .png()
        .toBuffer(),
    )
      .blur(0.8)
      .jpeg({ quality: 75 })
      .toBuffer();
    const { fields } = await read(photo);
    const { documentNumber, birthDate, expiryDate } = specimenPerson({ today });
    assert.deepEqual(
      [
        fields.surname?.value,
        fields.documentNumber?.value,
        fields.birthDate?.value,
        fields.expiryDate?.value,
      ],
      ['ERIKSSON', documentNumber, birthDate, expiryDate],
    );
  });

  it('reads the letters of a name with the marks that are printed', async () => {
    const person = specimenPerson({ today, surname: 'Müller Łukasik', givenNames: 'Søren François' });
    const { fields } = await read(await drawSpecimen('id-front', person));
    assert.deepEqual([fields.surname?.value, fields.givenNames?.value], ['MÜLLER ŁUKASIK', 'SØREN FRANÇOIS']);
  });

  it('tells N from Ñ, or says that it is not sure', async () => {
    for (const surname of ['Nunez', 'Ñuñez']) {
      const { fields } = await read(await drawSpecimen('id-front', specimenPerson({ today, surname })));
      const { value, confidence = 0 } = fields.surname ?? {};
      assert.ok(value === surname.toUpperCase() || confidence < 0.8, `${surname}: ${value} at ${confidence}`);
    }
  });
});
