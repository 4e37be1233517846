import { RegistryError } from '../../core/errors.ts';
import { parseQuery } from '../../http/kit/query.ts';
import type { Gateway } from '../gateway.ts';
import type { AdminRoute } from './routes.ts';

/** Going over to another history of the registry; `?dryRun=true` says what that would mean. */
export function registryRoutes({ court: { supply } }: Gateway): AdminRoute[] {
  return [
    {
      method: 'POST',
      path: 'api/v1/registry/accept-history',
      access: 'write',
      answer: async (_parameters, request) => {
        const dryRun = readDryRun(request.url ?? '');
        const change = await supply.acceptHistory({ dryRun });
        return { body: { isOtherHistory: change !== undefined, accepted: change !== undefined && !dryRun, ...change } };
      },
    },
  ];
}

function readDryRun(url: string): boolean {
  const query = parseQuery(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const text = query.get('dryRun') ?? 'false';
  const unknown = [...query.keys()].find((name) => name !== 'dryRun');
  if (unknown !== undefined) throw new RegistryError('request_invalid', `unknown query parameter ${JSON.stringify(unknown)}; expected only dryRun`);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new RegistryError('request_invalid', `query parameter dryRun: expected true or false; found ${JSON.stringify(text)}`);
}
