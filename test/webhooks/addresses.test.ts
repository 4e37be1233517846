import { expect, test } from 'vitest';
import type { RegistryError } from '../../src/core/errors.ts';
import { checkUrl, guardedLookup, kindOf } from '../../src/webhooks/addresses.ts';

const kinds = [
  { kind: 'loopback', addresses: ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'] },
  { kind: 'private', addresses: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1'] },
  {
    kind: 'never',
    addresses: [
      '0.0.0.0',
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fe80::1',
      '::',
      '224.0.0.1',
      '255.255.255.255',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      '192.88.99.1',
      '::a9fe:a9fe',
      '::ffff:0:a9fe:a9fe',
      '2001::1',
      '2001:db8::1',
      '3fff::1',
      '4000::1',
      '5f00::1',
      'fec0::1',
      'ff02::1',
    ],
  },
  { kind: 'public', addresses: ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8'] },
];

for (const { kind, addresses } of kinds) {
  for (const address of addresses) {
    test(`${address} is ${kind}`, () => {
      expect(kindOf(address)).toBe(kind);
    });
  }
}

const urls: readonly { readonly url: string; readonly normally: boolean; readonly withPrivate: boolean }[] = [
  { url: 'https://example.com/hooks?x=1', normally: true, withPrivate: true },
  { url: 'https://1.1.1.1/', normally: true, withPrivate: true },
  { url: 'http://127.0.0.1:9000/', normally: true, withPrivate: true },
  { url: 'http://localhost:9000/', normally: true, withPrivate: true },
  { url: 'http://[::1]:9000/', normally: true, withPrivate: true },
  // The URL standard makes numbers of these.
  { url: 'http://2130706433/', normally: true, withPrivate: true },
  { url: 'http://0x7f.1/', normally: true, withPrivate: true },
  { url: 'http://example.com/', normally: false, withPrivate: true },
  { url: 'http://1.1.1.1/', normally: false, withPrivate: false },
  { url: 'https://10.0.0.1/', normally: false, withPrivate: true },
  { url: 'https://[fd00::1]/', normally: false, withPrivate: true },
  { url: 'https://169.254.169.254/', normally: false, withPrivate: false },
  { url: 'https://[::ffff:169.254.169.254]/', normally: false, withPrivate: false },
  { url: 'https://[::ffff:0:169.254.169.254]/', normally: false, withPrivate: false },
  { url: 'https://0/', normally: false, withPrivate: false },
  { url: 'https://user:secret@example.com/', normally: false, withPrivate: false },
  { url: 'https://example.com/#x', normally: false, withPrivate: false },
  { url: 'ftp://example.com/', normally: false, withPrivate: false },
  { url: 'file:///etc/passwd', normally: false, withPrivate: false },
  { url: 'example.com', normally: false, withPrivate: false },
];

for (const { url, normally, withPrivate } of urls) {
  test(`${url} is ${normally ? '' : 'not '}taken, and with private addresses it is ${withPrivate ? '' : 'not'}`, () => {
    const takes = (allowPrivate: boolean): boolean => {
      try {
        checkUrl(url, { allowPrivate });
        return true;
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'webhook_address_refused' });
        return false;
      }
    };
    expect([takes(false), takes(true)]).toEqual([normally, withPrivate]);
  });
}

test('where an address has too much, what to do is to leave that out, and a password is not repeated', () => {
  const thrownFor = (url: string): unknown => {
    try {
      return checkUrl(url, { allowPrivate: false });
    } catch (thrown) {
      return thrown;
    }
  };
  const withUser = thrownFor('https://me:hunter2@example.com/hook') as RegistryError;
  expect(withUser).toMatchObject({ code: 'webhook_address_refused', data: { next: expect.stringMatching(/^Leave out the user and the password/) } });
  expect(withUser.message).toContain('"https://example.com/hook"');
  expect(thrownFor('https://example.com/#part')).toMatchObject({ data: { next: 'Leave out the # and what follows it.' } });
  expect(thrownFor('http://example.com/')).toMatchObject({ data: {} });
  expect((thrownFor('https://example.com:99999/') as RegistryError).message).toContain('it is no URL');
});

const names: readonly {
  readonly host: string;
  readonly leadsTo: readonly string[];
  readonly allowed: readonly string[];
  readonly allowPrivate?: true;
}[] = [
  { host: 'example.com', leadsTo: ['1.1.1.1'], allowed: ['1.1.1.1'] },
  { host: 'rebound.example.com', leadsTo: ['127.0.0.1', '::1'], allowed: [] },
  { host: 'rebound.example.com', leadsTo: ['127.0.0.1'], allowed: [], allowPrivate: true },
  { host: 'inside.example.com', leadsTo: ['10.0.0.1', '1.1.1.1'], allowed: ['1.1.1.1'] },
  { host: 'inside.example.com', leadsTo: ['10.0.0.1', '1.1.1.1'], allowed: ['10.0.0.1', '1.1.1.1'], allowPrivate: true },
  { host: 'metadata.example.com', leadsTo: ['169.254.169.254'], allowed: [], allowPrivate: true },
  { host: 'localhost', leadsTo: ['127.0.0.1', '::1'], allowed: ['127.0.0.1', '::1'] },
  { host: 'localhost', leadsTo: ['1.1.1.1'], allowed: [] },
];

for (const { host, leadsTo, allowed, allowPrivate = false } of names) {
  test(`${host}, which leads to ${leadsTo.join(', ')}, is connected to at ${allowed.join(', ') || 'none'}${allowPrivate ? ', private ones allowed' : ''}`, () => {
    const resolve = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
      callback(
        null,
        leadsTo.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as never;
    const seen: unknown[] = [];
    guardedLookup({ allowPrivate, isPlain: false }, resolve)(host, { all: true }, (error, found) => seen.push(error, found));
    const [error, found] = seen;
    expect((found as { address: string }[]).map(({ address }) => address)).toEqual(allowed);
    if (allowed.length === 0) expect(error).toMatchObject({ code: 'webhook_address_refused' });
  });
}

test('by http a name leads to private addresses only', () => {
  const resolve = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(null, [
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ])) as never;
  const seen: unknown[] = [];
  guardedLookup({ allowPrivate: true, isPlain: true }, resolve)('inside.example.com', {}, (error, address) => seen.push(error, address));
  expect(seen).toEqual([null, '10.0.0.1']);
});
