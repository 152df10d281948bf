import assert from 'node:assert/strict';
import { readPrintedFields, readPrintedPage } from './printed-fields.ts';
import { groupLines } from './text-lines.ts';

const today = '2026-11-23';
type Text = [left: number, top: number, text: string, confidence?: number];

/** A page of texts in print of 20 pixels, each word 12 pixels a letter. */
function page(texts: Text[]) {
  const words = texts.flatMap(([left, top, text, confidence = 0.95]) => {
    let x = left;
    return text.split(' ').map((word) => {
      const box = { left: x, top, right: x + word.length * 12, bottom: top + 20 };
      x = box.right + 8;
      return { text: word, confidence, box };
    });
  });
  return groupLines(words);
}

const read = (texts: Text[]) => {
  const fields = Object.entries(readPrintedFields(page(texts), { today }));
  return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
};

describe('reading the printed fields of passports and cards', () => {
  it('takes the value under its label, column by column', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname / Nom'],
        [0, 30, 'VAN DER BERG'],
        [0, 80, 'Date of birth'],
        [300, 80, 'Sex'],
        [400, 80, 'Nationality'],
        [0, 110, '12 AUG 1974'],
        [300, 110, 'F'],
        [400, 110, 'UTOPIAN'],
      ]),
      { surname: 'VAN DER BERG', birthDate: '1974-08-12', sex: 'F', nationality: 'UTOPIAN' },
    );
  });

  it('takes the value behind a colon, and to the right of its label', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname: ERIKSSON'],
        [0, 60, 'Given names'],
        [300, 60, 'ANNA MARIA'],
        [0, 120, 'Date of expiry 01 JAN 2034'],
      ]),
      { surname: 'ERIKSSON', givenNames: 'ANNA MARIA', expiryDate: '2034-01-01' },
    );
  });

  it('knows labels that are numbered', () => {
    assert.deepEqual(
      read([
        [0, 0, '1. Surname'],
        [0, 30, 'ERIKSSON'],
      ]),
      { surname: 'ERIKSSON' },
    );
  });

  it('does not take one label for the value of another', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'Given names'],
        [0, 60, 'ANNA'],
      ]),
      { givenNames: 'ANNA' },
    );
  });

  it('does not take prose behind a word that is a label elsewhere', () => {
    assert.deepEqual(read([[0, 0, 'Name of the nearest embassy']]), {});
  });

  it('leaves out what the engine was not sure of', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'ERIKSS0N', 0.3],
      ]),
      {},
    );
  });

  it('leaves out values of the wrong form', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 30, 'L898<<902C'],
        [300, 0, 'Date of birth'],
        [300, 30, '12 AUG 2074'],
        [600, 0, 'Document No.'],
        [600, 30, 'NONE'],
      ]),
      {},
    );
  });

  it('says how sure the engine was, and where it stands', () => {
    const fields = readPrintedFields(
      page([
        [0, 0, 'Surname'],
        [0, 30, 'ERIKSSON', 0.8],
      ]),
      { today },
    );
    assert.deepEqual(fields.surname, {
      value: 'ERIKSSON',
      confidence: 0.8,
      box: { left: 0, top: 30, right: 96, bottom: 50 },
    });
  });

  const fields = (rows: [string, string][]) =>
    read(
      rows.flatMap(([label, value], index): Text[] => [
        [0, index * 90, label],
        [0, index * 90 + 30, value],
      ]),
    );

  const ANNA = {
    surname: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    birthDate: '1974-08-12',
    sex: 'F',
    documentNumber: 'L898902C3',
    expiryDate: '2034-01-02',
  };
  for (const [language, surname, given, birth, sex, number, expiry] of [
    [
      'German',
      'Name / Surname / Nom',
      'Vornamen',
      'Geburtsdatum',
      'Geschlecht',
      'Reisepass Nr.',
      'Gültig bis',
    ],
    ['French', 'Nom', 'Prénoms', 'Date de naissance', 'Sexe', 'Passeport n°', "Date d'expiration"],
    ['Spanish', 'APELLIDOS', 'NOMBRE', 'FECHA DE NACIMIENTO', 'SEXO', 'NUM SOPORT', 'VALIDEZ'],
    [
      'Italian',
      'COGNOME / SURNAME',
      'NOME / NAME',
      'Data di nascita',
      'Sesso / Sex',
      'Passaporto N.',
      'Scadenza / Expiry',
    ],
    [
      'Portuguese',
      'Apelido(s)',
      'Nome(s) próprios',
      'Data de nascimento',
      'Sexo',
      'N. documento',
      'Data de validade',
    ],
    ['Dutch', 'Naam / Surname', 'Voornamen', 'Geboortedatum', 'Geslacht', 'Documentnummer', 'Geldig tot'],
    ['Polish', 'Nazwisko', 'Imiona', 'Data urodzenia', 'Płeć', 'Numer dowodu osobistego', 'Termin ważności'],
  ] as const) {
    it(`knows labels in ${language}`, () => {
      const page: [string, string][] = [
        [surname, 'ERIKSSON'],
        [given, 'ANNA MARIA'],
        [birth, '12.08.1974'],
        [sex, 'F'],
        [number, 'L898902C3'],
        [expiry, '02.01.2034'],
      ];
      assert.deepEqual(fields(page), ANNA);
    });
  }

  it('takes a name for a surname where given names have a label of their own, and for the whole name elsewhere', () => {
    assert.deepEqual(
      fields([
        ['Name', 'ERIKSSON'],
        ['Vornamen', 'ANNA'],
      ]),
      { surname: 'ERIKSSON', givenNames: 'ANNA' },
    );
    assert.deepEqual(fields([['Name', 'ANNA ERIKSSON']]), { fullName: 'ANNA ERIKSSON' });
  });

  it('reads labels in small print that were read with slips', () => {
    assert.deepEqual(
      fields([
        ['Surmame', 'ERIKSSON'],
        ['Date of buth', '12 AUG 1974'],
      ]),
      { surname: 'ERIKSSON', birthDate: '1974-08-12' },
    );
  });

  it('knows a label by one of its languages, whatever the other says', () => {
    assert.deepEqual(
      fields([
        ['Apelos / Surname', 'ERIKSSON'],
        ['Sukunimi / Given names', 'ANNA'],
      ]),
      { surname: 'ERIKSSON', givenNames: 'ANNA' },
    );
  });

  it('takes no capitals for the other language of a label', () => {
    assert.deepEqual(fields([['ERIKSSON / Surname', 'ANNA']]), {});
  });

  it('reads digits within a name as letters, and says that it is less sure', () => {
    const [field] = Object.values(
      readPrintedFields(
        page([
          [0, 0, 'Surname'],
          [0, 30, 'ER1KSS0N'],
        ]),
        { today },
      ),
    );
    assert.equal(field?.value, 'ERIKSSON');
    assert.ok((field?.confidence ?? 1) <= 0.75);
  });

  it('reads the numbered lines of a European licence', () => {
    assert.deepEqual(
      read([
        [0, 0, '1. ERIKSSON'],
        [0, 40, '2. ANNA MARIA'],
        [0, 80, '3. 12.08.1974 ZENITH'],
        [0, 120, '4a. 03.04.2024 4c. DVLA'],
        [0, 160, '4b. 02.01.2034'],
        [0, 200, '5. L898902C3'],
      ]),
      {
        surname: 'ERIKSSON',
        givenNames: 'ANNA MARIA',
        birthDate: '1974-08-12',
        issueDate: '2024-04-03',
        expiryDate: '2034-01-02',
        documentNumber: 'L898902C3',
      },
    );
  });

  it('tells a date with strokes by the zone or by another date of the card, and leaves it out otherwise', () => {
    const birth: [string, string] = ['Date of birth', '03/04/1990'];
    assert.deepEqual(fields([birth]), {});
    assert.deepEqual(fields([birth, ['Date of expiry', '12/31/2030']]), {
      birthDate: '1990-03-04',
      expiryDate: '2030-12-31',
    });
    const lines = page([
      [0, 0, birth[0]],
      [0, 30, birth[1]],
    ]);
    const read = readPrintedFields(lines, { today, zone: { birthDate: '1990-04-03' } });
    assert.equal(read.birthDate?.value, '1990-04-03');
  });

  it('takes a name for a name that is nearly a label, or is one in larger print', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 24, 'GROSS'],
        [0, 60, 'Given names'],
        [0, 84, 'ANNA'],
      ]),
      { surname: 'GROSS', givenNames: 'ANNA' },
    );
    const small = (text: string, top: number) => ({
      text,
      confidence: 0.95,
      box: { left: 0, top, right: text.length * 8, bottom: top + 12 },
    });
    const large = { text: 'LAND', confidence: 0.95, box: { left: 0, top: 16, right: 60, bottom: 36 } };
    const lines = groupLines([small('Surname', 0), large, small('Height', 60)]);
    assert.equal(readPrintedFields(lines, { today }).surname?.value, 'LAND');
  });

  it('still knows a label that stands under another without a value', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 40, 'Height'],
        [0, 70, '180 CM'],
      ]),
      {},
    );
  });

  describe('whose labels were hardly read', () => {
    const hardly = (texts: Text[]) => readPrintedFields(page(texts), { today });

    it('tells a field by what its label is most like, and is never sure of it', () => {
      const { birthDate, sex } = hardly([
        [0, 0, 'Gctnnsdotum', 0.3],
        [300, 0, 'Sox', 0.4],
        [0, 30, '15 NOV 2001'],
        [300, 30, 'M'],
      ]);
      assert.deepEqual([birthDate?.value, sex?.value], ['2001-11-15', 'M']);
      assert.ok((birthDate?.confidence ?? 1) < 0.8 && (sex?.confidence ?? 1) < 0.8);
    });

    it('leaves out what does not fit the label', () => {
      assert.deepEqual(
        hardly([
          [0, 0, 'Gctnnsdotum', 0.3],
          [0, 30, 'MERIDIAN'],
        ]),
        {},
      );
    });

    it('tells dates by their order where one of three has a label', () => {
      const read = hardly([
        [0, 0, 'Date of birth'],
        [0, 30, '15 NOV 1990'],
        [0, 90, 'Xqvwz', 0.1],
        [0, 120, '13 FEB 2022'],
        [300, 90, 'Kjwq', 0.1],
        [300, 120, '12 FEB 2032'],
      ]);
      assert.deepEqual([read.issueDate?.value, read.expiryDate?.value], ['2022-02-13', '2032-02-12']);
      assert.ok((read.expiryDate?.confidence ?? 1) < 0.8);
    });

    it('does not order dates where no label says what one of them is, or a label says otherwise', () => {
      const dates: Text[] = [
        [0, 30, '15 NOV 1990'],
        [0, 120, '13 FEB 2022'],
        [300, 120, '12 FEB 2032'],
      ];
      assert.deepEqual(hardly(dates), {});
      const read = hardly([[0, 0, 'Date of issue'], ...dates]);
      assert.deepEqual(Object.keys(read), ['issueDate']);
    });

    it('finds the surname over the label of the given names', () => {
      const { surname } = hardly([
        [0, 30, 'ERIKSSON'],
        [0, 60, 'Given names'],
        [0, 84, 'ANNA'],
      ]);
      assert.equal(surname?.value, 'ERIKSSON');
      assert.ok((surname?.confidence ?? 1) < 0.8);
    });
  });

  it('finds the value of a label whose first letters are lost, where its column begins', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Date of birth'],
        [0, 24, '15 NOV 1990'],
        [60, 60, 'tionality'],
        [0, 84, 'UTOPIAN'],
      ]),
      { birthDate: '1990-11-15', nationality: 'UTOPIAN' },
    );
  });

  it('takes all of a name whose label has lost its first language', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Surname'],
        [0, 24, 'DUBOIS'],
        [60, 60, 'Given names'],
        [0, 84, 'ANNA MARIA'],
      ]),
      { surname: 'DUBOIS', givenNames: 'ANNA MARIA' },
    );
  });

  it('gives a value that stands under two labels to the one that is closer over it', () => {
    const fields = read([
      [0, 0, '; Naam / Surname'],
      [0, 60, 'Voornamen / Given names'],
      [0, 84, 'ANNA'],
    ]);
    assert.deepEqual(fields, { givenNames: 'ANNA' });
  });

  describe('whose labels are lost', () => {
    const known: Text[] = [
      [0, 0, 'Date of birth'],
      [0, 24, '15 NOV 1990'],
      [300, 0, 'Nationality'],
      [300, 24, 'UTOPIAN'],
    ];
    const zone = (values: Record<string, string>) => ({
      fields: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, { value, confidence: 1 }]),
      ),
      truncated: false,
    });
    const told = (texts: Text[], values?: Record<string, string>) =>
      readPrintedFields(page([...known, ...texts]), {
        today,
        ...(values && { machine: zone(values) }),
      });

    it('tells a lone letter as the sex and the only number as that of the document, and is never sure of it', () => {
      const { sex, documentNumber } = told([
        [300, 84, 'F'],
        [0, 144, 'VH657307'],
      ]);
      assert.deepEqual([sex?.value, documentNumber?.value], ['F', 'VH657307']);
      assert.ok((sex?.confidence ?? 1) < 0.8 && (documentNumber?.confidence ?? 1) < 0.8);
    });

    it('tells neither where there are two, nor where they stand apart from the other values', () => {
      const two = told([
        [300, 84, 'F'],
        [0, 84, 'M'],
        [0, 144, 'VH657307'],
        [300, 144, '12345678'],
      ]);
      const apart = told([
        [150, 84, 'F'],
        [150, 144, 'VH657307'],
      ]);
      for (const { sex, documentNumber } of [two, apart]) {
        assert.deepEqual([sex, documentNumber], [undefined, undefined]);
      }
    });

    it('takes no number from under a label of another kind', () => {
      const { documentNumber } = told([
        [0, 84, 'Personal No.'],
        [0, 108, '12345678'],
      ]);
      assert.equal(documentNumber, undefined);
    });

    it('finds the line that says just what the zone does, as it is printed', () => {
      const texts: Text[] = [
        [0, 84, 'MÜLLER'],
        [0, 144, 'ANNA MARIA'],
      ];
      const { surname, givenNames } = told(texts, { surname: 'MUELLER', givenNames: 'ANNA MARIA' });
      assert.deepEqual([surname?.value, givenNames?.value], ['MÜLLER', 'ANNA MARIA']);
      assert.ok((surname?.confidence ?? 1) < 0.8);
    });

    it('does not take the state in the heading for the nationality', () => {
      const { nationality } = readPrintedFields(
        page([
          [150, 0, 'UTOPIA'],
          [0, 84, 'Date of birth'],
          [0, 108, '15 NOV 1990'],
        ]),
        { today, machine: zone({ nationality: 'UTO' }) },
      );
      assert.equal(nationality, undefined);
    });

    it('finds nothing where the print says something else, or says it twice', () => {
      const values = { surname: 'MUELLER' };
      assert.equal(told([[0, 84, 'MILLER']], values).surname, undefined);
      const twice: Text[] = [
        [0, 84, 'MÜLLER'],
        [0, 144, 'MÜLLER'],
      ];
      assert.equal(told(twice, values).surname, undefined);
    });
  });

  it('takes no date whose year has lost its last digits beside others that are whole', () => {
    assert.deepEqual(
      fields([
        ['Date of issue', '18.08.2024'],
        ['Date of expiry', '17.08.20'],
      ]),
      { issueDate: '2024-08-18' },
    );
  });

  it('is never quite sure of a number with an O or 0, an I or 1', () => {
    const number = (value: string) =>
      readPrintedFields(
        page([
          [0, 0, 'Document No.'],
          [0, 30, value, 0.96],
        ]),
        { today },
      ).documentNumber;
    assert.ok((number('10745364')?.confidence ?? 1) < 0.9);
    assert.equal(number('AB745364')?.confidence, 0.96);
  });

  it('is not sure of a nationality that no state has', () => {
    const { nationality } = readPrintedFields(
      page([
        [0, 0, 'Nationality'],
        [0, 30, 'AN', 0.96],
      ]),
      { today },
    );
    assert.ok((nationality?.confidence ?? 1) < 0.8);
  });

  it('tells all dates in the order that one of them shows with the zone', () => {
    const lines = page([
      [0, 0, 'Date of issue'],
      [0, 30, '09/10/2026'],
      [0, 80, 'Date of expiry'],
      [0, 110, '08/10/2036'],
    ]);
    const { issueDate } = readPrintedFields(lines, { today, zone: { expiryDate: '2036-10-08' } });
    assert.equal(issueDate?.value, '2026-10-09');
  });

  it('leaves the word across the portrait out of the line of a value beside it', () => {
    assert.deepEqual(
      read([
        [200, 0, 'Date of issue'],
        [85, 30, 'SPECIMEN 2023-10-10'],
        [200, 60, 'Date of expiry'],
        [200, 90, '2033-10-09'],
      ]),
      { issueDate: '2023-10-10', expiryDate: '2033-10-09' },
    );
  });

  it('takes a label in two languages for one where the stroke between them was lost', () => {
    assert.deepEqual(
      read([
        [0, 0, 'Cognome'],
        [0, 30, 'VAN DER BERG'],
        [0, 80, 'Nome'],
        [85, 80, 'Given names'],
        [0, 110, 'ELENA'],
      ]),
      { surname: 'VAN DER BERG', givenNames: 'ELENA' },
    );
  });

  it('keeps the beginning of a number that was badly read, and is not sure of the number then', () => {
    const word = (text: string, left: number, right: number, confidence: number) => ({
      text,
      confidence,
      box: { left, top: 30, right, bottom: 50 },
    });
    const label = { text: 'Passport', confidence: 0.95, box: { left: 0, top: 0, right: 90, bottom: 16 } };
    const no = { text: 'No.', confidence: 0.95, box: { left: 98, top: 0, right: 130, bottom: 16 } };
    const lines = groupLines([label, no, word('WO', 0, 36, 0.33), word('975463', 42, 130, 0.96)]);
    const { documentNumber } = readPrintedFields(lines, { today });
    assert.equal(documentNumber?.value, 'WO975463');
    assert.ok((documentNumber?.confidence ?? 1) < 0.8);
  });

  it('takes the end of a label for no label of the surname', () => {
    assert.deepEqual(
      read([
        [60, 0, 'noms'],
        [0, 30, 'ERIKA'],
      ]),
      {},
    );
  });

  it('takes no single letter for a name where a label was hardly read', () => {
    const lines = page([
      [0, 0, 'Sumane', 0.3],
      [0, 26, 'F'],
    ]);
    assert.equal(readPrintedFields(lines, { today }).surname, undefined);
  });
});

describe('the places of a page to look at once more', () => {
  const open = (texts: Text[]) => readPrintedPage(page(texts), { today }).open;

  it('are those under labels over nothing, far enough for a value that is larger than its label', () => {
    const [place, ...others] = open([
      [0, 0, 'Sex'],
      [0, 120, 'Date of birth'],
      [0, 150, '15 NOV 1990'],
    ]);
    assert.deepEqual([place?.name, place?.misread, others], ['sex', false, []]);
    assert.ok(place && place.box.top >= 20 && place.box.bottom >= 60 && place.box.bottom <= 120);
  });

  it('are those with digits that are no date', () => {
    const [place] = open([
      [0, 0, 'Date of expiry'],
      [0, 30, '2033-10-0'],
    ]);
    assert.deepEqual([place?.name, place?.misread], ['expiryDate', true]);
  });

  it('are those with letters that are no name', () => {
    const [place, ...others] = open([
      [0, 0, 'Surname'],
      [0, 30, 'Ta3aka', 0.6],
    ]);
    assert.deepEqual([place?.name, place?.misread, others], ['surname', true, []]);
  });

  it('are where the column begins as well, for a label that has lost its first letters', () => {
    const places = open([
      [0, 0, 'Date of birth'],
      [0, 30, '15 NOV 1990'],
      [120, 80, 'Sex'],
    ]);
    assert.deepEqual(
      places.map(({ name, box }) => [name, box.left < 60]),
      [
        ['sex', false],
        ['sex', true],
      ],
    );
  });
});
