import type { VersionHeadResource } from '../../core/resources.ts';

export const DEPRECATION_HEADERS = [
  { name: 'Deprecation', description: 'Of a deprecated version: `@` and when that was, in seconds since 1970 (RFC 9745).' },
  { name: 'Sunset', description: 'When a deprecated version is to be retired, if that was said (RFC 8594).' },
  { name: 'Link', description: 'With `rel="successor-version"` the version to use instead of a deprecated one, if that was said.' },
] as const;

/**
 * What an answer with a deprecated version says in its headers, whatever the face; none for any other version. `addressOf` gives
 * the path of another version of the subject on the same face.
 */
export function deprecationHeaders(
  { state, deprecatedAt, sunset, successor }: Pick<VersionHeadResource, 'state' | 'deprecatedAt' | 'sunset' | 'successor'>,
  addressOf: (version: number) => string,
): Readonly<Record<string, string>> {
  if (state !== 'deprecated') return {};
  return {
    ...(deprecatedAt === undefined ? {} : { Deprecation: `@${Math.floor(Date.parse(deprecatedAt) / 1_000)}` }),
    ...(sunset === undefined ? {} : { Sunset: new Date(sunset).toUTCString() }),
    ...(successor === undefined ? {} : { Link: `<${addressOf(successor)}>; rel="successor-version"` }),
  };
}
