import { parseSubject } from '../../core/subject.ts';
import type { RegisterRequest, RegisterResource } from '../../core/resources.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireAccess, requireReferences } from '../kit/principal.ts';
import type { Incoming } from './route.ts';
import { writeContext } from './write-context.ts';

export interface Registration {
  readonly subject: string;
  readonly request: RegisterRequest;
  readonly ifMatch: number | undefined;
}

/** Register for who has `register` on the subject, after looking at what else this one needs. Throws as `Registry.register`, and `forbidden`. */
export async function registerOne(
  registry: Registry,
  { principal, origin }: Pick<Incoming, 'principal' | 'origin'>,
  { subject: named, request, ifMatch }: Registration,
): Promise<RegisterResource> {
  const subject = parseSubject(named);
  requireReferences(principal, request.references);
  if (request.allowBreaking !== undefined || request.overrideUndecided !== undefined) requireAccess(principal, 'break', subject);
  const mayBreak = principal.can('break', subject);
  return registry.register(subject, request, { ...writeContext({ incoming: { principal, origin }, ifMatch }), mayBreak });
}

/** As its own request would be answered. */
export function statusOf({ version, existing }: RegisterResource): 200 | 201 {
  return version === undefined || existing === true ? 200 : 201;
}
