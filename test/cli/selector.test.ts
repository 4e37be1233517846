import { expect, test } from 'vitest';
import { parseReference, parseSelector } from '../../cli/selector.ts';

const SELECTORS = [
  { text: 'com.shop.order', selector: { subject: 'com.shop.order' } },
  { text: 'com.shop.order@3', selector: { subject: 'com.shop.order', version: 3 } },
  { text: 'com.shop.order@latest', selector: { subject: 'com.shop.order', version: 'latest' } },
  { text: 'a@b@2', selector: { subject: 'a@b', version: 2 } },
  { text: 'a@b', selector: { subject: 'a@b' } },
];

for (const { text, selector } of SELECTORS) {
  test(`parseSelector() reads ${text}`, () => expect(parseSelector(text)).toEqual(selector));
}

for (const text of ['', '@1', 'a@0', 'a@2147483648', 'a\u0000b', 'a.*']) {
  test(`parseSelector() rejects ${JSON.stringify(text)}`, () => expect(() => parseSelector(text)).toThrow(/subject|version/));
}

const REFERENCES = [
  { text: 'money.json=com.shop.money@1', reference: { name: 'money.json', subject: 'com.shop.money', version: 1 } },
  { text: 'https://x.example/?a=b=com.shop.money@12', reference: { name: 'https://x.example/?a=b', subject: 'com.shop.money', version: 12 } },
];

for (const { text, reference } of REFERENCES) {
  test(`parseReference() reads ${text}`, () => expect(parseReference(text)).toEqual(reference));
}

for (const text of ['money.json', '=s@1', 'money.json=s', 'money.json=s@latest']) {
  test(`parseReference() rejects ${text}`, () => expect(() => parseReference(text)).toThrow(/expected/));
}
