import { expect, test } from 'vitest';
import { isInTheClear, localUrlOf, refusePublic } from '../../../src/server/listen/address.ts';

for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
  test(`${host} needs no consent`, () => expect(() => refusePublic({ host, insecure: false })).not.toThrow());
}

for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '', '127.0.0.1.example.com']) {
  test(`${JSON.stringify(host)} is public and needs --insecure`, () => {
    expect(() => refusePublic({ host, insecure: false })).toThrow(/--insecure/);
    expect(() => refusePublic({ host, insecure: true })).not.toThrow();
  });
}

test('what a public address means is said of what listens there', () => {
  const address = { host: '0.0.0.0', insecure: false };
  expect(() => refusePublic(address)).toThrow(/nobody is asked for a key; .*--auth keys, or say --insecure/);
  expect(() => refusePublic(address, 'gateway')).toThrow(/whoever reaches a gateway may send events.*, or say --insecure/);
  expect(() => refusePublic(address, 'gateway')).not.toThrow(/--auth/);
});

for (const [url, isSeen] of [
  ['http://127.0.0.1:8081', false],
  ['http://[::1]:8081', false],
  ['http://localhost', false],
  ['https://registry.example.com', false],
  ['http://registry.example.com', true],
  ['http://10.0.0.1:8081', true],
  ['http://[fd00::1]', true],
  ['http://127.0.0.1.example.com', true],
] as const) {
  test(`what is sent to ${url} ${isSeen ? 'goes over a network as it is' : 'is seen by nobody on the way'}`, () => {
    expect(isInTheClear(new URL(url))).toBe(isSeen);
  });
}

for (const [url, local] of [
  ['http://0.0.0.0:8081', 'http://127.0.0.1:8081'],
  ['https://[::]:8081', 'https://[::1]:8081'],
  ['http://192.168.1.1:8081', 'http://192.168.1.1:8081'],
] as const) {
  test(`this machine reaches ${url} at ${local}`, () => expect(localUrlOf({ url })).toBe(local));
}
