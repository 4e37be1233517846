import { expect, test } from 'vitest';
import { ANYBODY, createPrincipal } from '../../../src/http/kit/principal.ts';
import { senderOf } from '../../../src/http/kit/sender.ts';

const KEY = createPrincipal({ name: 'key:ci:1', isKnown: true, scopes: [] });

const SENDERS = [
  ['who shows a key', { principal: KEY, origin: { address: '192.0.2.1' } }, 'key:ci:1'],
  ['who shows nothing', { principal: ANYBODY, origin: { address: '::ffff:192.0.2.1' } }, 'address:192.0.2.1'],
  ['who has a network of addresses', { principal: ANYBODY, origin: { address: '2001:db8::7:1' } }, 'address:2001:db8:0:0::/64'],
] as const;

for (const [title, from, sender] of SENDERS) test(`${title} is one sender: ${sender}`, () => expect(senderOf(from)).toBe(sender));
