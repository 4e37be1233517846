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
  const segments = path.split('/');
  if (segments.length !== template.segments.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, expected] of template.segments.entries()) {
    const segment = segments[index] ?? '';
    if (isParameter(expected)) found[nameOf(expected)] = segment;
    else if (segment !== expected) return undefined;
  }
  return found;
}

/** Undo the percent-encoding of path parameters. Throws `request_invalid`, naming the parameter. */
export function decodeParameters(raw: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(raw).map(([name, text]) => [name, decodePercent(text, `path parameter ${name}`)]));
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function nameOf(segment: string): string {
  return segment.slice(1, -1);
}
