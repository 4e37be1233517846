import { expect, test } from 'vitest';
import { parsePostgresAddress } from '../../src/postgres/address.ts';

const READ = [
  { text: 'postgres://u@h/d', shown: 'postgres://u@h/d', connectionString: 'postgres://u@h/d' },
  { text: 'postgresql://h:1/d', shown: 'postgres://h:1/d', connectionString: 'postgresql://h:1/d' },
  { text: 'postgres://u:p%40ss@h/d', shown: 'postgres://u@h/d', connectionString: 'postgres://u:p%40ss@h/d', hasPassword: true },
  {
    text: 'postgres://u@h/d?schema=one&pool=3&connect_timeout=9',
    shown: 'postgres://u@h/d?schema=one',
    schema: 'one',
    poolSize: 3,
    connectTimeoutMs: 9_000,
  },
  { text: 'postgres://u@h/d?sslmode=require', shown: 'postgres://u@h/d', connectionString: 'postgres://u@h/d?sslmode=require&uselibpqcompat=true' },
  { text: 'postgres://u@[::1]:5/d', shown: 'postgres://u@[::1]:5/d' },
  { text: 'postgres:///d', shown: 'postgres:///d' },
  { text: 'postgres://u:100%@h/d', shown: 'postgres://u@h/d', hasPassword: true },
  { text: 'postgres://u@/d?host=/run/pg', shown: 'postgres://u@[/run/pg]/d', connectionString: 'postgres://u@/d?host=%2Frun%2Fpg' },
];
for (const { text, ...expected } of READ) test(`${text} is read`, () => expect(parsePostgresAddress(text)).toMatchObject(expected));

const REFUSED = [
  { text: 'postgres://u:geheim@h', why: /expected postgres:\/\/USER@HOST:PORT\/DATABASE/ },
  { text: 'postgres://u:ge@heim@h/d', why: /%40/ },
  { text: 'postgres://u:geheim@HOST:PORT/d', why: /expected HOST, HOST:PORT or \[IPv6\]:PORT.*found "HOST:PORT"/ },
  { text: 'postgres://u:geheim@h:65536/d', why: /found "h:65536"/ },
  { text: 'postgres://u:geheim@::1:5432/d', why: /found "::1:5432"/ },
  { text: 'postgres://u:geheim%FF@h/d', why: /no text in UTF-8.*%25/ },
  { text: 'postgres://u:geheim@h/d?port=5432a', why: /port: expected a whole number from 1 to 65535; found "5432a"/ },
  { text: 'postgres://u:geheim@h/d?sslmode=prefer', why: /expected one of disable, require, verify-ca, verify-full; found "prefer"/ },
  { text: 'postgres://u:geheim@h/d?sslmode=verify-ca', why: /needs sslrootcert=FILE/ },
  { text: 'postgres://u:geheim@h/d?pool=1', why: /pool: expected a whole number from 2 to 1000; found "1"/ },
  { text: 'postgres://u:geheim@h/d?schema=My"s', why: /schema: expected lower-case letters/ },
  { text: 'postgres://u:geheim@h/d?schema=pg_x', why: /schema: expected lower-case letters/ },
  { text: 'postgres://u:geheim@h/d?shcema=x', why: /\?shcema= means nothing here; known are schema, pool/ },
];
for (const { text, why } of REFUSED) {
  test(`${text} is refused, without its password`, () => {
    const refuse = (): unknown => parsePostgresAddress(text);
    expect(refuse).toThrow(expect.objectContaining({ code: 'usage_invalid', message: expect.stringMatching(why) as string }));
    expect(refuse).not.toThrow(/geheim/);
  });
}
