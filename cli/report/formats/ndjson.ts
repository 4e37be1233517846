import { findingsOf, type OutlineFormat } from '../outline.ts';

/** A line a finding, then one with the answer. */
export const ndjson: OutlineFormat = (outline) => {
  const { command, passed, summary, cases } = outline;
  const findings = cases.flatMap(({ name, findings: own }) =>
    own.map(({ facts, ...finding }) => ({ schemaVersion: 1, kind: 'finding', command, case: name, ...finding, facts: Object.fromEntries(facts) })),
  );
  const answer = { schemaVersion: 1, kind: 'summary', command, passed, summary, cases: cases.length, findings: findingsOf(outline).length };
  return [...findings, answer].map((line) => `${JSON.stringify(line)}\n`).join('');
};
