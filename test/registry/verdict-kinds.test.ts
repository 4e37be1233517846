import { expect, test } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { createVerdictKinds } from '../../src/registry/verdict-kinds.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { CONTAINED, verdictKey } from '../contract/commits.ts';

const UNDECIDED: Verdict = { kind: 'undecided', reasons: [], stats: CONTAINED.stats };

test('what is decided holds for good; what is not is looked up again', async () => {
  const store = createMemoryStore();
  const kinds = createVerdictKinds(store);
  const [known, open, none] = [verdictKey('a', 'b'), verdictKey('b', 'c'), verdictKey('c', 'd')];
  await store.writeVerdicts([
    { key: known, verdict: CONTAINED },
    { key: open, verdict: UNDECIDED },
  ]);
  expect(await kinds.read([none, known, open])).toEqual([undefined, 'contained', 'undecided']);
  await store.writeVerdicts([open, none].map((key) => ({ key, verdict: CONTAINED })));
  expect(await kinds.read([none, known, open])).toEqual(['contained', 'contained', 'contained']);
});
