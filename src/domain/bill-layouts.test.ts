import assert from 'node:assert/strict';
import { readProofOfAddress } from './proof-of-address.ts';
import { groupLines } from './text-lines.ts';

const today = '2026-11-24';
type Text = [left: number, top: number, text: string, size?: number];

const read = (texts: Text[]) =>
  Object.fromEntries(Object.entries(readFields(texts)).map(([name, field]) => [name, field.value]));

/** A page of 1650 x 2340 pixels with a line at its foot. */
function readFields(texts: Text[]) {
  const words = [...texts, [100, 2280, 'Page 1 of 2'] as Text].flatMap(([left, top, text, size = 24]) => {
    let x = left;
    return text.split(' ').map((word) => {
      const box = { left: x, top, right: x + word.length * size * 0.55, bottom: top + size };
      x = box.right + size * 0.4;
      return { text: word, confidence: 0.95, box };
    });
  });
  return readProofOfAddress(groupLines(words), today);
}

const rows = (left: number, top: number, ...texts: string[]): Text[] =>
  texts.map((text, index) => [left, top + index * 36, text]);

describe('reading bills of many layouts', () => {
  it('reads a window address without labels, and leaves the address in the foot', () => {
    assert.deepEqual(
      read([
        [100, 100, 'Northern Spark Energy Ltd', 50],
        ...rows(150, 400, 'Mr Oliver James Bennett', '14 Willow Lane', 'Harrogate', 'HG1 5QT'),
        ...rows(
          1000,
          400,
          'Bill date',
          '19 October 2026',
          'Bill period',
          '12 Jul 2026 - 11 Oct 2026',
          'Payment due',
          '5 November 2026',
        ),
        [100, 2240, 'Northern Spark Energy Ltd. Registered office: 1 Turbine House, Leeds LS1 4AP'],
      ]),
      {
        fullName: 'Oliver James Bennett',
        address: '14 Willow Lane\nHarrogate\nHG1 5QT',
        issuer: 'Northern Spark Energy Ltd',
        issueDate: '2026-10-19',
      },
    );
  });

  it('reads a German letter with the title on a line of its own', () => {
    assert.deepEqual(
      read([
        [1000, 100, 'Stadtwerke Havelland GmbH', 40],
        [150, 340, 'Stadtwerke Havelland GmbH · Werkstraße 1 · 14641 Nauen', 14],
        ...rows(150, 400, 'Herrn', 'Max Müller', 'Hauptstraße 5', '10115 Berlin'),
        ...rows(
          1000,
          400,
          'Rechnungsdatum: 12.10.2026',
          'Fällig am: 26.10.2026',
          'Abrechnungszeitraum 01.10.2025 bis 30.09.2026',
        ),
      ]),
      {
        fullName: 'Max Müller',
        address: 'Hauptstraße 5\n10115 Berlin',
        issuer: 'Stadtwerke Havelland GmbH',
        issueDate: '2026-10-12',
      },
    );
  });

  it('tells buyer from seller', () => {
    const fields = read([
      ...rows(100, 300, 'Sprzedawca:', 'Energia Wisła S.A.', 'ul. Nowogrodzka 11', '00-513 Warszawa'),
      ...rows(900, 300, 'Nabywca:', 'Jan Kowalski', 'ul. Długa 5/7', '00-238 Warszawa'),
      ...rows(
        100,
        700,
        'Data wystawienia: 2026-11-02',
        'Data sprzedaży: 2026-10-31',
        'Termin płatności: 2026-11-16',
      ),
    ]);
    assert.deepEqual(fields, {
      fullName: 'Jan Kowalski',
      address: 'ul. Długa 5/7\n00-238 Warszawa',
      issuer: 'Energia Wisła S.A.',
      issueDate: '2026-11-02',
    });
  });

  it('takes the address of the customer and not the one that payments go to', () => {
    const fields = read([
      ...rows(100, 1800, 'JOHN A SMITH', '742 EVERGREEN TER APT 3', 'SPRINGFIELD IL 62704-1234'),
      ...rows(900, 1764, 'Remit payment to:', 'PRAIRIE LIGHT', 'PO BOX 5544', 'CHICAGO IL 60680-5544'),
    ]);
    assert.equal(fields.fullName, 'JOHN A SMITH');
    assert.equal(fields.address, '742 EVERGREEN TER APT 3\nSPRINGFIELD IL 62704-1234');
  });

  it('reads numbers as the country of the address writes them', () => {
    const american = rows(100, 300, 'Service Address:', '742 Evergreen Ter', 'Springfield IL 62704');
    const british = rows(100, 300, 'Supply address', '14 Willow Lane', 'Harrogate', 'HG1 5QT');
    const canadian = rows(100, 300, 'Service address', '55 Mercer Street', 'Toronto ON M5V 2T6');
    const dated: Text = [900, 300, 'Bill date: 04/11/2026'];
    assert.equal(read([...american, dated]).issueDate, '2026-04-11');
    assert.equal(read([...british, dated]).issueDate, '2026-11-04');
    assert.equal(read([...canadian, dated]).issueDate, undefined);
    assert.equal(read([...canadian, dated, [900, 340, 'Due date: 25/11/2026']]).issueDate, '2026-11-04');
  });

  it('takes no date from the rows of a table', () => {
    const fields = read([
      ...rows(100, 800, 'Date', '1 Oct 2026', '2 Oct 2026', '9 Oct 2026'),
      ...rows(400, 800, 'Description', 'Balance', 'Shop', 'Salary'),
    ]);
    assert.equal(fields.issueDate, undefined);
  });

  it('takes the date of its column in a row of labels', () => {
    const fields = read([
      [100, 800, 'Due date'],
      [500, 800, 'Invoice date'],
      [900, 800, 'Invoice number'],
      [100, 840, '22/10/2026'],
      [500, 840, '08/10/2026'],
      [900, 840, '4412'],
    ]);
    assert.equal(fields.issueDate, '2026-10-08');
  });

  for (const before of [
    'Payment due 5 November 2026',
    'Your next bill date: 18 January 2026',
    'We read your meter on 11 October 2026',
    'Fecha de vencimiento: 10/10/2026',
    'Fecha de vencmento 10/10/2026',
    'Fecha de zzzzzz 10/10/2026',
    'Geboren am 03.05.1981',
    'Vervaldatum 6 november 2026',
    'Facture précédente du 5 septembre 2026',
    'Statement period 1 October 2026 to 31 October 2026',
    'Bill date 1 October 2026 to 31',
  ]) {
    it(`takes no date of issue from "${before}"`, () => {
      assert.equal(read([[100, 500, before]]).issueDate, undefined);
    });
  }

  for (const [text, date] of [
    ['Issue date: 5th Nov 2026', '2026-11-05'],
    ['Facture du 5 novembre 2026', '2026-11-05'],
    ['Fecha de emisión: 03/11/2026', '2026-11-03'],
    ['Data di emissione 04/11/2026', '2026-11-04'],
    ['Data de emissão: 28 de outubro de 2026', '2026-10-28'],
    ['Fecha de tacura 03/11/2026', '2026-11-03'],
    ['Factuurdatum 23 oktober 2026', '2026-10-23'],
    ['Fakturadato: 02.11.2026', '2026-11-02'],
    ['Zürich, 14. Oktober 2026', '2026-10-14'],
    ['22 September 2026', '2026-09-22'],
  ] as const) {
    it(`takes ${date} from "${text}"`, () => {
      assert.equal(read([[100, 500, text]]).issueDate, date);
    });
  }

  it('reads a label over a date whose words came apart', () => {
    const label: Text[] = [
      [900, 300, 'Fecha', 16],
      [985, 302, 'de factura', 16],
    ];
    assert.equal(read([...label, [900, 322, '04/11/2026']]).issueDate, '2026-11-04');
  });

  it('takes no date under small print that cannot be read, which may say anything', () => {
    const label: Text = [900, 300, 'A pvcr avnl Ie', 16];
    assert.equal(read([label, [900, 322, '5 November 2026']]).issueDate, undefined);
  });

  it('reads a name under a label with slips of small print', () => {
    const fields = read([
      [100, 270, 'Intestatano', 18],
      ...rows(100, 300, 'Søren García López', 'Piazza del Mercato 76', '20121 Milano'),
    ]);
    assert.equal(fields.fullName, 'Søren García López');
  });

  it('tells a name by its place over the address, where no label was read, and never as sure', () => {
    const lines: Text[] = [
      [100, 270, 'vat de: contat', 16],
      [100, 300, 'Jörg Zhao'],
      [100, 362, 'Dirección de suministro', 16],
      ...rows(100, 386, 'Avenida del Puerto 19', '28013 Madrid'),
    ];
    const { fullName } = readFields(lines);
    assert.equal(fullName?.value, 'Jörg Zhao');
    assert.ok((fullName?.confidence ?? 1) <= 0.75);
  });

  it('leaves out what was hardly read over a name', () => {
    const box = (top: number) => ({ left: 100, top, right: 130, bottom: top + 24 });
    const guess = { text: 'Bal', confidence: 0.3, box: box(264) };
    const words = rows(100, 300, "Yuki O'Connor", '187 Station Road', 'Oxford', 'OX1 3QD').flatMap(
      ([left, top, text]) =>
        text.split(' ').map((word, index) => {
          const place = { left: left + 120 * index, top, right: left + 120 * index + 110, bottom: top + 24 };
          return { text: word, confidence: 0.95, box: place };
        }),
    );
    const { fullName, address } = readProofOfAddress(groupLines([guess, ...words]), today);
    assert.deepEqual(
      [fullName?.value, address?.value],
      ["Yuki O'Connor", '187 Station Road\nOxford\nOX1 3QD'],
    );
  });

  it('is no surer of a field than of the least sure of its words', () => {
    const words = ['27', 'Harbour', 'Street,', 'Leeds', 'LS2', '9JT'].map((text, index) => {
      const box = { left: 100 * index, top: 50, right: 100 * index + 90, bottom: 70 };
      return { text, confidence: text === '9JT' ? 0.6 : 0.96, box };
    });
    const label = {
      text: 'Address:',
      confidence: 0.96,
      box: { left: -100, top: 50, right: -10, bottom: 70 },
    };
    assert.equal(readProofOfAddress(groupLines([label, ...words]), today).address?.confidence, 0.6);
  });

  it('leaves the name out where only a company stands over the address', () => {
    const fields = read(rows(100, 300, 'Liffey Trading Ltd', '22 Merrion View', 'Dublin 4', 'D04 X285'));
    assert.equal(fields.fullName, undefined);
    assert.equal(fields.address, undefined);
  });

  it('says where each field stands', () => {
    const words = ['Bill', 'date:', '12.10.2026'].map((text, index) => ({
      text,
      confidence: 0.9,
      box: { left: 100 * index, top: 50, right: 100 * index + 90, bottom: 70 },
    }));
    const { issueDate } = readProofOfAddress(groupLines(words), today);
    assert.deepEqual(issueDate?.box, { left: 200, top: 50, right: 290, bottom: 70 });
  });
});
