import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretBox, parseBoxKey } from '../../src/webhooks/secret-box.ts';
import { signedHeaders } from '../../src/http/kit/standard-webhooks.ts';

test('signatures are those of the reference libraries of Standard Webhooks', () => {
  // From the tests of the reference implementations (standard-webhooks/standard-webhooks, libraries/*).
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const headers = signedHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }, [secret]);
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a sealed secret shows nothing, and opens with its key for its webhook only', () => {
  const [key, secret] = [randomBytes(32), randomBytes(32)];
  const box = createSecretBox(key);
  const sealed = box.seal('hook', secret);
  expect(sealed).toMatch(/^aes-256-gcm:/);
  expect(sealed).not.toContain(secret.toString('base64'));
  expect(sealed).not.toBe(box.seal('hook', secret));
  expect(box.open('hook', sealed)).toEqual(secret);
  const changed = `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`;
  const wrong = [
    () => box.open('other', sealed),
    () => box.open('hook', changed),
    () => createSecretBox(randomBytes(32)).open('hook', sealed),
    () => createSecretBox(undefined).open('hook', sealed),
  ];
  for (const open of wrong) expect(open).toThrowError(expect.objectContaining({ code: 'webhook_secret_unreadable' }));
});

test('without a key a secret is kept as it is, and read with a key that came later', () => {
  const secret = randomBytes(32);
  const sealed = createSecretBox(undefined).seal('hook', secret);
  expect(sealed).toBe(`plain:${secret.toString('base64')}`);
  expect(createSecretBox(randomBytes(32)).open('hook', sealed)).toEqual(secret);
});

test('the key is 64 hexadecimal digits, or none', () => {
  expect(parseBoxKey('ab'.repeat(32))).toEqual(Buffer.alloc(32, 0xab));
  expect([parseBoxKey(undefined), parseBoxKey('')]).toEqual([undefined, undefined]);
  for (const text of ['ab', 'x'.repeat(64), 'ab'.repeat(33)])
    expect(() => parseBoxKey(text)).toThrowError(expect.objectContaining({ code: 'usage_invalid' }));
});
