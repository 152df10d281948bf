const V4_BYTES = 4;
const V6_GROUPS = 8;

/**
 * Which IP addresses are not of the public internet. Shared by the check of an address when it is given and
 * by the guard of outgoing connections, so that both draw the same line.
 *
 * IPv4: what the IANA special-purpose registry (RFC 6890) does not hold to be globally reachable, multicast
 * and class E. IPv6: everything outside 2000::/3, and within it what only embeds, tunnels or documents
 * (RFC 4380, RFC 3849, RFC 3056, RFC 9637). IPv4-mapped addresses lie outside 2000::/3 and so are refused too.
 */
const RESERVED_V4 = cidrs(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
);
const GLOBAL_V6 = cidrs('2000::/3');
const RESERVED_V6 = cidrs('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');
const LOOPBACK = cidrs('127.0.0.0/8', '::1/128');

/** 4 or 16 bytes, the most significant first. */
type AddressBytes = readonly number[];
interface Cidr {
  base: AddressBytes;
  prefix: number;
}

/** True for an address that no public receiver has, and for text that is not an IP address at all. */
export function isReservedAddress(ip: string): boolean {
  const bytes = parseAddress(ip);
  if (!bytes) return true;
  if (bytes.length === V4_BYTES) return within(bytes, RESERVED_V4);
  return !within(bytes, GLOBAL_V6) || within(bytes, RESERVED_V6);
}

/** 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(ip: string): boolean {
  const bytes = parseAddress(ip);
  return bytes !== undefined && within(bytes, LOOPBACK);
}

/** Whether the text is an IPv4 address in four decimals, or an IPv6 address without brackets and zone. */
export function isIpAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

/** Whether an address lies in one of these blocks (`10.1.0.0/16`, `fd00::/8`, or one address). Throws where a block is not well formed. */
export function isAddressWithin(ip: string, blocks: readonly string[]): boolean {
  const parsed = cidrs(...blocks);
  const bytes = parseAddress(ip);
  return bytes !== undefined && within(bytes, parsed);
}

function within(address: AddressBytes, blocks: readonly Cidr[]): boolean {
  return blocks.some(
    ({ base, prefix }) => base.length === address.length && samePrefix(address, base, prefix),
  );
}

function samePrefix(one: AddressBytes, other: AddressBytes, prefix: number): boolean {
  return one.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((other[index] ?? 0) & mask);
  });
}

function cidrs(...texts: string[]): Cidr[] {
  return texts.map((text) => {
    const [address = '', length] = text.split('/');
    const base = parseAddress(address);
    const bits = base ? base.length * 8 : 0;
    const prefix = length === undefined ? bits : Number(length);
    if (!base || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) {
      throw new Error(`Not a block of addresses: ${text}`);
    }
    return { base, prefix };
  });
}

function parseAddress(text: string): AddressBytes | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Leading zeros are refused: some read them as octal. */
function parseV4(text: string): AddressBytes | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** RFC 4291 section 2.2, the form with a dotted end included. */
function parseV6(text: string): AddressBytes | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (!head) return undefined;
  if (halves.length === 1) return head.length === V6_GROUPS ? toBytes(head) : undefined;
  const missing = V6_GROUPS - head.length - (tail?.length ?? 0);
  if (!tail || missing < 1) return undefined;
  return toBytes([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function parseGroups(half: string, isEnd: boolean): number[] | undefined {
  if (half === '') return [];
  const groups: number[] = [];
  const parts = half.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const dotted = isEnd && index === parts.length - 1 ? parseV4(part) : undefined;
    if (!dotted) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = dotted;
    groups.push(a * 256 + b, c * 256 + d);
  }
  return groups;
}

function toBytes(groups: readonly number[]): number[] {
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}
