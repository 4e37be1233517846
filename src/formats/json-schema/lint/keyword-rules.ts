import { childList, childMap, isKeyword, METASCHEMA_URIS, SUPPORTED_DIALECTS, type SchemaNode } from '../../../containment/index.ts';
import { appendPointer } from '../../../core/json/pointer.ts';
import { isJsonObject } from '../../../core/json/value.ts';
import { warnOfIdentifiers } from '../invalid-identifier.ts';
import { isKeywordSomewhere, nearestKeyword, unknownWords } from '../unknown-words.ts';
import { warnOfNoKeyword } from '../warnings.ts';
import type { LintProblem, LintRule } from './rule.ts';

/** Words of other tools that are often taken for keywords, and what says the same. */
const BORROWED: Readonly<Record<string, string>> = {
  nullable: 'add "null" to "type"',
  example: 'write "examples", a list',
  discriminator: 'give each branch the member with a "const"',
  optional: 'leave the member out of "required"',
};

const noSchema: LintRule = {
  name: 'no_schema',
  severity: 'warn',
  summary: 'the document does not say its dialect',
  check: ({ document: { schema, dialect } }) =>
    isJsonObject(schema) && !Object.hasOwn(schema, '$schema')
      ? [
          {
            pointer: '',
            message: `there is no $schema, so what reads it decides the dialect; here it is ${dialect}`,
            remedy: `add "$schema": ${JSON.stringify(METASCHEMA_URIS[dialect])}`,
          },
        ]
      : [],
};

const noKeyword: LintRule = {
  name: 'no_keyword',
  severity: 'error',
  summary: 'no member is a keyword, so every event is valid',
  check: ({ document }) => warnOfNoKeyword(document),
};

const unknownKeyword: LintRule = {
  name: 'unknown_keyword',
  severity: 'warn',
  summary: 'a member that is no keyword of the dialect, and says nothing',
  check: ({ nodes }) =>
    nodes.flatMap((node) =>
      unknownWords(node)
        .filter((word) => !isKeywordSomewhere(word))
        .map((word) => unknownProblem(node, word)),
    ),
};

function unknownProblem(node: SchemaNode, word: string): LintProblem {
  const { dialect } = node.resource.reading;
  const meant = nearestKeyword(word, node);
  const borrowed = word === 'discriminator' && isToldApart(node) ? TOLD_APART : Object.hasOwn(BORROWED, word) ? BORROWED[word] : undefined;
  const remedy = borrowed ?? (meant === undefined ? 'remove it, or call it x-…' : `write ${JSON.stringify(meant)}`);
  const hint = borrowed === undefined && meant !== undefined ? `; ${JSON.stringify(meant)} is one` : '';
  return {
    pointer: appendPointer(node.location, word),
    message: `${JSON.stringify(word)} is no keyword of ${dialect} and says nothing${hint}`,
    remedy,
  };
}

const TOLD_APART = 'remove it, or call it x-discriminator: each branch has the member with a "const" already';

/** Whether each branch says by a constant which it is, as a discriminator would. */
function isToldApart(node: SchemaNode): boolean {
  const { discriminator } = isJsonObject(node.written) ? node.written : {};
  const name = isJsonObject(discriminator) ? discriminator['propertyName'] : undefined;
  const branches = [...childList(node, 'oneOf'), ...childList(node, 'anyOf')];
  return typeof name === 'string' && branches.length > 0 && branches.every((branch) => hasConstant(branch, name));
}

function hasConstant(branch: SchemaNode, name: string, seen: ReadonlySet<SchemaNode> = new Set()): boolean {
  if (seen.has(branch)) return false;
  const member = childMap(branch, 'properties').get(name);
  if (member !== undefined && isJsonObject(member.schema) && Object.hasOwn(member.schema, 'const')) return true;
  const targets = branch.references.flatMap(({ target }) => target ?? []);
  return [...targets, ...childList(branch, 'allOf')].some((part) => hasConstant(part, name, new Set([...seen, branch])));
}

/** Keywords that another dialect has, and what says it in the newer ones. */
const MOVED: Readonly<Record<string, string>> = {
  id: 'write "$id"',
  definitions: 'write "$defs"',
  dependencies: 'write "dependentRequired" or "dependentSchemas"',
  additionalItems: 'write the first items as "prefixItems" and the rest as "items"',
  $recursiveRef: 'write "$dynamicRef"',
  $recursiveAnchor: 'write "$dynamicAnchor"',
};

const otherDialect: LintRule = {
  name: 'other_dialect',
  severity: 'error',
  summary: 'a keyword of another dialect, which says nothing in this one',
  check: ({ nodes }) =>
    nodes.flatMap((node) =>
      unknownWords(node)
        .filter(isKeywordSomewhere)
        .map((word) => {
          const { dialect } = node.resource.reading;
          const others = SUPPORTED_DIALECTS.filter((other) => isKeyword(word, other)).join(', ');
          const remedy = Object.hasOwn(MOVED, word) && dialect !== 'draft-04' ? MOVED[word] : undefined;
          const message = `${JSON.stringify(word)} is a keyword of ${others}, and says nothing in ${dialect}`;
          return { pointer: appendPointer(node.location, word), message, remedy: remedy ?? 'choose a dialect that has it in $schema' };
        }),
    ),
};

const DEPRECATED = ['definitions', 'dependencies'];

const deprecatedKeyword: LintRule = {
  name: 'deprecated_keyword',
  severity: 'warn',
  summary: 'a keyword that draft-2019-09 replaced, and that still works',
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const { written, resource } = node;
      if (typeof written === 'boolean' || !/20(?:19|20)/.test(resource.reading.dialect)) return [];
      return DEPRECATED.filter((word) => Object.hasOwn(written, word)).map((word) => ({
        pointer: appendPointer(node.location, word),
        message: `${JSON.stringify(word)} was replaced in draft-2019-09`,
        remedy: MOVED[word] ?? '',
      }));
    }),
};

const refSiblings: LintRule = {
  name: 'ref_siblings',
  severity: 'error',
  summary: 'up to draft-07: keywords beside $ref, which say nothing',
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const { written, schema, location, resource } = node;
      if (typeof written === 'boolean' || typeof schema === 'boolean' || typeof written['$ref'] !== 'string') return [];
      const { dialect } = resource.reading;
      const silent = Object.keys(written).filter((word) => !Object.hasOwn(schema, word) && isKeyword(word, dialect));
      if (silent.length === 0) return [];
      const named = silent.map((word) => JSON.stringify(word)).join(', ');
      const message = `${named} beside "$ref" ${silent.length === 1 ? 'says' : 'say'} nothing in ${dialect}`;
      return [
        { pointer: appendPointer(location, silent[0] ?? ''), message, remedy: 'write "allOf": [{ "$ref": … }] beside them, or use draft-2020-12' },
      ];
    }),
};

const invalidIdentifier: LintRule = {
  name: 'invalid_identifier',
  severity: 'warn',
  summary: 'a schema whose name is no URI',
  check: ({ document }) => warnOfIdentifiers(document),
};

export const KEYWORD_RULES: readonly LintRule[] = [
  noSchema,
  noKeyword,
  unknownKeyword,
  otherDialect,
  deprecatedKeyword,
  refSiblings,
  invalidIdentifier,
];
