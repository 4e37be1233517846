import type { Access } from '../../core/api-key.ts';
import type { WhoamiResource } from '../../core/resources.ts';
import { allows } from '../../core/scope.ts';
import { registry } from '../app/session.ts';
import { useAnswer, type Answer } from './use-answer.ts';

/** Who the registry takes this tab for. */
export function useWhoami(): Answer<WhoamiResource> {
  return useAnswer('whoami', () => registry().whoami());
}

/** Whether this tab may do that to a name ("" is the registry); false until it is known. An open registry allows everything. */
export function useMay(access: Access, name: string): boolean {
  const { value } = useWhoami();
  return value !== undefined && allows(value.scopes, access, name);
}
