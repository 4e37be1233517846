import { RegistryError } from '../../core/errors.ts';
import { METASCHEMAS, type Dialect } from '../../core/version.ts';

export const SUPPORTED_DIALECTS = ['draft-04', 'draft-06', 'draft-07', 'draft-2019-09', 'draft-2020-12'] as const;
export type SupportedDialect = (typeof SUPPORTED_DIALECTS)[number];

/** The URI of each dialect's metaschema, without the empty fragment. */
export const METASCHEMA_URIS: Readonly<Record<SupportedDialect, string>> = Object.fromEntries(
  SUPPORTED_DIALECTS.map((dialect) => [dialect, METASCHEMAS[dialect].replace(/#$/, '')]),
) as Record<SupportedDialect, string>;

/** The dialect that a `$schema` names; undefined for any other text. An empty fragment does not matter. */
export function dialectOfUri(uri: string): SupportedDialect | undefined {
  const bare = uri.endsWith('#') ? uri.slice(0, -1) : uri;
  return SUPPORTED_DIALECTS.find((dialect) => METASCHEMA_URIS[dialect] === bare);
}

/** Up to draft-07: `$ref` hides the keywords beside it, and `$id` may be an anchor. */
export function isLegacy(dialect: SupportedDialect): boolean {
  return dialect === 'draft-04' || dialect === 'draft-06' || dialect === 'draft-07';
}

/** Narrow to a dialect that this engine reads. Throws `dialect_unknown`. */
export function supportedDialect(dialect: Dialect): SupportedDialect {
  const found = SUPPORTED_DIALECTS.find((supported) => supported === dialect);
  if (found === undefined) throw unknownDialect(`the dialect ${dialect}`);
  return found;
}

/** @internal The error for a dialect that is not supported; `what` says what named it. */
export function unknownDialect(what: string, pointer = ''): RegistryError {
  const uris = SUPPORTED_DIALECTS.map((dialect) => METASCHEMA_URIS[dialect] + (isLegacy(dialect) ? '#' : ''));
  const message = `${what} is not supported; expected one of ${uris.join(', ')}, or a metaschema given as a document`;
  return new RegistryError('dialect_unknown', message, { data: { pointer, supported: SUPPORTED_DIALECTS } });
}
