import assert from 'node:assert/strict';
import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { isAddressWithin, isIpAddress, isLoopbackAddress, isReservedAddress } from './reserved-address.ts';

const RESERVED = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001::1',
  '2001:1ff:ffff::',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff:fff::1',
];

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:200::1',
  '2001:db9::1',
  '2003::1',
  '2606:4700::1111',
  '3fff:1000::1',
];

const NOT_ADDRESSES = [
  '',
  'localhost',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '010.0.0.1',
  '1.2.3.4.5',
  '256.1.1.1',
  '::1%lo',
  '[::1]',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  ':::',
  '12345::',
  '1.2.3.4::',
];

describe('reserved addresses', () => {
  for (const ip of RESERVED)
    it(`holds ${ip} to be reserved`, () => assert.equal(isReservedAddress(ip), true));
  for (const ip of PUBLIC) it(`holds ${ip} to be public`, () => assert.equal(isReservedAddress(ip), false));

  it('holds whatever is not an address to be reserved', () => {
    for (const text of NOT_ADDRESSES) {
      assert.equal(isIpAddress(text), false, text);
      assert.equal(isReservedAddress(text), true, text);
    }
  });

  it('knows loopback by its whole block', () => {
    assert.deepEqual(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'].map(isLoopbackAddress), [
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(['128.0.0.1', '::2', '::ffff:127.0.0.1', 'localhost'].map(isLoopbackAddress), [
      false,
      false,
      false,
      false,
    ]);
  });

  it('finds an address in a list of blocks', () => {
    assert.equal(isAddressWithin('10.1.2.3', ['192.168.0.0/16', '10.1.0.0/16']), true);
    assert.equal(isAddressWithin('10.2.2.3', ['10.1.0.0/16']), false);
    assert.equal(isAddressWithin('fd00::5', ['fd00::/8']), true);
    assert.equal(isAddressWithin('10.1.2.3', ['10.1.2.3']), true);
    assert.throws(() => isAddressWithin('10.1.2.3', ['10.1.0.0/33']), /block/);
    assert.throws(() => isAddressWithin('10.1.2.3', ['office']), /block/);
  });

  it('agrees with the block list of Node.js on any IPv4 address and block', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), (ip, base, prefix) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, 'ipv4');
        assert.equal(isAddressWithin(ip, [`${base}/${prefix}`]), list.check(ip, 'ipv4'));
      }),
    );
  });

  it('agrees with the block list of Node.js on any IPv6 address', () => {
    const list = new BlockList();
    list.addSubnet('2000::', 3, 'ipv6');
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        assert.equal(isIPv6(ip), true);
        assert.equal(isAddressWithin(ip, ['2000::/3']), list.check(ip, 'ipv6'), ip);
      }),
    );
  });
});
