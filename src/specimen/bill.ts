import { type Drawing, specimenMark } from './artwork.ts';
import { drawText, type TextStyle } from './lettering.ts';
import { addDays, type SpecimenPerson } from './person.ts';

const SHEET = { width: 2100, height: 2970 };
const INK = '#1d5b79';

/** A utility bill on A4, with the dates beside the issue date that a reader must not take for it. */
export function utilityBill(person: SpecimenPerson): Drawing {
  const body = `<rect width="${SHEET.width}" height="${SHEET.height}" fill="#ffffff"/>
    ${specimenMark(SHEET)}
    ${letterhead(person)}
    ${customer(person)}
    ${particulars(person)}
    ${charges()}
    ${payment(person)}
    ${useOverTheYear()}
    ${smallPrint(person)}`;
  return { ...SHEET, body };
}

const print = (text: string, x: number, y: number, style: Partial<TextStyle> = {}) =>
  drawText(text, x, y, { size: 40, ...style });

function letterhead(person: SpecimenPerson): string {
  return `<rect width="${SHEET.width}" height="26" fill="${INK}"/>
    <path d="M150 270a70 70 0 1 1 140 0c0 50-70 105-70 105s-70-55-70-105z" fill="${INK}"/>
    <path d="M190 262h60l-38 62 8-40h-34z" fill="#ffffff"/>
    ${print(person.billIssuer, 330, 300, { font: 'bold', size: 66, fill: INK })}
    ${print('1 Reservoir Road, Zenith ZN1 1AA, www.utopia-water.example', 330, 360, { size: 32, fill: '#4a5b66' })}
    ${print('SPECIMEN', 1950, 300, { font: 'bold', size: 56, fill: '#b3261e', anchor: 'end' })}`;
}

function customer(person: SpecimenPerson): string {
  const address = person.address.map((line, index) => print(line, 150, 740 + index * 56, { size: 44 }));
  return `${print('Account holder', 150, 530, { size: 32, fill: '#4a5b66' })}
    ${print(person.billFullName, 150, 590, { font: 'bold', size: 46 })}
    ${print('Supply address', 150, 680, { size: 32, fill: '#4a5b66' })}
    ${address.join('')}`;
}

/** `2026-09-14` as `14 September 2026`. */
function longDate(date: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}

function particulars(person: SpecimenPerson): string {
  const issued = person.billIssueDate;
  const rows = [
    ['Account number', '8042 1177 35'],
    ['Bill date', longDate(issued)],
    ['Billing period', `${longDate(addDays(issued, -95))} to ${longDate(addDays(issued, -5))}`],
    ['Payment due by', longDate(addDays(issued, 21))],
  ] as const;
  return rows
    .map(([label, value], index) => {
      const y = 530 + index * 112;
      const name = print(label, 1050, y, { size: 32, fill: '#4a5b66' });
      return name + print(value, 1050, y + 44, { font: 'bold', size: 38 });
    })
    .join('');
}

const CHARGES = [
  ['Standing charge', '91 days at 24.10 p', '£21.93'],
  ['Electricity, day rate', '402 kWh at 21.35 p', '£85.83'],
  ['Electricity, night rate', '118 kWh at 12.60 p', '£14.87'],
  ['Water supply', '23 m3 at 174.2 p', '£40.07'],
  ['Waste water', '21 m3 at 118.0 p', '£24.78'],
] as const;

function charges(): string {
  const rows = CHARGES.map(([what, how, amount], index) => {
    const y = 1270 + index * 80;
    return `${print(what, 150, y)}${print(how, 960, y)}${print(amount, 1950, y, { anchor: 'end' })}
      <path d="M150 ${y + 26}H1950" stroke="#c9d4da" stroke-width="3"/>`;
  });
  return `${print('Your water and power bill', 150, 1090, { font: 'bold', size: 68, fill: INK })}
    <rect x="150" y="1140" width="1800" height="70" fill="#e3edf2"/>
    ${print('Charge', 170, 1188, { font: 'bold', size: 36 })}${print('Use and rate', 960, 1188, { font: 'bold', size: 36 })}
    ${print('Amount', 1940, 1188, { font: 'bold', size: 36, anchor: 'end' })}${rows.join('')}`;
}

function payment(person: SpecimenPerson): string {
  const due = longDate(addDays(person.billIssueDate, 21));
  return `<rect x="150" y="1730" width="1800" height="190" rx="20" fill="${INK}"/>
    ${print('Total to pay', 200, 1845, { font: 'bold', size: 60, fill: '#ffffff' })}
    ${print(`by ${due}`, 700, 1845, { size: 44, fill: '#dbe9f0' })}
    ${print('£187.48', 1900, 1850, { font: 'bold', size: 80, fill: '#ffffff', anchor: 'end' })}`;
}

const MONTHLY_USE = [58, 54, 47, 39, 31, 25, 22, 24, 30, 38, 49, 57];

function useOverTheYear(): string {
  const bars = MONTHLY_USE.map((use, month) => {
    const x = 150 + month * 152;
    return `<rect x="${x}" y="${2680 - use * 4}" width="96" height="${use * 4}" fill="${INK}" opacity="0.55"/>`;
  });
  return `${print('Your use over the last year', 150, 2400, { font: 'bold', size: 40, fill: INK })}${bars.join('')}
    <path d="M150 2684H1950" stroke="#8fa3ae" stroke-width="3"/>`;
}

const SMALL_PRINT = [
  'You can pay online, by standing order or at any bank. Please quote your account number.',
  'Meter readings on this bill are actual readings. If you think one is wrong, tell us within 28 days.',
  'If you cannot pay in one sum, call us before the due date and we will agree on instalments with you.',
  'This is a specimen. It was drawn by a program, for tests; nobody is owed anything.',
];

function smallPrint(person: SpecimenPerson): string {
  const lines = SMALL_PRINT.map((line, index) =>
    print(line, 150, 2060 + index * 58, { size: 36, fill: '#33424b' }),
  );
  return `${lines.join('')}
    <path d="M150 2790H1950" stroke="${INK}" stroke-width="4"/>
    ${print(`${person.billIssuer}, registered in Utopia, company number 00417`, 150, 2850, { size: 30, fill: '#4a5b66' })}`;
}
