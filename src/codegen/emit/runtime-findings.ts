import { CHECK_TYPES, NOTING_PARTS } from './runtime-errors.ts';
import { constPart, functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** Where a value breaks its contract. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  /** A JSON Pointer into the value. */
  readonly instancePointer: string;
  readonly keyword: string;
  /** A JSON Pointer into the schema. */
  readonly keywordLocation: string;
  readonly expected: unknown;
  /** With the branches of a \`oneOf\` that accept the value, where several do. */
  readonly found: { readonly type: string; readonly length?: number; readonly branches?: readonly number[] };
}

export interface Validation {
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}

${CHECK_TYPES}`;

// keyword: the code of its finding, what was expected in words (# is the value that the error has), and "inside" if the finding
// is about the member or item that the value names.
const KEYWORDS: readonly (readonly [keyword: string, code: string, says: string, place?: 'inside'])[] = [
  ['type', 'type_mismatch', 'type #'],
  ['const', 'const_mismatch', 'the constant #'],
  ['enum', 'enum_mismatch', 'one of #'],
  ['maximum', 'above_maximum', 'at most #'],
  ['minimum', 'below_minimum', 'at least #'],
  ['exclusiveMaximum', 'above_exclusive_maximum', 'less than #'],
  ['exclusiveMinimum', 'below_exclusive_minimum', 'more than #'],
  ['multipleOf', 'not_multiple', 'a multiple of #'],
  ['maxLength', 'too_long', 'at most # characters'],
  ['minLength', 'too_short', 'at least # characters'],
  ['pattern', 'pattern_mismatch', 'a match of the pattern #'],
  ['format', 'format_mismatch', 'the format #'],
  ['maxItems', 'too_many_items', 'at most # items'],
  ['minItems', 'too_few_items', 'at least # items'],
  ['uniqueItems', 'items_not_unique', 'items that all differ'],
  ['contains', 'contains_too_few', 'at least # items that the schema of `contains` accepts'],
  ['minContains', 'contains_too_few', 'at least # items that the schema of `contains` accepts'],
  ['maxContains', 'contains_too_many', 'at most # items that the schema of `contains` accepts'],
  ['unevaluatedItems', 'unevaluated_item', 'no item here', 'inside'],
  ['maxProperties', 'too_many_properties', 'at most # members'],
  ['minProperties', 'too_few_properties', 'at least # members'],
  ['required', 'required_missing', 'the member #'],
  ['dependentRequired', 'dependent_required_missing', 'the member #'],
  ['dependencies', 'dependent_required_missing', 'the member #'],
  ['additionalProperties', 'additional_property', 'no member besides those declared', 'inside'],
  ['unevaluatedProperties', 'unevaluated_property', 'no member besides those declared', 'inside'],
  ['propertyNames', 'property_name_invalid', 'a name that the schema of names accepts', 'inside'],
  ['anyOf', 'any_of_unmatched', 'a value that one of the # schemas of `anyOf` accepts'],
  ['oneOf', 'one_of_unmatched', 'a value that exactly one of the # schemas of `oneOf` accepts'],
  ['not', 'not_matched', 'a value that the schema of `not` refuses'],
];

/** How the raw errors of checks become findings, worded as the registry and the gateway word theirs; of these keywords only. */
export function findingParts(usedKeywords: ReadonlySet<string>): readonly Part[] {
  const rows = KEYWORDS.filter(([keyword]) => usedKeywords.has(keyword)).map(
    (row) => `  ${JSON.stringify(row[0])}: ${JSON.stringify(row.slice(1))},\n`,
  );
  const table = constPart('KEYWORDS', 'Readonly<Record<string, readonly string[]>>', `{\n${rows.join('')}}`, { isLocal: true });
  return [typePart(TYPES), table, ...FINDING_PARTS];
}

const FINDING_PARTS: readonly Part[] = [
  constPart('MAX_FINDINGS', 'number', '100', { isLocal: true }),
  ...NOTING_PARTS,
  typedFunctionPart({
    name: 'judge',
    params: [
      { name: 'check', type: 'Check' },
      { name: 'locations', type: 'Locations' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'Validation',
    doc: 'Run a check; at most a hundred findings are told.',
    body: [
      'ALL_OBJECTS.inherit = false;',
      'for (const _ in Object.prototype) ALL_OBJECTS.inherit = true;',
      'if (check(value)) return { valid: true, findings: [] };',
      'const errors = check.errors ?? [];',
      'const told‹: Told› = new Map();',
      'for (const [list, here] of listsIn(errors, value)) told.set(list, toldOf(list, 0, list.length, here, told));',
      'return { valid: false, findings: told.get(errors)‹!›.map((error) => findingOf(error, locations, value)) };',
    ],
  }),
  typedFunctionPart({
    name: 'listsIn',
    isLocal: true,
    params: [
      { name: 'errors', type: 'readonly CheckError[]' },
      { name: 'value', type: 'unknown' },
    ],
    returns: '[list: readonly CheckError[], value: unknown][]',
    doc: 'The errors of a check and of all that it called, each with the value that was judged and before those that called it, however deep that is.',
    body: [
      'const lists = new Map‹<readonly CheckError[], unknown>›([[errors, value]]);',
      'for (const [list, here] of lists) {',
      '  for (const { inner, instancePath } of list) {',
      '    if (inner === undefined) continue;',
      '    lists.delete(inner);',
      '    lists.set(inner, valueAt(here, instancePath));',
      '  }',
      '}',
      'return [...lists].reverse();',
    ],
  }),
  typedFunctionPart({
    name: 'toldOf',
    isLocal: true,
    params: [
      { name: 'errors', type: 'readonly CheckError[]' },
      { name: 'from', type: 'number' },
      { name: 'to', type: 'number' },
      { name: 'value', type: 'unknown' },
      { name: 'known', type: 'Told' },
    ],
    returns: 'CheckError[]',
    doc: 'Of the errors in a place those that are told, where those of others are known: of a union one branch at most, and no more than can be told in all.',
    body: [
      'const places‹: number[]› = [];',
      'for (let at = to - 1; at >= from; at -= 1 + (errors[at]‹!›.size ?? 0)) places.push(at);',
      'const told‹: CheckError[]› = [];',
      'for (let at = places.pop(); at !== undefined && told.length < MAX_FINDINGS; at = places.pop()) {',
      '  const error = errors[at]‹!›;',
      '  const { inner, instancePath } = error;',
      '  if (inner !== undefined) {',
      '    for (const one of known.get(inner) ?? []) {',
      '      told.push({ ...one, instancePath: instancePath + one.instancePath, depth: depthOf(error) + depthOf(one) });',
      '    }',
      '  } else if (keywordOf(error) !== "if") told.push(...(error.explain?.(error, errors, at, value, known) ?? [error]));',
      '}',
      'return told.slice(0, MAX_FINDINGS);',
    ],
  }),
  functionPart({
    name: 'depthOf',
    isLocal: true,
    params: [{ name: 'error', type: 'CheckError' }],
    returns: 'number',
    body: ['return error.depth ?? error.instancePath.split("/").length - 1;'],
  }),
  functionPart({
    name: 'keywordOf',
    isLocal: true,
    params: [{ name: 'error', type: 'CheckError' }],
    returns: 'string',
    body: ['return error.keyword ?? lastStep(error.schemaPath);'],
  }),
  functionPart({
    name: 'findingOf',
    isLocal: true,
    params: [
      { name: 'error', type: 'CheckError' },
      { name: 'locations', type: 'Locations' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'Finding',
    body: [
      'const { value: named } = error;',
      'const keyword = keywordOf(error);',
      'const [code = keyword, says = keyword, inside] = KEYWORDS[keyword] ?? [];',
      'const instancePointer = inside === undefined ? error.instancePath : `${error.instancePath}/${escapeStep(String(named))}`;',
      'const expected = error.expected ?? (inside !== undefined ? false : keyword === "oneOf" ? 1 : named);',
      'const found = describe(valueAt(value, instancePointer));',
      'const keywordLocation = locate(error.schemaPath, locations);',
      'const plural = keyword === "type" && Array.isArray(named) && named.length > 1 ? "one of the types #" : says;',
      'const wanted = error.says ?? plural.replace("#", () => preview(keyword, named));',
      'return {',
      '  code: error.code ?? code,',
      '  message: `${instancePointer === "" ? "the value" : instancePointer}: expected ${wanted}, found ${inWords(found)}`,',
      '  instancePointer,',
      '  keyword: keywordLocation.split("/").slice(-(error.steps ?? 1))[0] ?? "",',
      '  keywordLocation,',
      '  expected,',
      '  found: { ...found, ...error.found },',
      '};',
    ],
  }),
  functionPart({
    name: 'preview',
    isLocal: true,
    params: [
      { name: 'keyword', type: 'string' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'string',
    body: [
      'if (keyword === "type") return Array.isArray(value) ? value.join(", ") : String(value);',
      'if (keyword === "enum" && Array.isArray(value)) {',
      '  return `${value.length} values: ${firstTen(value, (one) => preview("const", one))}`;',
      '}',
      'const text = JSON.stringify(value) ?? "nothing";',
      'return text.length > 80 ? `${text.slice(0, 79)}…` : text;',
    ],
  }),
  functionPart({
    name: 'firstTen',
    isLocal: true,
    params: [
      { name: 'values', type: 'readonly unknown[]' },
      { name: 'show', type: '(value: unknown) => unknown' },
    ],
    returns: 'string',
    body: ['return `${values.slice(0, 10).map(show).join(", ")}${values.length > 10 ? ", …" : ""}`;'],
  }),
  functionPart({
    name: 'inWords',
    isLocal: true,
    params: [{ name: 'found', type: '{ type: string; length?: number }' }],
    returns: 'string',
    body: [
      'const unit = found.type === "string" ? "character" : found.type === "array" ? "item" : "member";',
      'const size = found.length === undefined ? "" : ` of ${found.length} ${unit}${found.length === 1 ? "" : "s"}`;',
      'if (found.type === "null") return "null";',
      'return `${/^[aeiou]/.test(found.type) ? "an" : "a"} ${found.type}${size}`;',
    ],
  }),
  functionPart({
    name: 'escapeStep',
    isLocal: true,
    params: [{ name: 'step', type: 'string' }],
    returns: 'string',
    body: ['return step.replace(/~/g, "~0").replace(/\\//g, "~1");'],
  }),
  functionPart({
    name: 'unescapeStep',
    isLocal: true,
    params: [{ name: 'step', type: 'string' }],
    returns: 'string',
    body: ['return step.replace(/~1/g, "/").replace(/~0/g, "~");'],
  }),
  functionPart({
    name: 'locate',
    isLocal: true,
    params: [
      { name: 'schemaPath', type: 'string' },
      { name: 'locations', type: 'Locations' },
    ],
    returns: 'string',
    body: [
      'const path = decodeURIComponent(schemaPath);',
      'for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {',
      '  const place = locations[path.slice(0, end)];',
      '  if (place !== undefined) return place + path.slice(end);',
      '}',
      'const hash = path.indexOf("#");',
      'return (locations[path.slice(0, hash + 1)] ?? "") + path.slice(hash + 1);',
    ],
  }),
  functionPart({
    name: 'lastStep',
    isLocal: true,
    params: [{ name: 'pointer', type: 'string' }],
    returns: 'string',
    body: ['return pointer.slice(pointer.lastIndexOf("/") + 1);'],
  }),
  functionPart({
    name: 'valueAt',
    isLocal: true,
    params: [
      { name: 'value', type: 'unknown' },
      { name: 'pointer', type: 'string' },
    ],
    returns: 'unknown',
    body: [
      'let here = value;',
      'for (const step of pointer.split("/").slice(1)) {',
      '  if (typeof here !== "object" || here === null) return undefined;',
      '  here = Reflect.get(here, unescapeStep(step));',
      '}',
      'return here;',
    ],
  }),
  functionPart({
    name: 'describe',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: '{ type: string; length?: number }',
    body: [
      'if (value === null) return { type: "null" };',
      'if (Array.isArray(value)) return { type: "array", length: value.length };',
      'if (typeof value === "string") return { type: "string", length: ucs2length(value) };',
      'if (typeof value === "object") return { type: "object", length: Object.keys(value).length };',
      'return { type: Number.isInteger(value) ? "integer" : typeof value };',
    ],
  }),
];
