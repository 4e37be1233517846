import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterEach(() => server.close());

const DOMAIN = { name: 'positive', kind: 'CONDITION', mode: 'WRITE', type: 'CEL' };
const MIGRATION = { name: 'toV2', kind: 'TRANSFORM', mode: 'UPGRADE', type: 'JSONATA' };

const RULE_SETS: readonly (readonly [title: string, ruleSet: object, at?: string])[] = [
  ...['WRITE', 'READ', 'WRITEREAD'].map((mode) => [`a domain rule for ${mode}`, { domainRules: [{ ...DOMAIN, mode }] }] as const),
  ...['UPGRADE', 'DOWNGRADE', 'UPDOWN'].map((mode) => [`a migration rule for ${mode}`, { migrationRules: [{ ...MIGRATION, mode }] }] as const),
  ['an encoding rule for WRITEREAD', { encodingRules: [{ ...DOMAIN, kind: 'TRANSFORM', mode: 'WRITEREAD' }] }],
  ['no mode', { domainRules: [{ name: 'a', kind: 'CONDITION', type: 'CEL' }] }],
  ['a mode that is null', { domainRules: [{ ...DOMAIN, mode: null }] }],
  ['a name with letters of any script, digits, _ and -', { domainRules: [{ ...DOMAIN, name: '_größe-2' }] }],
  ['a kind that is none', { domainRules: [{ ...DOMAIN, kind: 'COND' }] }, '/domainRules/0/kind'],
  ['a kind in lower case', { domainRules: [{ ...DOMAIN, kind: 'condition' }] }, '/domainRules/0/kind'],
  ['a mode that is none', { domainRules: [{ ...DOMAIN, mode: 'WRITING' }] }, '/domainRules/0/mode'],
  ['a mode that is a number', { domainRules: [{ ...DOMAIN, mode: 1 }] }, '/domainRules/0/mode'],
  ['a domain rule for UPGRADE', { domainRules: [{ ...DOMAIN, mode: 'UPGRADE' }] }, '/domainRules/0/mode'],
  ['an encoding rule for UPDOWN', { encodingRules: [{ ...DOMAIN, mode: 'UPDOWN' }] }, '/encodingRules/0/mode'],
  ['a migration rule for READ', { migrationRules: [MIGRATION, { ...MIGRATION, name: 'b', mode: 'READ' }] }, '/migrationRules/1/mode'],
  ['a name with a space', { domainRules: [{ ...DOMAIN, name: 'x y' }] }, '/domainRules/0/name'],
  ['a name that begins with a digit', { domainRules: [{ ...DOMAIN, name: '1st' }] }, '/domainRules/0/name'],
  ['a name of 257 characters', { domainRules: [{ ...DOMAIN, name: 'x'.repeat(257) }] }, '/domainRules/0/name'],
];

for (const [title, ruleSet, at] of RULE_SETS) {
  test(`a rule set with ${title} is ${at === undefined ? 'taken' : `42210, at ${at}`}, in a registration and in a configuration`, async () => {
    const registered = await server.send({ method: 'POST', path: '/subjects/a/versions', body: { schemaType: 'JSON', schema: '{}', ruleSet } });
    const configured = await server.send({ method: 'PUT', path: '/config/a', body: { overrideRuleSet: ruleSet } });
    if (at === undefined) expect([registered.status, configured.status]).toEqual([200, 200]);
    else {
      const refusal = (root: string): object => ({
        status: 422,
        json: { error_code: 42210, message: expect.stringContaining(`at /${root}${at}:`) as unknown },
      });
      expect(registered).toMatchObject(refusal('ruleSet'));
      expect(configured).toMatchObject(refusal('overrideRuleSet'));
    }
  });
}
