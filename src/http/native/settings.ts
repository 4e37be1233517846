import type { Registry } from '../../registry/registry.ts';
import { some } from './access.ts';
import { read } from './answers.ts';
import { cursorParameter, formatCursor, integerParameter, prefixParameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';

const LIST_QUERY = {
  prefix: prefixParameter(),
  cursor: cursorParameter(),
  limit: integerParameter('Names per page.', { min: 1, max: 1_000, default: 100 }),
};

/** What was set anywhere; what is in force at one name is at `/config` and `/mode`. */
export function settingRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/settings',
      operationId: 'listSettings',
      summary: 'The names that a configuration or a mode was set for, and what was set there; by name, the registry first, a page at a time.',
      access: some('read', 'only what bears on something that may be read is listed'),
      query: LIST_QUERY,
      answers: [read('SettingPage', 'A page.')],
      handle: async ({ query, incoming: { principal } }) => {
        const page = await registry.listSettings({ ...query, isVisible: (name) => principal.canSome('read', name) });
        return { kind: 'json', value: page.cursor === undefined ? page : { ...page, cursor: formatCursor(page.cursor) } };
      },
    }),
  ];
}
