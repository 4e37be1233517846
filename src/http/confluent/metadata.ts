import { OPEN } from './access.ts';
import { json, type Route } from './route.ts';

/** Who answers; clients look whether there is an answer, and which version it names. */
export function metadataRoutes(version: string): Route[] {
  const scope = { path: [], clusters: { 'schema-registry-cluster': 'sluice' } };
  return [
    { method: 'GET', path: '/v1/metadata/id', access: OPEN, answer: async () => json({ scope, id: '' }) },
    { method: 'GET', path: '/v1/metadata/version', access: OPEN, answer: async () => json({ version, commitId: '' }) },
    { method: 'GET', path: '/v1/metadata/deployment', access: OPEN, answer: async () => json({ attributes: [] }) },
  ];
}
