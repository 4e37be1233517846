import { visitRegExpAST } from '@eslint-community/regexpp';
import { appendPointer } from '../../core/json/pointer.ts';
import type { Reason } from '../../core/verdict.ts';
import { languageOf } from '../language/language.ts';
import { parsePattern } from '../language/syntax.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import type { SchemaNode } from '../resolve/node.ts';

const MAX_PATTERNS = 3;
const MAX_SHOWN = 60;

/**
 * The patterns that cannot be compared with others: what in them is why, where they stand, and how to write them so that
 * they can. Those that only one side has come first, since a pattern is always compared with itself.
 */
export function patternReasons(writer: SchemaGraph, reader: SchemaGraph): readonly Reason[] {
  const [written, read] = [opaquePatterns(writer), opaquePatterns(reader)];
  const all = [
    ...[...written].map(([source, writerLocation]) => ({ source, where: { writerLocation }, isShared: read.has(source) })),
    ...[...read].map(([source, readerLocation]) => ({ source, where: { readerLocation }, isShared: written.has(source) })),
  ];
  const own = all.filter(({ isShared }) => !isShared);
  return (own.length > 0 ? own : all).slice(0, MAX_PATTERNS).map(({ source, where }) => reasonOf(source, where));
}

function reasonOf(source: string, where: Pick<Reason, 'writerLocation' | 'readerLocation'>): Reason {
  const { what, rewrite } = OBSTACLES[obstacleIn(source)];
  const shown = JSON.stringify(source.length > MAX_SHOWN ? `${source.slice(0, MAX_SHOWN - 1)}…` : source);
  return { code: 'regex_unsupported', message: `the pattern ${shown} has ${what}, so it is compared with nothing but itself; ${rewrite}`, ...where };
}

/** The patterns that no automaton takes, with the first place of each. */
function opaquePatterns({ nodes }: SchemaGraph): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const node of nodes) for (const [source, place] of patternsOf(node)) if (!places.has(source)) places.set(source, place);
  return new Map([...places].filter(([source]) => languageOf(source) === undefined));
}

function patternsOf({ schema, location }: SchemaNode): readonly (readonly [source: string, place: string])[] {
  if (typeof schema === 'boolean') return [];
  const { pattern, patternProperties = {} } = schema;
  const names = Object.keys(patternProperties as object);
  return [
    ...(typeof pattern === 'string' ? [[pattern, appendPointer(location, 'pattern')] as const] : []),
    ...names.map((source) => [source, appendPointer(appendPointer(location, 'patternProperties'), source)] as const),
  ];
}

type Obstacle = 'repetition' | 'syntax' | 'size';

const OBSTACLES: Readonly<Record<Obstacle, { readonly what: string; readonly rewrite: string }>> = {
  repetition: { what: 'a back reference', rewrite: 'write out the texts that may repeat, or leave the pattern as it was' },
  syntax: {
    what: 'groups nested too deep, or syntax newer than what is understood here',
    rewrite: 'write it with fewer groups and in older syntax, or leave the pattern as it was',
  },
  size: { what: 'too many states', rewrite: 'lower its counts, use maxLength instead of a count, or leave the pattern as it was' },
};

/** What in a pattern is no regular expression in the strict sense. */
function obstacleIn(source: string): Obstacle {
  const pattern = parsePattern(source);
  if (pattern === undefined) return 'syntax';
  const found = new Set<Obstacle>();
  visitRegExpAST(pattern, {
    onBackreferenceEnter: () => void found.add('repetition'),
    onGroupEnter: ({ modifiers }) => void (modifiers === null || found.add('syntax')),
  });
  return found.has('repetition') ? 'repetition' : found.has('syntax') ? 'syntax' : 'size';
}
