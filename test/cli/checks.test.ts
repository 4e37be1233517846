import { expect, test } from 'vitest';
import { checksText } from '../../cli/report/checks.ts';
import { createPaint } from '../../cli/report/paint.ts';
import type { Check } from '../../src/core/compatibility.ts';
import type { Stage } from '../../src/core/verdict.ts';

function proved(version: number, stage: Stage): Check {
  const side = { subject: 's', fingerprint: '' };
  const stats = { steps: 0, stage, judges: [], engine: 'e' };
  return { writer: { ...side, label: `s@${version}`, version }, reader: { ...side, label: 'new' }, verdict: { kind: 'contained', stats } };
}

const rows = [
  { concluded: 2, lines: ['s@0 is valid under new', 's@1 is valid under new (follows from other proofs)', 's@2 is valid under new (follows from'] },
  { concluded: 11, lines: ['s@0 is valid under new', '11 more checks, which follow from other proofs'] },
];

for (const { concluded, lines } of rows) {
  test(`${concluded} checks that follow from another are ${lines.length - 1} lines`, () => {
    const checks = [proved(0, 'prover'), ...Array.from({ length: concluded }, (_, at) => proved(at + 1, 'transitivity'))];
    const text = checksText(checks, () => '', createPaint({ color: false })).split('\n');
    expect(text).toEqual(lines.map((line) => expect.stringContaining(line)));
  });
}
