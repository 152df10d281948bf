import { plain } from './plain-text.ts';
import { isStateCode } from './state-codes.ts';

/**
 * How nationalities and states are written on their documents, by code: beginnings of words in capitals without
 * marks. Only what is unlike the code is needed; a state that is not here can still be compared by its code.
 */
const BEGINNINGS: Record<string, string> = {
  ALB: 'ALBAN SHQIPTAR',
  ARG: 'ARGENTIN',
  AUS: 'AUSTRALI',
  AUT: 'AUSTRIA OSTERREICH OESTERREICH AUTRICHIEN',
  BEL: 'BELG BELGIE BELGE BELGISCH',
  BGR: 'BULGARI',
  BIH: 'BOSNI BOSANSK',
  BRA: 'BRAZIL BRASIL',
  CAN: 'CANAD',
  CHE: 'SWISS SWITZERLAND SCHWEIZ SUISSE SVIZZER SVIZRA',
  CHN: 'CHINESE CHINA',
  CYP: 'CYPRIOT CYPRUS KYPRIAK',
  CZE: 'CZECH CESKA CESKE CESKO',
  DEU: 'GERMAN DEUTSCH ALLEMAND TEDESC ALEMAN DUITS NIEMIEC',
  DNK: 'DANISH DANSK DENMARK DANMARK',
  ESP: 'SPANISH SPAIN ESPAN SPAGNOL ESPANHOL',
  EST: 'ESTON EESTI',
  FIN: 'FINNISH FINLAND SUOM FINSK',
  FRA: 'FRENCH FRANC',
  GBR: 'BRITISH',
  GRC: 'GREEK GREECE HELLEN ELLIN',
  HRV: 'CROAT HRVAT',
  HUN: 'HUNGAR MAGYAR',
  IND: 'INDIAN INDIA',
  IRL: 'IRISH IRELAND EIREANN',
  ISL: 'ICELAND ISLENSK ISLAND',
  ISR: 'ISRAEL',
  ITA: 'ITALI',
  JPN: 'JAPAN',
  KOR: 'KOREA',
  LTU: 'LITHUAN LIETUV',
  LUX: 'LUXEMB LETZEB',
  LVA: 'LATVI LATVIJ',
  MDA: 'MOLDOV',
  MEX: 'MEXIC',
  MLT: 'MALT',
  NLD: 'DUTCH NEDERLAND NETHERLAND NEERLAND',
  NOR: 'NORWEG NORSK NORGE NOREG',
  POL: 'POLISH POLAND POLSK',
  PRT: 'PORTUG',
  ROU: 'ROMAN',
  RUS: 'RUSSIA',
  SRB: 'SERB SRPSK',
  SVK: 'SLOVAK SLOVENSKA',
  SVN: 'SLOVEN SLOVENE',
  SWE: 'SWED SVENSK SVERIGE',
  TUR: 'TURK',
  UKR: 'UKRAIN',
  USA: 'AMERICAN',
  UTO: 'UTOPIA',
};

/** States of more than one word. */
const PHRASES = new Map([
  ['UNITED KINGDOM', 'GBR'],
  ['UNITED STATES', 'USA'],
  ['NEW ZEALAND', 'NZL'],
  ['REPUBLIC OF KOREA', 'KOR'],
]);

const BY_BEGINNING = Object.entries(BEGINNINGS)
  .flatMap(([code, words]) => words.split(' ').map((word) => [word, code] as const))
  .sort(([a], [b]) => b.length - a.length);

/**
 * The ICAO code of a printed nationality (`DEUTSCH`, `British citizen`, `FRA`, `UTOPIAN`), with Germany as `DEU`;
 * undefined where it is not known, which is no sign of anything.
 */
export function nationalityCode(text: string): string | undefined {
  const words = plain(text);
  if (words === 'D') return 'DEU';
  if (isStateCode(words)) return words;
  for (const [phrase, code] of PHRASES) if (words.includes(phrase)) return code;
  for (const word of words.split(' ')) {
    if (isStateCode(word) && word.length === 3) return word;
    const found = BY_BEGINNING.find(([beginning]) => word.startsWith(beginning));
    if (found) return found[1];
  }
  return undefined;
}
