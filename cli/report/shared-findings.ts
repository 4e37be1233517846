import type { CheckFinding } from '../project/check-findings.ts';

/** What several projects are told word for word: the finding of each, one at least. */
export type SharedFinding = readonly [CheckFinding, ...CheckFinding[]];

export interface Shares {
  /** What is left of each project's findings, in the order of the projects. */
  readonly own: readonly (readonly CheckFinding[])[];
  readonly shared: readonly SharedFinding[];
}

/** Take out of the findings of projects what several of them are told alike. Errors stay: each is one more to be mended. */
export function takeShared(projects: readonly (readonly CheckFinding[])[]): Shares {
  const groups = new Map<string, { readonly findings: [CheckFinding, ...CheckFinding[]]; readonly projects: Set<number> }>();
  for (const [index, findings] of projects.entries()) {
    for (const finding of findings.filter(({ severity }) => severity !== 'error')) {
      const known = groups.get(keyOf(finding));
      if (known === undefined) groups.set(keyOf(finding), { findings: [finding], projects: new Set([index]) });
      else {
        known.findings.push(finding);
        known.projects.add(index);
      }
    }
  }
  const shared = [...groups.values()].filter((group) => group.projects.size > 1).map(({ findings }) => findings);
  const taken = new Set(shared.flat());
  return { own: projects.map((findings) => findings.filter((finding) => !taken.has(finding))), shared };
}

function keyOf({ severity, code, message }: CheckFinding): string {
  return JSON.stringify([severity, code, message]);
}
