import type { Client } from '../../src/client/index.ts';
import type { Check } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { RegisterResource } from '../../src/core/resources.ts';
import type { Contract } from './releases.ts';

export type Published = 'first' | 'unchanged' | 'compatible' | 'breaking' | 'undecided';

export interface Step {
  readonly outcome: Published;
  /** Why it was refused at first. */
  readonly refusal?: string;
  readonly checks: readonly Check[];
}

/** Register a contract; what is refused is registered again with the consent that it needs, and the refusal kept. */
export async function publish(client: Client, { subject, schema }: Contract): Promise<Step> {
  try {
    return describe(await client.register(subject, { schema }));
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (error.code !== 'incompatible' && error.code !== 'undecided') throw thrown;
    const reason = { reason: 'the example follows what GitHub released' };
    const consent = error.code === 'incompatible' ? { allowBreaking: reason } : { overrideUndecided: reason };
    await client.register(subject, { schema, ...consent });
    return {
      outcome: error.code === 'incompatible' ? 'breaking' : 'undecided',
      refusal: error.message,
      checks: (error.data['checks'] ?? []) as readonly Check[],
    };
  }
}

function describe({ existing, changeKind, checks }: RegisterResource): Step {
  if (existing === true) return { outcome: 'unchanged', checks };
  return { outcome: changeKind === null ? 'first' : 'compatible', checks };
}
