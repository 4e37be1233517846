import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { generate } from '../../src/codegen/index.ts';
import { commentText } from '../../src/codegen/quote.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

/** All that the file of an event is made of. What is not here is no code of ours. */
const KINDS = new Set(
  `Program ImportDeclaration ImportSpecifier ExportNamedDeclaration ExportSpecifier Identifier Literal
  TSInterfaceDeclaration TSInterfaceBody TSTypeAliasDeclaration TSPropertySignature TSIndexSignature TSTypeAnnotation TSTypeLiteral TSLiteralType
  TSUnionType TSIntersectionType TSArrayType TSTupleType TSRestType TSOptionalType TSParenthesizedType TSTypeReference TSTypeParameterInstantiation
  TSTemplateLiteralType TemplateLiteral TemplateElement UnaryExpression TSStringKeyword TSNumberKeyword TSBooleanKeyword TSNullKeyword TSUnknownKeyword TSNeverKeyword
  TSUndefinedKeyword VariableDeclaration VariableDeclarator ObjectExpression Property FunctionDeclaration BlockStatement ReturnStatement
  CallExpression`.split(/\s+/),
);

/** Names that the emitter writes itself. No name of a type has an underscore, so the mark is none of them; others are names of types, which are letters and digits, or of members. */
const OUR_NAMES = new Set([
  'LOCATIONS',
  'Locations',
  'Validation',
  'Contract',
  'validator',
  'value',
  'type',
  'dataschema',
  'major',
  'validate',
  'k',
  'Record',
]);

const BREAKOUTS = [
  ...[
    '*/ evil_(); /*',
    '"; evil_(); "',
    "'; evil_(); '",
    '`; evil_(); `',
    '${evil_()}',
    '\n} evil_(); {',
    '\u2028evil_();//',
    '\u2029',
    '\\',
    '\\"',
    '\\u0022; evil_()',
  ],
  ...['*\\/ evil_(); /*', '**/', '/**', '//', '</script>', '<!--', '\r\nevil_()', '\u0085', '\u202eevil_', '\u0000', '@see evil_', '{@link evil_}'],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'any',
    'never',
    'default',
    'class',
    'import',
    'string',
    'undefined',
    '1',
    '-1',
    '0x1',
    '',
  ],
  ...['x'.repeat(5000), '!!!', '注文', 'a b', '#', '~', '%', '/'],
];

const text = fc.oneof(
  fc.constantFrom(...BREAKOUTS),
  fc.tuple(fc.constantFrom(...BREAKOUTS), fc.string({ unit: 'binary', maxLength: 8 })).map((parts) => parts.join('')),
);

// A member of this name is refused with every JSON text.
const member = text.filter((one) => one !== '__proto__');

const VENDOR = [
  'tsType',
  'tsEnumNames',
  'x-type',
  'x-enum-varnames',
  'extends',
  'javaType',
  'goType',
  'title',
  '$comment',
  'description',
  'format',
  'contentMediaType',
];

const decorated = fc.dictionary(fc.constantFrom(...VENDOR), text, { maxKeys: 5, noNullPrototype: true });
const values: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
  member.map((one): JsonValue => ({ [one]: [one] })),
);

const hostile: fc.Arbitrary<JsonObject> = fc
  .record({
    own: decorated,
    members: fc.dictionary(
      member,
      fc.tuple(decorated, fc.uniqueArray(values, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) })),
      { maxKeys: 4 },
    ),
    required: fc.uniqueArray(text, { maxLength: 2 }),
    definition: member,
    initial: values,
    pattern: text.map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\\-/g, '-')),
  })
  .map(({ own, members, required, definition, initial, pattern }) => {
    const properties = [...Object.entries(members)].map(([name, [words, list]]) => [name, { ...words, enum: list, default: initial }] as const);
    const definitions = ownMembers([[definition, { ...own, type: 'object', properties: { a: { ...own, type: 'string', pattern } } }]]);
    return {
      ...own,
      type: 'object',
      properties: ownMembers([...properties, ['ref', { $ref: `#/$defs/${pointerStep(definition)}`, description: definition }]]),
      required,
      patternProperties: ownMembers([[`^${pattern}`, true]]),
      dependentRequired: ownMembers([[definition, [definition]]]),
      $defs: definitions,
    };
  })
  .filter((schema) => isPattern(Object.keys(schema.patternProperties)[0] ?? ''));

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);

test('whatever a schema says, the file of its event is made of what the emitter writes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 6 }), text, async (schemas, subject) => {
      const inputs = schemas.map((schema, index) => ({ schema, subject: `${subject}.${index}`, semver: subject, fingerprint: subject }));
      const files = await generate({ schemas: inputs, options: { brands: true } });
      for (const { path, text: code } of files.filter((file) => !/validator|_runtime|index/.test(file.path)))
        expect(strangeIn(path, code)).toEqual([]);
      for (const { path } of files) expect(path).toMatch(/^[a-z0-9_.-]{1,120}$/);
    }),
    { numRuns: 40 * ROUNDS },
  );
});

test('every name, every literal and every comment comes back as it was', async () => {
  const words = fc.tuple(text, fc.uniqueArray(text, { minLength: 1, maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(member, words, { minKeys: 1, maxKeys: 5 }), async (members) => {
      const names = Object.keys(members);
      const properties = ownMembers(names.map((name) => [name, { description: `d ${members[name]?.[0]}`, enum: members[name]?.[1] ?? [] }]));
      const files = await generate({ schemas: [{ schema: { title: 'Row', type: 'object', properties, additionalProperties: false } }] });
      const { program, comments } = parseSync('row.ts', files.find(({ path }) => path === 'row.ts')?.text ?? '');
      const row = program.body
        .map((one) => ('declaration' in one ? one.declaration : undefined))
        .find((one) => one?.type === 'TSInterfaceDeclaration');
      const signatures = row?.body.body.filter((one) => one.type === 'TSPropertySignature') ?? [];
      expect(signatures.map(({ key }) => ('name' in key ? key.name : 'value' in key ? key.value : ''))).toEqual(Object.keys(properties));
      expect(signatures.map(({ typeAnnotation }) => literalsIn(typeAnnotation))).toEqual(Object.keys(properties).map((name) => members[name]?.[1]));
      const told = comments.filter(({ type }) => type === 'Block').map(({ value }) => linesOf(value));
      for (const name of Object.keys(properties)) expect(told).toContainEqual(linesOf(`*\n${commentText(`d ${members[name]?.[0]}`.trim())}\n`));
    }),
    { numRuns: 50 * ROUNDS },
  );
});

test('the scanner sees what is not ours', () => {
  expect(strangeIn('a.ts', 'export type A = typeof evil_;')).not.toEqual([]);
  expect(strangeIn('a.ts', 'export interface A { a: string } evil_();')).toEqual(['a.ts: ExpressionStatement', 'a.ts: evil_']);
  expect(strangeIn('a.ts', 'export type A = `${string}${evil_}`;')).toEqual(['a.ts: evil_']);
  expect(strangeIn('a.ts', '/* evil_')).not.toEqual([]);
});

/** Syntax errors, kinds of nodes that the emitter does not make, and names that it does not give. */
function strangeIn(path: string, code: string): string[] {
  const { program, errors, comments } = parseSync(path, code);
  const strange = errors.map(({ message }) => `${path}: ${message}`);
  const visit = (node: unknown, isKey = false): void => {
    if (Array.isArray(node)) return node.forEach((one) => visit(one));
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && typeof node.type === 'string') {
      if (!KINDS.has(node.type)) strange.push(`${path}: ${node.type}`);
      if (node.type === 'Identifier' && 'name' in node && !isKey && !isOurs(String(node.name))) strange.push(`${path}: ${String(node.name)}`);
    }
    const isMember = 'type' in node && node.type === 'TSPropertySignature' && 'computed' in node && node.computed === false;
    for (const [step, child] of Object.entries(node)) visit(child, isMember && step === 'key');
  };
  visit(program);
  const first = comments.filter(({ type }) => type === 'Line').filter(({ value }) => !/^ (Generated by|From|What types) /.test(value));
  return [...strange, ...first.map(({ value }) => `${path}: //${value}`)];
}

function isOurs(name: string): boolean {
  return OUR_NAMES.has(name) || /^(v[0-9a-f]{12}|validate\w+|contractOf\w+)$/.test(name) || /^[A-Z][A-Za-z0-9]*$/.test(name);
}

function literalsIn(node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'Literal' && 'value' in node) return [node.value];
  return Object.values(node).flatMap(literalsIn);
}

/** The lines of a comment without its stars. */
function linesOf(comment: string): readonly string[] {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '');
}

/** An object with these members of its own, whatever they are called. */
function ownMembers(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}

function pointerStep(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
