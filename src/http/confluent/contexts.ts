import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireAccess } from '../kit/principal.ts';
import { readable, some, within } from './access.ts';
import { subjectNotFound } from './find-version.ts';
import { json, writeContext, type Request, type Route } from './route.ts';
import { contextOf, DEFAULT_CONTEXT, readContext } from './subject-name.ts';

export function contextRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'GET',
      path: '/contexts',
      access: some('read'),
      answer: async ({ query, principal }) => {
        const names: string[] = [];
        for await (const { subject, versions } of registry.stored.subjects('')) if (versions.length > 0) names.push(subject.subject);
        const contexts = new Set([DEFAULT_CONTEXT, ...readable(principal, names, (name) => name).map(contextOf)]);
        const prefix = query.text('contextPrefix') ?? '';
        return json(query.page([...contexts].filter((context) => context.startsWith(prefix.replace(/^:/, '')))));
      },
    },
    {
      method: 'DELETE',
      path: '/contexts/{context}',
      access: within('`admin` on the context'),
      answer: async (request) => {
        await deleteContext(registry, request);
        return { kind: 'nothing' };
      },
    },
  ];
}

/** What is left of a context without versions is its settings. Throws `context_not_empty`, or `subject_not_found` if it never was. */
async function deleteContext(registry: Registry, request: Request): Promise<void> {
  const context = readContext(request.path('context'));
  const scope = context === DEFAULT_CONTEXT ? '' : `:${context}:`;
  requireAccess(request.principal, 'admin', scope);
  const { configs, modes } = await registry.stored.settingNames();
  let isKnown = configs.includes(scope) || modes.includes(scope);
  for await (const { subject, versions } of registry.stored.subjects(scope)) {
    if (contextOf(subject.subject) !== context) continue;
    isKnown = true;
    if (versions.length > 0) throw new RegistryError('context_not_empty', `The specified context '${context}' is not empty.`);
  }
  if (!isKnown && context !== DEFAULT_CONTEXT) throw subjectNotFound(`:${context}:`);
  if (scope === '') return;
  if (configs.includes(scope)) await registry.deleteConfig(scope, writeContext(request));
  if (modes.includes(scope)) await registry.deleteMode(scope, writeContext(request));
}
