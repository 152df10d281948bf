/** Something personal or secret that was given to the product, in the spellings in which it would be written. */
export interface Planted {
  name: string;
  /** Searched for without regard to case. */
  spellings: readonly Buffer[];
}

/** Somewhere that is kept, as bytes. */
export interface Place {
  name: string;
  content: Uint8Array;
}

export interface Leak {
  planted: string;
  place: string;
  /** How it was written there. */
  form: 'clear' | 'utf-16' | 'hex' | 'base64';
}

/** What is shorter stands somewhere by chance: in a time, an id or sealed bytes. */
const SHORTEST_BYTES = 6;
/** Digits alone, or letters that are hexadecimal digits too, are found by chance more easily. */
const SHORTEST_HEXADECIMAL = 8;

/** A text, also as JSON, addresses and a machine-readable zone write it; in capitals, too, since base64 and UTF-8 hide case. */
export function plantText(name: string, ...texts: readonly string[]): Planted {
  const cases = texts.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]);
  const spellings = cases.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    asciiJson(text),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    text.replaceAll(' ', '<'),
  ]);
  return planted(
    name,
    [...new Set(spellings)].map((spelling) => Buffer.from(spelling)),
  );
}

/** A date (`YYYY-MM-DD`), as programs and documents write it. */
export function plantDate(name: string, date: string): Planted {
  const [year = '', month = '', day = ''] = date.split('-');
  const monthName = new Date(`${date}T00:00:00Z`).toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  return plantText(
    name,
    date,
    `${year}${month}${day}`,
    `${day}.${month}.${year}`,
    `${day}/${month}/${year}`,
    `${month}/${day}/${year}`,
    `${day} ${monthName} ${year}`,
    `"year":${year},"month":${Number(month)},"day":${Number(day)}`,
  );
}

/** The start of a file. */
export function plantBytes(name: string, bytes: Uint8Array): Planted {
  return planted(name, [Buffer.from(bytes)]);
}

function planted(name: string, spellings: readonly Buffer[]): Planted {
  for (const spelling of spellings) {
    const isHexadecimal = /^[0-9a-f]*$/i.test(spelling.toString('latin1'));
    if (spelling.length < (isHexadecimal ? SHORTEST_HEXADECIMAL : SHORTEST_BYTES)) {
      throw new Error(`What is planted as ${name} is too short to be told from chance`);
    }
  }
  return { name, spellings };
}

function asciiJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Everything planted that stands anywhere, in clear or in a form that anybody can undo. One leak a place, thing and form. */
export function findLeaks(everything: readonly Planted[], places: Iterable<Place>): Leak[] {
  const forms = everything.flatMap(({ name, spellings }) =>
    spellings.flatMap((spelling) => formsOf(spelling).map((form) => ({ planted: name, ...form }))),
  );
  const inAnyCase = createScanner(forms.filter(({ hasCase }) => !hasCase));
  const asWritten = createScanner(forms.filter(({ hasCase }) => hasCase));
  const leaks = new Map<string, Leak>();
  for (const { name: place, content } of places) {
    const text = Buffer.from(content).toString('latin1');
    for (const { planted: name, form } of [...inAnyCase(text.toLowerCase()), ...asWritten(text)]) {
      leaks.set(JSON.stringify([place, name, form]), { planted: name, place, form });
    }
  }
  return [...leaks.values()];
}

interface Form {
  form: Leak['form'];
  /** One letter a byte. */
  needle: string;
  /** Base64 means something else in another case. */
  hasCase: boolean;
}

/** Looks for all needles in one pass: there are hundreds, and pictures are large. */
function createScanner<Needle extends Form>(needles: readonly Needle[]): (text: string) => Needle[] {
  const byStart = new Map<number, Map<string, Needle>>();
  for (const needle of needles) {
    const start = Buffer.from(needle.needle, 'latin1').readUInt32BE(0);
    const alike = byStart.get(start) ?? new Map<string, Needle>();
    alike.set(JSON.stringify(needle), needle);
    byStart.set(start, alike);
  }
  /** Whether a needle may begin with these four bytes, by their last two: most places are passed over by this alone. */
  const mayBegin = new Uint8Array(2 ** 16);
  for (const start of byStart.keys()) mayBegin[start & 0xffff] = 1;

  return (text) => {
    const found = new Set<Needle>();
    let last = 0;
    for (let at = 0; at < text.length; at += 1) {
      last = ((last << 8) | text.charCodeAt(at)) >>> 0;
      if (mayBegin[last & 0xffff] === 0) continue;
      for (const needle of byStart.get(last)?.values() ?? []) {
        if (text.startsWith(needle.needle, at - 3)) found.add(needle);
      }
    }
    return [...found];
  };
}

function formsOf(spelling: Buffer): Form[] {
  const wide = Buffer.from(spelling.toString('utf8'), 'utf16le');
  const folded = (form: Leak['form'], text: string): Form => ({
    form,
    needle: text.toLowerCase(),
    hasCase: false,
  });
  return [
    folded('clear', spelling.toString('latin1')),
    folded('utf-16', wide.toString('latin1')),
    folded('hex', spelling.toString('hex')),
    ...base64Forms(spelling).map((needle): Form => ({ form: 'base64', needle, hasCase: true })),
  ];
}

/** In the midst of base64 the bytes may begin at any of three places; letters that depend on neighbours are left out. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const sure = encoded.slice(Math.ceil((before * 8) / 6), whole);
    return [...new Set([sure, sure.replaceAll('-', '+').replaceAll('_', '/')])];
  });
}
