import { _, type Ajv, type AnySchema, type Code, type CodeKeywordDefinition, type KeywordCxt, Name, stringify } from 'ajv';
import { getProperty, or } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';

/** What `_runtime` has for the members of a name that every object inherits: the question whether one is the object's own. */
export const HAS = 'hasMember';

/** And for objects that inherit others: one that does not, with the same members of its own. */
export const OWN_OF = 'ownOf';

/** And for the errors of members that are missing. */
export const LACKING = 'lacking';

const [ERRORS, V_ERRORS, HAS_MEMBER, OWN, LACKS, REPORT] = [
  new Name('errors'),
  new Name('vErrors'),
  new Name(HAS),
  new Name(OWN_OF),
  new Name(LACKING),
  new Name('report'),
] as const;

type SchemaContext = KeywordCxt['it'];

/** A list of required members whose question `properties` asks for those that it looks at anyway. */
interface OpenQuestion {
  readonly names: ReadonlySet<string>;
  /** Is set where one of them is missing. */
  readonly isLacking: Name;
  readonly tell: () => void;
}

/**
 * Let ajv ask once for each member, by name: `properties` notes which of those that it looks at are missing, and what
 * `required` says of them takes its place among the errors only then. An object is asked once whether it inherits members.
 */
export function askMembersOnce(ajv: Ajv): void {
  const open = new WeakMap<SchemaContext, OpenQuestion>();
  const owned = new WeakSet<SchemaContext>();
  const readOwn = ({ gen, data, it }: KeywordCxt): void => {
    if (!owned.has(it)) gen.code(_`${data} = ${OWN}(${data})`);
    owned.add(it);
  };
  replace(ajv, 'required', (cxt) => {
    const names = cxt.schema as readonly string[];
    if (names.length === 0) return;
    readOwn(cxt);
    const question = askRequired(cxt, names);
    if (question !== undefined) open.set(cxt.it, question);
  });
  replace(ajv, 'properties', (cxt) => {
    const names = judgedMembers(cxt.it, cxt.schema as Members);
    if (names.length === 0) return;
    readOwn(cxt);
    judgeMembers(cxt, names, open.get(cxt.it));
  });
}

type Members = Readonly<Record<string, AnySchema>>;

// The instance's own copy; its place among the keywords stays.
function replace(ajv: Ajv, keyword: string, code: (cxt: KeywordCxt) => void): void {
  Object.assign(ajv.getKeyword(keyword) as CodeKeywordDefinition, { code });
}

function judgedMembers(it: SchemaContext, members: Members | undefined): readonly string[] {
  return Object.keys(members ?? {}).filter((name) => name !== '__proto__' && !alwaysValidSchema(it, (members ?? {})[name] as AnySchema));
}

/** Ask for those that `properties` does not look at; gives what is left to ask. */
function askRequired(cxt: KeywordCxt, names: readonly string[]): OpenQuestion | undefined {
  const { gen, data, it } = cxt;
  const absent = (name: string): Code => (isInherited(name) ? _`!${HAS_MEMBER}(${data}, ${name})` : _`${data}${getProperty(name)} === undefined`);
  if (it.createErrors === false) {
    cxt.fail(or(...names.map(absent)));
    return undefined;
  }
  const judged = new Set(judgedMembers(it, (cxt.parentSchema as { readonly properties?: Members }).properties));
  const others = names.filter((name) => !judged.has(name)).map(absent);
  if (names.length === 1 || others.length === names.length) {
    gen.if(or(...names.map(absent)), () => tellMissing(cxt, names, ERRORS));
    return undefined;
  }
  const before = gen.const('before', ERRORS);
  const isLacking = gen.let('lacks', others.length === 0 ? false : or(...others));
  return { names: new Set(names), isLacking, tell: () => tellMissing(cxt, names, before) };
}

/** Tell of what is missing in one error, which is put where so many errors were before. */
function tellMissing({ gen, it }: KeywordCxt, names: readonly string[], before: Name): void {
  const [name] = names;
  const at = _`${it.errorPath}, ${`${it.errSchemaPath}/required`}`;
  const list = (): Name => gen.scopeValue('obj', { ref: names, key: JSON.stringify(names), code: stringify(names) });
  gen.assign(V_ERRORS, names.length === 1 ? _`${REPORT}(${V_ERRORS}, ${at}, ${name})` : _`${LACKS}(${V_ERRORS}, ${before}, ${at}, ${list()})`);
  gen.code(_`${ERRORS}++`);
}

function judgeMembers(cxt: KeywordCxt, names: readonly string[], required: OpenQuestion | undefined): void {
  const { gen, data, it } = cxt;
  const valid = gen.name('valid');
  for (const name of names) {
    gen.if(isInherited(name) ? _`${HAS_MEMBER}(${data}, ${name})` : _`${data}${getProperty(name)} !== undefined`);
    cxt.subschema({ keyword: 'properties', schemaProp: name, dataProp: name }, valid);
    if (it.allErrors !== true) gen.else().var(valid, true);
    else if (required?.names.has(name) === true) gen.else().assign(required.isLacking, true);
    gen.endIf();
    cxt.ok(valid);
  }
  if (required !== undefined) gen.if(required.isLacking, required.tell);
}

const INHERITED = new Set([
  ...['constructor', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf'],
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__', '__proto__'],
]);

/** Whether every object has such a member, of its own or not. */
function isInherited(name: string): boolean {
  return INHERITED.has(name);
}
