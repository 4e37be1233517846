import type { Gateway } from '../gateway.ts';
import { flagOf, queryOf } from './query.ts';
import type { AdminRoute } from './routes.ts';

/** Going over to another history of the registry; `?dryRun=true` says what that would mean. */
export function registryRoutes({ court: { supply } }: Gateway): AdminRoute[] {
  return [
    {
      method: 'POST',
      path: 'api/v1/registry/accept-history',
      access: 'write',
      answer: async (_parameters, request) => {
        const dryRun = flagOf(queryOf(request, ['dryRun']), 'dryRun');
        const change = await supply.acceptHistory({ dryRun });
        return { body: { isOtherHistory: change !== undefined, accepted: change !== undefined && !dryRun, ...change } };
      },
    },
  ];
}
