import type { Expectation, RecordWrite } from './store.ts';

type RecordExpectation = Extract<Expectation, { readonly kind: 'record' }>;

/** @internal What writes of records take for granted. */
export function expectationsOf(writes: readonly RecordWrite[] = []): RecordExpectation[] {
  return writes.flatMap(({ kind: record, key, expect: revision }) => (revision === undefined ? [] : [{ kind: 'record', record, key, revision }]));
}
