import { expect, test } from 'vitest';
import { placeKind, type PlaceKind } from '../../src/ui/editor/schema-place.ts';

const cases: readonly (readonly [readonly (string | number)[], PlaceKind])[] = [
  [[], 'schema'],
  [['properties'], 'map'],
  [['properties', 'properties'], 'schema'],
  [['properties', 'a', 'items', 'properties'], 'map'],
  [['items', 0], 'schema'],
  [['oneOf', 1, 'not'], 'schema'],
  [['$defs', 'money', 'enum'], 'data'],
  [['examples', 0, 'properties'], 'data'],
  [['default', 'type'], 'data'],
  [['const'], 'data'],
  [['x-owner', 'properties'], 'data'],
];

for (const [steps, kind] of cases) test(`/${steps.join('/')} is ${kind}`, () => expect(placeKind(steps)).toBe(kind));
