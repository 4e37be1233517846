import { DIALECTS, METASCHEMAS, type Dialect } from '../../core/version.ts';

/** A keyword of JSON Schema, to be proposed. */
export interface KeywordWords {
  readonly name: string;
  readonly detail: string;
  /** What is written as its value; `$0` is where one goes on. */
  readonly value: string;
  /** The dialects that have it. */
  readonly dialects: readonly Dialect[];
}

const SINCE_6: readonly Dialect[] = DIALECTS.slice(1);
const SINCE_7: readonly Dialect[] = DIALECTS.slice(2);
const SINCE_2019: readonly Dialect[] = DIALECTS.slice(3);
const ONLY_2020: readonly Dialect[] = DIALECTS.slice(4);
const BEFORE_2020: readonly Dialect[] = DIALECTS.slice(0, 4);
const BEFORE_2019: readonly Dialect[] = DIALECTS.slice(0, 3);

const [TEXT, NUMBER, LIST, MAP, SCHEMA, FLAG] = ['"$0"', '$0', '[$0]', '{$0}', '{$0}', 'true'] as const;

type Entry = readonly [name: string, value: string, detail: string, dialects?: readonly Dialect[]];

const ENTRIES: readonly Entry[] = [
  ['$schema', TEXT, 'the dialect of this document'],
  ['$id', TEXT, 'the name of this document', SINCE_6],
  ['id', TEXT, 'the name of this document', ['draft-04']],
  ['$ref', TEXT, 'another schema that holds here'],
  ['$anchor', TEXT, 'a name that a $ref can use', SINCE_2019],
  ['$defs', MAP, 'schemas for $ref', SINCE_2019],
  ['definitions', MAP, 'schemas for $ref', BEFORE_2019],
  ['$comment', TEXT, 'for those who write schemas', SINCE_7],
  ['title', TEXT, 'what it is called'],
  ['description', TEXT, 'what it means'],
  ['default', NUMBER, 'what a reader takes where it is absent'],
  ['examples', LIST, 'values that it may have', SINCE_6],
  ['deprecated', FLAG, 'not to be used any more', SINCE_2019],
  ['readOnly', FLAG, 'only its owner writes it', SINCE_7],
  ['writeOnly', FLAG, 'nobody reads it', SINCE_7],
  ['type', TEXT, 'the type, or a list of types'],
  ['enum', LIST, 'one of these values'],
  ['const', NUMBER, 'this value', SINCE_6],
  ['format', TEXT, 'what a string is: date-time, uuid, …'],
  ['pattern', TEXT, 'a regular expression that matches in it'],
  ['minLength', NUMBER, 'characters at least'],
  ['maxLength', NUMBER, 'characters at most'],
  ['minimum', NUMBER, 'at least'],
  ['maximum', NUMBER, 'at most'],
  ['exclusiveMinimum', NUMBER, 'more than'],
  ['exclusiveMaximum', NUMBER, 'less than'],
  ['multipleOf', NUMBER, 'a multiple of'],
  ['properties', MAP, 'members by name'],
  ['required', LIST, 'members that must be there'],
  ['additionalProperties', NUMBER, 'members that are not listed: a schema, or false'],
  ['patternProperties', MAP, 'members by a pattern of their name'],
  ['propertyNames', SCHEMA, 'what names must be', SINCE_6],
  ['unevaluatedProperties', NUMBER, 'members that no schema here looked at', SINCE_2019],
  ['dependentRequired', MAP, 'members that others ask for', SINCE_2019],
  ['dependentSchemas', MAP, 'schemas that members ask for', SINCE_2019],
  ['dependencies', MAP, 'what members ask for', BEFORE_2019],
  ['minProperties', NUMBER, 'members at least'],
  ['maxProperties', NUMBER, 'members at most'],
  ['items', SCHEMA, 'what every item is'],
  ['prefixItems', LIST, 'what the first items are, by position', ONLY_2020],
  ['additionalItems', NUMBER, 'items after those by position', BEFORE_2020],
  ['unevaluatedItems', NUMBER, 'items that no schema here looked at', SINCE_2019],
  ['contains', SCHEMA, 'what one item at least is', SINCE_6],
  ['minContains', NUMBER, 'how many items contain it at least', SINCE_2019],
  ['maxContains', NUMBER, 'how many items contain it at most', SINCE_2019],
  ['minItems', NUMBER, 'items at least'],
  ['maxItems', NUMBER, 'items at most'],
  ['uniqueItems', FLAG, 'no item twice'],
  ['allOf', LIST, 'all of these hold'],
  ['anyOf', LIST, 'one of these holds, or several'],
  ['oneOf', LIST, 'exactly one of these holds'],
  ['not', SCHEMA, 'this does not hold'],
  ['if', SCHEMA, 'where this holds, then …', SINCE_7],
  ['then', SCHEMA, 'holds where if does', SINCE_7],
  ['else', SCHEMA, 'holds where if does not', SINCE_7],
  ['contentMediaType', TEXT, 'what the text contains', SINCE_7],
  ['contentEncoding', TEXT, 'how the text is encoded', SINCE_7],
  ['contentSchema', SCHEMA, 'what the contained document is', SINCE_2019],
];

const KEYWORDS: readonly KeywordWords[] = ENTRIES.map(([name, value, detail, dialects = DIALECTS]) => ({ name, value, detail, dialects }));

/** What keywords take that take one of a few texts. */
export const VALUES: Readonly<Record<string, readonly string[]>> = {
  $schema: Object.values(METASCHEMAS).toReversed(),
  type: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'],
  format: [
    ...[
      'date-time',
      'date',
      'time',
      'duration',
      'email',
      'idn-email',
      'hostname',
      'idn-hostname',
      'ipv4',
      'ipv6',
      'uri',
      'uri-reference',
      'uri-template',
    ],
    ...['iri', 'iri-reference', 'uuid', 'json-pointer', 'relative-json-pointer', 'regex'],
  ],
  contentEncoding: ['base64', 'base64url', 'base16', 'quoted-printable', '7bit', '8bit'],
};

/** The keywords of a dialect that are not there yet. */
export function keywordsOf(dialect: Dialect, present: ReadonlySet<string>): KeywordWords[] {
  return KEYWORDS.filter(({ name, dialects }) => dialects.includes(dialect) && !present.has(name));
}

/** The dialect that a `$schema` names. */
export function dialectOf(uri: string | undefined): Dialect | undefined {
  const bare = uri?.replace(/#$/, '');
  return DIALECTS.find((dialect) => METASCHEMAS[dialect].replace(/#$/, '') === bare);
}
