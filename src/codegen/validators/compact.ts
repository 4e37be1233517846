import { type JsonValue } from '../../core/json/value.ts';
import { detailsOfFalse } from './false-schemas.ts';
import { HAS, LACKING } from './members.ts';
import { unreachable } from '../../core/errors.ts';
import { shortenPlaces } from './places.ts';

/** What `_runtime` has in place of the lines that report an error. */
export const REPORT = 'report';

/** The same for what is below `properties`, where the name of the member is a step in the value as in the schema. */
export const REPORT_MEMBER = 'reportMember';

/** And of the lines that drop all errors but the first so many. */
export const FIRST = 'firstErrors';

/** And of the question whether a value is an object. */
export const IS_OBJECT = 'isObject';

/** And of the comparisons of a text's length. */
export const SHORTER = 'isShorter';

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const MEMBER = String.raw`(?:\.[A-Za-z_$][\w$]*|\[${STRING}\])`;
// Text up to the next mark; marks within strings do not count.
const TEXT = String.raw`(?:${STRING}|[^"])*?`;

const ERROR = new RegExp(`^const (err\\d+) = \\{instancePath(?::(${TEXT}))?,schemaPath:(${TEXT}),keyword:(${STRING}),params:(${TEXT})\\};$`);

/** The keyword of ajv's error where a schema is `false`. */
const FALSE = '"false schema"';

const MISSING = new RegExp(String.raw`^vErrors = (?:${LACKING}|${REPORT})\(`);

// A member is read once, to see whether it is there.
const ASKED_FIRST = new RegExp(String.raw`^if\((data\d*${MEMBER}) !== undefined\)\{\nlet (data\d+) = (?=data)([^\n]*);$`);

// One that nobody is told.
const UNTOLD = /^const (err\d+) = \{\};$/;

// Where the whole function is one.
const REFUSAL = new RegExp(`^(validate\\d+\\.errors) = \\[\\{instancePath,schemaPath:(${STRING}),keyword:${FALSE},params:\\{\\}\\}\\];$`);

// So that bundlers may leave out patterns and formats of checks that nobody calls.
const PATTERN = /^(const pattern\d+ = )(new RegExp\()/;
const FORMAT = /^(const formats\d+ = )formats(?:\.(\w+)|\[("[^"\\]+")\]);$/;

// ajv asks for the value, and whether it is the object's own. What a string says is passed over.
const ASKED = new RegExp(
  String.raw`${STRING}|(data\d*)${MEMBER} !== undefined && func\d+\.call\(\1, (${STRING})\)|\((data\d*)(?:${MEMBER}|\[prop\d+\]) === undefined\) \|\| \(!\(func\d+\.call\(\3, (${STRING}|prop\d+)\)\)\)|(data\d*) && typeof \5 == "object" && !Array\.isArray\(\5\)`,
  'g',
);

// Of a text.
const LENGTH = /func\d+\((\w+)\) ([<>]) (\d+)(?![\w.])/;

// What is limited is told by the keyword.
const PARAMS = /^\{(?:comparison: "[<>=]+",\s*)?(?:\w+: ?(.*))?\}$/s;

// Of unions: how many branches there are, and how they fared.
const OF_BRANCHES = /^\{count: (\d+), more: (.*)\}$/s;

export interface CompactCode {
  readonly code: string;
  /** That errors are reported of. */
  readonly keywords: readonly string[];
}

/**
 * Shorten the code that ajv writes with `lines`: the seven lines that note an error become a call of `report`, the questions
 * whether a member is there a call of `hasMember`, and what is read from a copy of the whole schema stands in a constant of
 * its own, as does what many places of keywords begin with. About a third of the code is left.
 */
export function compactCode(code: string): CompactCode {
  const keywords = new Set<string>();
  const { lines: reports, constants } = shortenPlaces(withReports(code.split('\n'), keywords));
  const lines = reports.map(compactLine);
  const written = [withoutFunctions(withoutSchemas(lines.join('\n'))).trimEnd(), ...constants, ''];
  return { code: written.join('\n'), keywords: [...keywords] };
}

function compactLine(line: string): string {
  // Most lines are none of these, which is soon seen.
  if (line.startsWith('if(func')) return line.replace(LENGTH, lengthShortly);
  if (line.startsWith('const pattern')) return line.replace(PATTERN, '$1/* @__PURE__ */ $2');
  if (line.startsWith('const formats')) return line.replace(FORMAT, formatShortly);
  return line.includes('.call(') || line.includes('Array.isArray(') ? line.replace(ASKED, askedShortly) : line;
}

function lengthShortly(asked: string, text: string, sign: string, limit: string): string {
  if (sign === '<') return `${SHORTER}(${text}, ${limit})`;
  return Number(limit) < Number.MAX_SAFE_INTEGER ? `!${SHORTER}(${text}, ${Number(limit) + 1})` : asked;
}

function formatShortly(_: string, head: string, bare?: string, quoted?: string): string {
  return `${head}/* @__PURE__ */ formatOf(${quoted ?? JSON.stringify(bare)});`;
}

function askedShortly(text: string, ...[present, its, absent, name, object]: readonly (string | undefined)[]): string {
  if (object !== undefined) return `${IS_OBJECT}(${object})`;
  if (present !== undefined) return `${HAS}(${present}, ${its})`;
  return absent === undefined ? text : `!${HAS}(${absent}, ${name})`;
}

function withReports(lines: readonly string[], keywords: Set<string>): string[] {
  const written: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const isError = line.startsWith('const err');
    const match = isError ? ERROR.exec(line) : null;
    const error = match?.[1] ?? (isError ? UNTOLD.exec(line)?.[1] : undefined) ?? '';
    if (MISSING.test(line)) keywords.add('required');
    const asked = ASKED_FIRST.exec(`${line}\n${lines[index + 1]}`);
    if (asked !== null) {
      written.push(`let ${asked[2]} = ${asked[1]};`, `if(${asked[2]} !== undefined){`);
      index += 1;
      continue;
    }
    const kept = resetTo(lines, index);
    if (kept !== undefined) {
      written.push(`vErrors = ${FIRST}(vErrors, ${kept});`);
      index += 7;
      continue;
    }
    if (match === null && error !== '') {
      // Only counted: whoever asked takes it back.
      index += 6;
      continue;
    }
    if (match === null) {
      if (/^const err\d+ = /.test(lines[index] ?? '')) throw new Error(`ajv says of an error what is not known here: ${lines[index]}`);
      written.push((lines[index] ?? '').replace(REFUSAL, (_, errors: string, place: string) => `${errors} = ${reportFalse('null', '""', place)}`));
      continue;
    }
    if (lines.slice(index + 1, index + 7).join('') !== pushOf(error)) throw new Error('ajv notes an error in another way than is known here');
    const [, , path, schemaPath = '', keyword = '', params = ''] = match;
    const instancePath = withinFunction(path);
    keywords.add(JSON.parse(keyword) as string);
    const [value = 'null', details] = valueOf(params);
    const report =
      keyword === FALSE ? reportFalse('vErrors', instancePath, schemaPath) : reportOf('vErrors', instancePath, schemaPath, value, details);
    written.push(`vErrors = ${report}`);
    index += 6;
  }
  return written;
}

// The way to the value that a function judges is known to whoever calls it.
function withinFunction(path = 'instancePath'): string {
  const [, rest] = /^instancePath(?:\+(.*))?$/s.exec(path) ?? unreachable(`ajv names a place in another way than is known here: ${path}`);
  return rest ?? '""';
}

function reportOf(errors: string, instancePath: string, schemaPath: string, value: string, details?: string): string {
  const [, prefix = '', head = '', step = ''] = LAST_STEP.exec(instancePath) ?? [];
  const below = `/properties/${step}/`;
  const at = step === '' ? -1 : schemaPath.lastIndexOf('/properties/');
  const more = details === undefined ? [] : [details];
  if (at < 0 || !schemaPath.startsWith(below, at)) return `${REPORT}(${[errors, instancePath, schemaPath, value, ...more].join(', ')});`;
  const path = head === '' ? prefix.replace(/ ?\+ ?$/, '') : `${prefix}"${head}"`;
  const rest = [value, ...(path === '' && details === undefined ? [] : [path === '' ? '""' : path]), ...more];
  return `${REPORT_MEMBER}(${[errors, `"${step}"`, `${schemaPath.slice(0, at)}/properties"`, `"${schemaPath.slice(at + below.length)}`, ...rest].join(', ')});`;
}

// A text at the end, up to its last slash and from there on.
const LAST_STEP = new RegExp(String.raw`^(.*?)"((?:[^"\\]|\\.)*)/([^"\\/]+)"$`);

function reportFalse(errors: string, instancePath: string, schemaPath: string): string {
  const place = (JSON.parse(schemaPath) as string).slice(0, -FALSE.length + 1);
  return reportOf(errors, instancePath, JSON.stringify(place), 'false', detailsOfFalse(place));
}

function valueOf(params: string): readonly string[] {
  const [, count, branches] = OF_BRANCHES.exec(params) ?? [];
  if (count !== undefined && branches !== undefined) return [count, branches];
  const match = PARAMS.exec(params);
  if (match === null) throw new Error(`ajv says of an error what is not known here: ${params}`);
  return [match[1] ?? 'null'];
}

// ajv writes it so that `errors` is known.
function resetTo(lines: readonly string[], index: number): string | undefined {
  if (lines[index] !== 'if(vErrors !== null){') return undefined;
  const [, count = ''] = /^if\((_errs\d+|before\d+)\)\{$/.exec(lines[index + 1] ?? '') ?? [];
  const rest = `vErrors.length = ${count};}else {vErrors = null;}}`;
  return count !== '' && lines.slice(index + 2, index + 8).join('') === rest ? count : undefined;
}

function pushOf(error: string): string {
  return `if(vErrors === null){vErrors = [${error}];}else {vErrors.push(${error});}`;
}

// What asked whether a member is there, and how long a text is.
function withoutFunctions(code: string): string {
  const declared = /^const (func\d+) = (?:Object\.prototype\.hasOwnProperty|ucs2length);\n/gm;
  const count = (name: string): number => code.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  return code.replace(declared, (line, name: string) => (count(name) > 1 ? line : ''));
}

const DECLARED = /^const (schema\d+) = (.*);$/gm;
// Not the member of that name of somebody's data.
const USED = new RegExp(`${STRING}|(?<![.\\w$])(schema\\d+)((?:\\.[A-Za-z_$][\\w$]*|\\[(?:${STRING}|\\d+)\\])*)`, 'g');

function withoutSchemas(code: string): string {
  const schemas = new Map([...code.matchAll(DECLARED)].map(([, name = '', text = '']) => [name, JSON.parse(text) as JsonValue]));
  const known = new Map<string, string>();
  const written = code.replace(DECLARED, '').replace(USED, (text: string, name?: string, path = '') => {
    const schema = name === undefined ? undefined : schemas.get(name);
    if (schema === undefined) return text;
    const value = stepsOf(path).reduce<unknown>((here, step) => Reflect.get(Object(here), step) as unknown, schema);
    return typeof value === 'object' && value !== null ? constantOf(value, known) : (JSON.stringify(value) ?? text);
  });
  const asked = written.includes('.call(known') ? written.replace(IN_KNOWN, askedOfSet) : written;
  return [asked, ...[...known].map(([value, name]) => `const ${name} = ${value};`)].join('\n');
}

// A name of an object with more of them than stand in the code.
const IN_KNOWN = new RegExp(`${STRING}|func\\d+\\.call\\((known\\d+), (key\\d+)\\)`, 'g');

function askedOfSet(text: string, set?: string, name = ''): string {
  return set === undefined ? text : `${set}.has(${name})`;
}

// Of the members of an object only the names are asked for.
function constantOf(value: object, known: Map<string, string>): string {
  const text = Array.isArray(value) ? JSON.stringify(value) : `/* @__PURE__ */ new Set(${JSON.stringify(Object.keys(value))})`;
  const name = known.get(text) ?? `known${known.size}`;
  known.set(text, name);
  return name;
}

function stepsOf(path: string): string[] {
  const steps = path.matchAll(new RegExp(`\\.([A-Za-z_$][\\w$]*)|\\[(${STRING}|\\d+)\\]`, 'g'));
  return [...steps].map(([, bare, quoted = '0']) => bare ?? String(JSON.parse(quoted)));
}
