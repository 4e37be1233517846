import { RegistryError } from '../core/errors.ts';
import type { Reference, VersionRecord } from '../core/version.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

/**
 * Refuse a schema that leads back to its own subject through references: versions cannot refer to each other in a circle,
 * but subjects could, and then none of them could ever be deleted. Throws `reference_cycle` with the way round.
 */
export async function refuseCycle(
  context: Context,
  subject: string,
  { references, targets }: Pick<Candidate, 'references' | 'targets'>,
  { isVisible = () => true }: Pick<WriteContext, 'isVisible'>,
): Promise<void> {
  const seen = new Set<string>();
  const known = new Map(targets.map(({ version }) => [keyOf(version), version]));

  async function visit(reference: Reference, way: readonly string[]): Promise<void> {
    const here = [...way, isVisible(reference.subject) ? `${reference.subject}@${reference.version}` : HIDDEN];
    if (reference.subject === subject) throw cycle(subject, here);
    if (seen.has(keyOf(reference))) return;
    seen.add(keyOf(reference));
    const target = known.get(keyOf(reference)) ?? (await findTarget(context, reference));
    for (const next of target?.references ?? []) await visit(next, here);
  }

  for (const reference of references) await visit(reference, []);
}

const HIDDEN = 'one that you may not read';

function keyOf({ subject, version }: { readonly subject: string; readonly version: number }): string {
  return JSON.stringify([subject, version]);
}

async function findTarget({ histories }: Context, { subject, version }: Reference): Promise<VersionRecord | undefined> {
  const history = await histories.read(subject);
  return history?.versions.find((known) => known.version === version);
}

function cycle(subject: string, way: readonly string[]): RegistryError {
  return new RegistryError(
    'reference_cycle',
    `the references lead back to ${JSON.stringify(subject)}: ${way.join(' → ')}; move what they share into a subject of its own`,
    { data: { way } },
  );
}
