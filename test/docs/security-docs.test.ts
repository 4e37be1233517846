import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACCESS } from '../../src/core/api-key.ts';
import { parsePattern, parseScope } from '../../src/core/scope.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseRegistryConfig } from '../../src/server/registry/parse-registry-config.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');

test('the example of a configuration is taken', async () => {
  const text = /```yaml\n(.*?)```/s.exec(PAGE)?.[1] ?? '';
  const config = await parseRegistryConfig({
    file: 'registry.yaml',
    folder: '/etc/sluice',
    text,
    format: jsonSchemaFormat,
    env: { GATEWAY_TOKEN: 't' },
  });
  expect(Object.keys(config)).toEqual(['auth', 'tls', 'rateLimit', 'limits', 'webhooks', 'gateways', 'allowedHosts']);
  expect(Object.keys(config.auth ?? {})).toEqual(['keys', 'anonymousRead', 'jwt', 'clientCertificates']);
});

test('the table of accesses has each, in their order', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \| /gm)].map(([, word]) => word);
  expect(rows).toEqual([...ACCESS]);
});

test('the patterns and scopes of the page are such', () => {
  const rows = [...PAGE.matchAll(/^\| `([^`]*[*:.][^`]*)` \| /gm)].map(([, pattern = '']) => pattern);
  expect(rows.map(parsePattern)).toEqual(['*', 'com.shop.*', ':.staging:', 'com.shop.order']);
  const scopes = [...PAGE.matchAll(/--scope ([^\n#]*?)(?= --|\s*#|$)/gm)].flatMap(([, words = '']) => words.trim().split(/\s+/));
  expect(scopes.length).toBeGreaterThan(2);
  for (const scope of scopes) parseScope(scope);
});
