import type * as Verify from './verify/compare-judges.ts';

/** As `verify/compare-judges.ts` does it; loaded when it is called, since it brings ajv, which nothing else of the generator needs. */
export async function compareJudges(...question: Parameters<typeof Verify.compareJudges>): Promise<Verify.Comparison> {
  const verify = await import('./verify/compare-judges.ts');
  return verify.compareJudges(...question);
}
