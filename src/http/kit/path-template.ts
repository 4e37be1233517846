import { decodePercent } from './query.ts';

/** A path as OpenAPI writes it: `/subjects/{subject}/versions/{version}`. A parameter is one whole segment. */
export interface PathTemplate {
  readonly segments: readonly string[];
  readonly parameters: readonly string[];
}

export function parsePathTemplate(path: string): PathTemplate {
  const segments = path.split('/');
  return { segments, parameters: segments.filter(isParameter).map(nameOf) };
}

/**
 * The parameters of a path, still percent-encoded; undefined if the template is not met. Literal segments are
 * compared as they are, and neither `..` nor a trailing slash means anything: a subject may be any text.
 */
export function matchPath(template: PathTemplate, path: string): Readonly<Record<string, string>> | undefined {
  return matchSegments(template, path.split('/'));
}

/** The same for a path that is split already. */
export function matchSegments({ segments: expected }: PathTemplate, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (segments.length !== expected.length) return undefined;
  // Literals first: most templates are not met.
  for (let index = 0; index < expected.length; index += 1) {
    const part = expected[index] as string;
    if (part !== segments[index] && !isParameter(part)) return undefined;
  }
  const found: Record<string, string> = {};
  expected.forEach((part, index) => {
    if (isParameter(part)) found[nameOf(part)] = segments[index] ?? '';
  });
  return found;
}

/** Undo the percent-encoding of path parameters. Throws `request_invalid`, naming the parameter. */
export function decodeParameters(raw: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const name of Object.keys(raw)) {
    const text = raw[name] as string;
    decoded[name] = text.includes('%') ? decodePercent(text, `path parameter ${name}`) : text;
  }
  return decoded;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function nameOf(segment: string): string {
  return segment.slice(1, -1);
}
