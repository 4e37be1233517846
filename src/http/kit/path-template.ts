import { decodePercent } from './query.ts';

/** A path as OpenAPI writes it: `/subjects/{subject}/versions/{version}`. A parameter is one whole segment. */
export interface PathTemplate {
  readonly segments: readonly string[];
  readonly parameters: readonly string[];
  /** Of the segments, where the parameters are. */
  readonly places: readonly number[];
}

export function parsePathTemplate(path: string): PathTemplate {
  const segments = path.split('/');
  const places = segments.flatMap((segment, index) => (isParameter(segment) ? [index] : []));
  return { segments, parameters: segments.filter(isParameter).map(nameOf), places };
}

/**
 * The parameters of a path, still percent-encoded; undefined if the template is not met. Literal segments are
 * compared as they are, and neither `..` nor a trailing slash means anything: a subject may be any text.
 */
export function matchPath(template: PathTemplate, path: string): Readonly<Record<string, string>> | undefined {
  const segments = path.split('/');
  if (!meets(template, segments)) return undefined;
  return Object.fromEntries(template.parameters.map((name, at) => [name, segments[template.places[at] as number] as string]));
}

/** Whether a path that is split meets a template. */
export function meets({ segments: expected, places }: PathTemplate, segments: readonly string[]): boolean {
  if (segments.length !== expected.length) return false;
  for (let index = 0; index < expected.length; index += 1) {
    if (expected[index] !== segments[index] && !places.includes(index)) return false;
  }
  return true;
}

/** The parameters of a path that meets a template, decoded. Throws `request_invalid`, naming the parameter. */
export function readParameters({ parameters, places }: PathTemplate, segments: readonly string[]): Record<string, string> {
  const read: Record<string, string> = {};
  for (let at = 0; at < parameters.length; at += 1) {
    const name = parameters[at] as string;
    read[name] = decodeParameter(name, segments[places[at] as number] as string);
  }
  return read;
}

/** Undo the percent-encoding of path parameters. Throws `request_invalid`, naming the parameter. */
export function decodeParameters(raw: Readonly<Record<string, string>>): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const name of Object.keys(raw)) {
    decoded[name] = decodeParameter(name, raw[name] as string);
  }
  return decoded;
}

function decodeParameter(name: string, text: string): string {
  return text.includes('%') ? decodePercent(text, `path parameter ${name}`) : text;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function nameOf(segment: string): string {
  return segment.slice(1, -1);
}
