import type { Registry } from '../../registry/registry.ts';
import { compatibilityRoutes } from './compatibility.ts';
import { configRoutes } from './config.ts';
import { contextRoutes } from './contexts.ts';
import { metadataRoutes } from './metadata.ts';
import { modeRoutes } from './mode.ts';
import type { Route } from './route.ts';
import { schemaRoutes } from './schemas.ts';
import { subjectRoutes } from './subjects.ts';
import { versionRoutes } from './versions.ts';

export interface ConfluentRouteOptions {
  /** What `/v1/metadata/version` names. */
  readonly version: string;
}

/** All of the face. */
export function confluentRoutes(registry: Registry, { version }: ConfluentRouteOptions): readonly Route[] {
  return [
    ...subjectRoutes(registry),
    ...versionRoutes(registry),
    ...schemaRoutes(registry),
    ...compatibilityRoutes(registry),
    ...configRoutes(registry),
    ...modeRoutes(registry),
    ...contextRoutes(registry),
    ...metadataRoutes(version),
  ];
}
