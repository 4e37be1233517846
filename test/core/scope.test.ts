import { expect, test } from 'vitest';
import { formatKey, parseKey } from '../../src/core/api-key.ts';
import { allows, formatScope, parseScope, reaches } from '../../src/core/scope.ts';

// scope, access, name, allowed
const COVERED: readonly (readonly [string, 'read' | 'register' | 'break' | 'admin', string, boolean])[] = [
  ['read', 'read', 'com.shop.order', true],
  ['read', 'read', '', true],
  ['read', 'register', 'com.shop.order', false],
  ['read:com.shop.*', 'read', 'com.shop.order', true],
  ['read:com.shop.*', 'read', 'com.shop.', true],
  ['read:com.shop.*', 'read', 'com.shop.*', true],
  ['read:com.shop.*', 'read', 'com.shop.order.*', true],
  ['read:com.shop.*', 'read', 'com.shop', false],
  ['read:com.shop.*', 'read', 'com.shopping', false],
  ['read:com.shop.*', 'read', 'com.shopping.cart', false],
  ['read:com.shop.*', 'read', 'com.Shop.order', false],
  ['read:com.shop.*', 'read', ' com.shop.order', false],
  ['read:com.shop.*', 'read', ':.ctx:com.shop.order', false],
  ['read:com.shop.*', 'read', 'com.*', false],
  ['read:com.shop.*', 'read', '*', false],
  ['read:com.shop.*', 'read', '', false],
  ['read:com.shop', 'read', 'com.shop', true],
  ['read:com.shop', 'read', 'com.shop.order', false],
  ['read:com.shop', 'read', 'com.shop.*', false],
  ['read::.ctx:', 'read', ':.ctx:com.shop.order', true],
  ['read::.ctx:', 'read', ':.ctx:', true],
  ['read::.ctx:', 'read', ':.ctx2:com.shop.order', false],
  ['read::.ctx:', 'read', 'com.shop.order', false],
  ['read::.ctx:', 'read', '', false],
  ['admin:com.shop.*', 'break', 'com.shop.order', true],
  ['admin:com.shop.*', 'admin', 'com.shop.*', true],
  ['admin:com.shop.*', 'admin', '', false],
  ['break:com.shop.*', 'register', 'com.shop.order', true],
  ['break:com.shop.*', 'admin', 'com.shop.order', false],
  ['register:com.shop.*', 'break', 'com.shop.order', false],
];

for (const [scope, access, name, allowed] of COVERED) {
  test(`${scope} ${allowed ? 'gives' : 'does not give'} ${access} on ${JSON.stringify(name)}`, () => {
    expect(allows([parseScope(scope)], access, name)).toBe(allowed);
  });
}

const REACHED: readonly (readonly [string, string, boolean])[] = [
  ['read:com.shop.*', '', true],
  ['read:com.shop.*', 'com.*', true],
  ['read:com.shop.*', 'com.shop.*', true],
  ['read:com.shop.*', 'com.shop.order', true],
  ['read:com.shop.*', 'com.shopping.*', false],
  ['read:com.shop.order', 'com.shop.*', true],
  ['read:com.shop.order', 'com.shop.order.placed', false],
  ['read::.ctx:', ':.ctx:', true],
  ['read::.ctx:', ':.other:', false],
];

for (const [scope, name, reached] of REACHED) {
  test(`${scope} ${reached ? 'reaches' : 'does not reach'} something of ${JSON.stringify(name)}`, () => {
    expect(reaches([parseScope(scope)], 'read', name)).toBe(reached);
  });
}

for (const text of [
  '',
  'write',
  'READ',
  'read:',
  'read:com.shop*',
  'read:com.*.order',
  'read:.*',
  'read:**',
  'read:a\u0000b',
  '__proto__',
  'toString:*',
]) {
  test(`${JSON.stringify(text)} is no scope`, () => expect(() => parseScope(text)).toThrow());
}

for (const text of ['read:*', 'register:com.shop.*', 'break:com.shop.order', 'admin::.ctx:', 'read:a:b']) {
  test(`${text} is a scope that prints as it is written`, () => expect(formatScope(parseScope(text))).toBe(text));
}

const ID = '0123456789abcdef';
const SECRET = 'f'.repeat(64);

test('a key prints as it is read', () => expect(parseKey(formatKey({ id: ID, secret: SECRET }))).toEqual({ id: ID, secret: SECRET }));

for (const text of [
  '',
  'sluice',
  `sluice_${ID}`,
  `sluice_${ID}_`,
  `sluice_${ID}_${SECRET}_`,
  `sluice_${ID}_${SECRET}x`,
  `sluice_${ID}_${SECRET}\n`,
  `Sluice_${ID}_${SECRET}`,
  `sluice_${ID.toUpperCase()}_${SECRET}`,
  `sluice_${ID}_${SECRET.toUpperCase()}`,
  ` sluice_${ID}_${SECRET}`,
]) {
  test(`${JSON.stringify(text)} is no key`, () => expect(parseKey(text)).toBeUndefined());
}
