import { functionPart, type Part } from './source-file.ts';

const STEP = [
  { name: 'lines', type: 'readonly Line[]' },
  { name: 'handlers', type: 'ReadonlyMap<string, (event: never) => unknown>' },
  { name: 'options', type: 'ConsumerOptions & { readonly upcast?: object }' },
];

const OWN = {
  name: 'own',
  isLocal: true,
  params: [
    { name: 'value', type: 'unknown' },
    { name: 'name', type: 'string' },
  ],
  returns: 'unknown',
  body: [
    'return typeof value === "object" && value !== null && Object.prototype.hasOwnProperty.call(value, name) ? Reflect.get(value, name) : undefined;',
  ],
} as const;

/** What consumers are made of. */
export const CONSUMER_PARTS: readonly Part[] = [
  functionPart({
    name: 'consumer',
    params: [
      { name: 'lines', type: 'readonly Line[]' },
      { name: 'handlers', type: 'object' },
      // In JavaScript nobody asks for the options where upcasters are needed; what is missing is said below.
      { name: 'options', type: 'ConsumerOptions & { readonly upcast?: object }', initial: '{}' },
    ],
    returns: 'Consumer',
    doc: 'A consumer of these contracts. Throws TypeError where an upcaster is missing.',
    body: [
      'for (const { newest, older } of lines) {',
      '  const missing = older.find(({ major = "" }) => typeof own(own(options.upcast, newest.type), major) !== "function");',
      '  if (missing !== undefined) throw new TypeError(`upcast: expected a function for ${JSON.stringify(newest.type)} and its major ${missing.major}; found none`);',
      '}',
      'const table = new Map();',
      'for (const { newest: { type } } of lines) {',
      '  const handler = Reflect.get(handlers, type);',
      '  if (typeof handler === "function" && handler !== Reflect.get(Object.prototype, type)) table.set(type, handler.bind(handlers));',
      '}',
      'return { handle: (event, told) => consume(lines, table, options, event, told) };',
    ],
  }),
  functionPart({
    name: 'consume',
    isAsync: true,
    isLocal: true,
    params: [...STEP, { name: 'event', type: 'unknown' }, { name: 'told?', type: '(findings: readonly Finding[]) => void' }],
    returns: 'Promise<Outcome>',
    body: [
      'const line = lines.find(({ newest }) => newest.type === own(event, "type"));',
      'const handler = line === undefined ? undefined : handlers.get(line.newest.type);',
      'if (line === undefined || handler === undefined) {',
      '  await options.onUnknown?.(event);',
      '  return "unknown";',
      '}',
      'const { contract, findings } = read(line, event);',
      'if (contract === undefined) {',
      '  told?.(findings);',
      '  await options.onInvalid?.(Object(event), findings);',
      '  return "invalid";',
      '}',
      'const newest = contract === line.newest ? event : await raise(line.newest, contract, options.upcast, event);',
      'await Reflect.apply(handler, undefined, [newest]);',
      'return "handled";',
    ],
  }),
  functionPart({
    name: 'read',
    isLocal: true,
    params: [
      { name: 'line', type: 'Line' },
      { name: 'event', type: 'unknown' },
    ],
    returns: '{ readonly contract?: Contract; readonly findings: readonly Finding[] }',
    doc: 'The contract that the event names and fits; of an event that names none of these, the newest that it fits.',
    body: [
      'const all = [line.newest, ...line.older];',
      'const named = all.find(({ dataschema }) => dataschema !== undefined && dataschema === own(event, "dataschema"));',
      'const results = [];',
      'for (const contract of named === undefined ? all : [named]) {',
      '  const { valid, findings } = contract.validate(own(event, "data"));',
      '  if (valid) return { contract, findings };',
      '  results.push(findings);',
      '}',
      'return { findings: results[0] ?? [] };',
    ],
  }),
  functionPart({
    name: 'raise',
    isAsync: true,
    isLocal: true,
    params: [
      { name: 'newest', type: 'Contract' },
      { name: 'contract', type: 'Contract' },
      { name: 'upcast', type: 'object | undefined' },
      { name: 'event', type: 'unknown' },
    ],
    returns: 'Promise<unknown>',
    doc: 'The event as the newest version would say it. What an upcaster gives is judged too: a mistake in one is no fault of the event.',
    body: [
      'const step = own(own(upcast, newest.type), contract.major ?? "");',
      'const data = await Reflect.apply(Object(step), undefined, [own(event, "data"), event]);',
      'const { valid, findings } = newest.validate(data);',
      'if (!valid) throw new ContractError(newest.type, findings, `what the upcaster from major ${contract.major} gave`);',
      'const { dataschema: _, ...rest } = Object(event);',
      'return { ...rest, ...(newest.dataschema === undefined ? {} : { dataschema: newest.dataschema }), data };',
    ],
  }),
  functionPart(OWN),
];
