import { expect, test } from 'vitest';
import { PROFILES, type Profile } from '../../src/core/compatibility.ts';
import { findStrongest, withStrength } from '../../src/core/strongest-profile.ts';
import type { Verdict } from '../../src/core/verdict.ts';

const stats = { steps: 1, stage: 'prover', judges: [], engine: 'e' } as const;
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '⊆': { kind: 'contained', stats },
  '⊄': { kind: 'not_contained', witness: { b: 0 }, minimal: true, findings: [], stats },
  '?': { kind: 'undecided', reasons: [], stats },
};

/** `verdicts`: under strict, declared and tolerant, `-` where there is none. */
const rows: readonly {
  readonly profile: Profile;
  readonly verdicts: string;
  readonly strength: Awaited<ReturnType<typeof findStrongest>>;
  readonly asked: readonly Profile[];
}[] = [
  { profile: 'strict', verdicts: '⊆--', strength: { strongest: 'strict' }, asked: [] },
  { profile: 'declared', verdicts: '⊆⊆-', strength: { strongest: 'strict' }, asked: ['strict'] },
  {
    profile: 'declared',
    verdicts: '⊄⊆-',
    strength: { strongest: 'declared', stricter: { profile: 'strict', witness: { b: 0 } } },
    asked: ['strict'],
  },
  { profile: 'declared', verdicts: '?⊆-', strength: {}, asked: ['strict'] },
  { profile: 'declared', verdicts: '-⊆-', strength: {}, asked: ['strict'] },
  {
    profile: 'tolerant',
    verdicts: '-⊄⊆',
    strength: { strongest: 'tolerant', stricter: { profile: 'declared', witness: { b: 0 } } },
    asked: ['declared'],
  },
  {
    profile: 'tolerant',
    verdicts: '⊄⊆⊆',
    strength: { strongest: 'declared', stricter: { profile: 'strict', witness: { b: 0 } } },
    asked: ['declared', 'strict'],
  },
  { profile: 'tolerant', verdicts: '⊆⊆⊆', strength: { strongest: 'strict' }, asked: ['declared', 'strict'] },
  { profile: 'tolerant', verdicts: '?⊆⊆', strength: {}, asked: ['declared', 'strict'] },
  { profile: 'strict', verdicts: '⊄⊆-', strength: { strongest: 'declared' }, asked: ['declared'] },
  { profile: 'strict', verdicts: '⊄⊄⊆', strength: { strongest: 'tolerant' }, asked: ['declared', 'tolerant'] },
  { profile: 'strict', verdicts: '⊄⊄⊄', strength: { strongest: null }, asked: ['declared', 'tolerant'] },
  { profile: 'strict', verdicts: '⊄?⊆', strength: {}, asked: ['declared'] },
  { profile: 'declared', verdicts: '-⊄⊆', strength: { strongest: 'tolerant' }, asked: ['tolerant'] },
  { profile: 'tolerant', verdicts: '--⊄', strength: { strongest: null }, asked: [] },
  { profile: 'declared', verdicts: '-?-', strength: {}, asked: [] },
];

for (const { profile, verdicts, strength, asked } of rows) {
  test(`asked under ${profile}, ${verdicts} under all: ${JSON.stringify(strength)}`, async () => {
    const under = (asking: Profile): Verdict | undefined => VERDICTS[verdicts.charAt(PROFILES.indexOf(asking))];
    const questions: Profile[] = [];
    const found = await findStrongest(profile, under(profile) as Verdict, async (asking) => {
      questions.push(asking);
      return under(asking);
    });
    expect({ found, questions }).toEqual({ found: strength, questions: asked });
  });
}

const side = { label: 'v', fingerprint: 'f' };
const closed = {
  code: 'additional_property',
  message: 'm',
  instancePointer: '/b',
  keyword: 'additionalProperties',
  readerLocation: '',
  remedy: 'open it',
};
const typed = { ...closed, code: 'type_mismatch', remedy: 'loosen type' };

for (const [strength, remedies] of [
  [{ strongest: 'tolerant' }, ['open it; or compare under the profile tolerant, under which it holds', 'loosen type']],
  [{ strongest: null }, ['open it', 'loosen type']],
  [{}, ['open it', 'loosen type']],
] as const) {
  test(`the advice of a broken check that is ${JSON.stringify(strength)}`, () => {
    const check = withStrength({ writer: side, reader: side, verdict: { ...VERDICTS['⊄'], findings: [closed, typed] } as Verdict }, strength);
    expect(check).toMatchObject({ ...strength, verdict: { findings: remedies.map((remedy) => ({ remedy })) } });
  });
}
