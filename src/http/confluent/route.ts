import type { Origin } from '../../core/audit.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { DeleteContext, WriteContext } from '../../registry/registry.ts';
import { senderOf } from '../kit/sender.ts';
import type { Principal } from '../kit/principal.ts';
import type { RouteAccess } from './access.ts';
import type { Query } from './query.ts';

/** One row of the face. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{subject}` names a subject, for which its alias is followed; `{scope}` what settings are for, which has none. */
  readonly path: string;
  readonly access: RouteAccess;
  readonly answer: (request: Request) => Promise<Answer>;
}

export interface Request {
  /** What the path names: the subject that is meant, or what settings are for; "" where it names neither. */
  readonly name: string;
  /** The same before an alias was followed; errors of access say this, so that an alias does not tell what it means. */
  readonly asked: string;
  /** The context of the address: `.`, or that of `/contexts/.name/…`. */
  readonly context: string;
  readonly query: Query;
  /** A parameter of the path, decoded. */
  readonly path: (name: string) => string;
  /** The body; an empty one is an object without members. Throws what reading it does. */
  readonly body: () => Promise<ExactValue>;
  readonly principal: Principal;
  readonly origin: Origin;
}

export type Answer =
  | { readonly kind: 'json'; readonly value: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** A schema, as it came. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' };

export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { kind: 'json', value, headers };
}

/** Who writes, for the use cases. */
export function writeContext(request: Request): WriteContext {
  const { principal, origin } = request;
  return { actor: principal.name, sender: senderOf(request), origin, face: 'confluent', isVisible: (subject) => principal.can('read', subject) };
}

export function deleteContext(request: Request, permanent: boolean): DeleteContext {
  return { ...writeContext(request), permanent };
}
