import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import { principalOf } from '../kit/caller.ts';
import type { Layer } from '../kit/layers.ts';
import { requireRead } from '../kit/method.ts';
import { nameRoute } from '../kit/metrics.ts';
import { requireSomeAccess } from '../kit/principal.ts';
import type { MessagePage } from './message.ts';
import { applicationPage, DOCS_PATH, indexPage } from './pages.ts';
import { readApplications, type DocumentedMessage } from './read-applications.ts';
import { POLICY } from './style.ts';

/**
 * Pages for people, one for each application: whole in themselves, without a script, made of what the caller may read. An application of
 * which nothing may be read is one that there is not.
 */
export function serveDocs(registry: Registry): Layer {
  return (ctx, next) => {
    const name = nameIn(ctx.path);
    return name === undefined ? next(ctx) : answerPage(ctx, name);
  };

  async function answerPage(ctx: Context, name: string): Promise<void> {
    nameRoute(ctx, { face: 'docs', route: name === '' ? DOCS_PATH : `${DOCS_PATH}/{application}` });
    requireRead(ctx);
    const principal = principalOf(ctx);
    requireSomeAccess(principal, 'read', '');
    const applications = await readApplications(registry, (subject) => principal.can('read', subject));
    answer(
      ctx,
      name === '' ? indexPage(summariesOf(applications)) : await applicationPage(name, await readMessages(registry, name, applications.get(name))),
    );
  }
}

/** Empty: all applications; undefined: another path. */
function nameIn(path: string): string | undefined {
  if (path === DOCS_PATH || path === `${DOCS_PATH}/`) return '';
  const [, encoded] = /^\/docs\/([^/]+)\/?$/.exec(path) ?? [];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function summariesOf(applications: ReadonlyMap<string, readonly DocumentedMessage[]>): Parameters<typeof indexPage>[0] {
  return [...applications].map(([name, messages]) => ({ name, application: messages[0]?.usage.application ?? {}, messages: messages.length }));
}

async function readMessages(registry: Registry, name: string, messages: readonly DocumentedMessage[] | undefined): Promise<readonly MessagePage[]> {
  if (messages === undefined) {
    throw new RegistryError('route_not_found', `there is no application ${JSON.stringify(name)} that you may read; ${DOCS_PATH} lists them`);
  }
  const pages: MessagePage[] = [];
  for (const { subject, usage } of messages) {
    const [detail, version] = await Promise.all([
      registry.getSubject(subject.subject),
      registry.getVersion(subject.subject, 'latest', { bundle: true }),
    ]);
    pages.push({ subject: detail, usage, version });
  }
  return pages;
}

function answer(ctx: Context, text: string): void {
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.set('Content-Security-Policy', POLICY);
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Frame-Options', 'DENY');
  ctx.set('Cache-Control', 'no-store');
  ctx.body = text;
}
