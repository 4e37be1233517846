import { expect, test } from 'vitest';
import { mergeMetadata, mergeRuleSets } from '../../src/registry/attachments.ts';
import type { JsonObject } from '../../src/core/json/value.ts';

type Row = readonly [title: string, under: JsonObject | undefined, over: JsonObject | undefined, merged: JsonObject | undefined];

const METADATA: readonly Row[] = [
  ['nothing and nothing', undefined, undefined, undefined],
  ['nothing under', undefined, { properties: { a: '1' } }, { properties: { a: '1' } }],
  ['nothing over', { properties: { a: '1' } }, undefined, { properties: { a: '1' } }],
  [
    'properties: over goes before',
    { properties: { a: '1', b: '1' } },
    { properties: { b: '2', c: '2' } },
    { properties: { a: '1', b: '2', c: '2' } },
  ],
  [
    'tags of one path are put together',
    { tags: { p: ['x', 'y'] } },
    { tags: { p: ['y', 'z'], q: ['x'] } },
    { tags: { p: ['x', 'y', 'z'], q: ['x'] } },
  ],
  ['sensitive names are put together', { sensitive: ['a'] }, { sensitive: ['b', 'a'] }, { sensitive: ['a', 'b'] }],
  ['members that nobody knows: over goes before', { x: 1, y: { a: 1 } }, { x: 2, y: { b: 2 } }, { x: 2, y: { a: 1, b: 2 } }],
  ['another shape: over goes before', { properties: { a: '1' } }, { properties: 'none' }, { properties: 'none' }],
  ['names of prototypes are names', { properties: { a: '1' } }, { properties: { toString: '2' } }, { properties: { a: '1', toString: '2' } }],
];

for (const [title, under, over, merged] of METADATA) test(`metadata: ${title}`, () => expect(mergeMetadata(under, over)).toEqual(merged));

const rule = (name: string, expr: string): JsonObject => ({ name, kind: 'CONDITION', type: 'CEL', expr });

const RULES: readonly Row[] = [
  ['nothing under', undefined, { domainRules: [rule('a', '1')] }, { domainRules: [rule('a', '1')] }],
  [
    'a rule of the same name is replaced',
    { domainRules: [rule('a', '1'), rule('b', '1')] },
    { domainRules: [rule('a', '2')] },
    { domainRules: [rule('b', '1'), rule('a', '2')] },
  ],
  [
    'each list for itself',
    { migrationRules: [rule('a', '1')] },
    { domainRules: [rule('a', '2')] },
    { migrationRules: [rule('a', '1')], domainRules: [rule('a', '2')] },
  ],
];

for (const [title, under, over, merged] of RULES) test(`rules: ${title}`, () => expect(mergeRuleSets(under, over)).toEqual(merged));
