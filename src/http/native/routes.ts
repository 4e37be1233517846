import type { JsonObject } from '../../core/json/value.ts';
import { Gateways } from '../gateways/gateways.ts';
import type { Registry } from '../../registry/registry.ts';
import { ok } from './answers.ts';
import { OPEN } from './access.ts';
import { auditRoutes } from './audit-log.ts';
import { changeRoutes, type ChangeRouteOptions } from './changes.ts';
import { configRoutes } from './config.ts';
import { gatewayRoutes } from './gateways.ts';
import { keyRoutes } from './keys.ts';
import { modeRoutes } from './mode.ts';
import { describeRoutes } from './openapi.ts';
import { questionRoutes } from './questions.ts';
import { registrationRoutes } from './registrations.ts';
import { defineRoute, type Route } from './route.ts';
import { schemaRoutes } from './schemas.ts';
import { settingRoutes } from './settings.ts';
import { snapshotRoutes } from './snapshot.ts';
import { subjectRoutes } from './subjects.ts';
import { typescriptRoutes } from './typescript.ts';
import { versionRoutes } from './versions.ts';
import { webhookRoutes } from './webhooks.ts';

export interface NativeOptions extends ChangeRouteOptions {
  /** Those whose admin API is handed through. Absent: there are none. */
  readonly gateways?: Gateways;
}

const NO_GATEWAYS = new Gateways({ places: [], mayDecide: false });

/** All of the native API. The router and the OpenAPI document are both made from this table. */
export function nativeRoutes(registry: Registry, { gateways = NO_GATEWAYS, ...options }: NativeOptions): readonly Route[] {
  // Made when it is first asked for: that takes longer than all else that makes the API.
  let document: JsonObject | undefined;
  const routes: Route[] = [
    ...subjectRoutes(registry),
    ...versionRoutes(registry),
    ...registrationRoutes(registry),
    ...typescriptRoutes(registry),
    ...schemaRoutes(registry),
    ...questionRoutes(registry),
    ...configRoutes(registry),
    ...modeRoutes(registry),
    ...settingRoutes(registry),
    ...snapshotRoutes(registry),
    ...changeRoutes(registry, options),
    ...keyRoutes(registry),
    ...webhookRoutes(registry),
    ...auditRoutes(registry),
    ...gatewayRoutes(registry, gateways),
    defineRoute({
      method: 'GET',
      path: '/openapi.json',
      operationId: 'openapi',
      summary: 'This document.',
      access: OPEN,
      answers: [ok('OpenApiDocument', 'An OpenAPI 3.1 document.')],
      handle: async () => ({ kind: 'json', value: (document ??= describeRoutes(routes)) }),
    }),
  ];
  return routes;
}
