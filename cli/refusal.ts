import type { Check } from '../src/core/compatibility.ts';
import { RegistryError } from '../src/core/errors.ts';

/** What a registry says of a version that breaks a reader, or of which it cannot be decided whether it does. */
export type Refusal = RegistryError & { readonly code: 'incompatible' | 'undecided' };

/** Whether a registry refused a version for its content: a finding, not a failure. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return thrown instanceof RegistryError && (thrown.code === 'incompatible' || thrown.code === 'undecided');
}

/** The checks that a refusal was decided by; none where the registry told none. */
export function checksOf({ data }: RegistryError): readonly Check[] {
  return (data['checks'] ?? []) as readonly Check[];
}
