import { functionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** A structured CloudEvent 1.0 whose data is of a contract. */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data: Data;
}

/** The type of an event, the contract of its data, and its check. */
export interface Contract {
  readonly type: string;
  readonly dataschema?: string;
  readonly validate: (value: unknown) => Validation;
}

/** What may be said about one event beside its data. */
export interface EventAttributes {
  readonly id?: string;
  readonly time?: string;
  readonly source?: string;
  readonly subject?: string;
}

export interface ProducerOptions<Result> {
  /** Where the events come from: a URI or a path. */
  readonly source: string;
  /** Hands an event on, to a broker or an HTTP address. */
  readonly send: (event: CloudEvent) => Result | Promise<Result>;
  /** Makes ids; default: random UUIDs. */
  readonly id?: () => string;
  /** The clock; default: the system's. */
  readonly now?: () => Date;
}

/** 'handled': its handler has run. 'unknown': no handler has its type. 'invalid': its data breaks the contract. */
export type Outcome = 'handled' | 'unknown' | 'invalid';

export interface ConsumerOptions {
  /** Called with an event that breaks its contract: a dead letter. */
  readonly onInvalid?: (event: CloudEvent, findings: readonly Finding[]) => unknown;
  /** Called with what is no event of a known type. */
  readonly onUnknown?: (event: unknown) => unknown;
}

export interface Consumer {
  /** Judge an event and give it to its handler; waits for the handler. */
  handle(event: unknown): Promise<Outcome>;
}
`;

const ERROR_HEAD = `/** Data that breaks its contract; nothing was sent. */
export class ContractError extends Error {
`;

const CONTRACT_ERROR: Part = {
  ts: `${ERROR_HEAD}  override readonly name: string = 'ContractError';
  readonly type: string;
  readonly findings: readonly Finding[];

  constructor(type: string, findings: readonly Finding[]) {
    super(describeFindings(type, findings));
    this.type = type;
    this.findings = findings;
  }
}
`,
  js: `${ERROR_HEAD}  name = 'ContractError';

  constructor(type, findings) {
    super(describeFindings(type, findings));
    this.type = type;
    this.findings = findings;
  }
}
`,
  dts: `export declare class ContractError extends Error {
  readonly name: string;
  readonly type: string;
  readonly findings: readonly Finding[];
  constructor(type: string, findings: readonly Finding[]);
}
`,
};

const RANDOM_ID_BODY = `  const id = crypto?.randomUUID();
  if (id === undefined) throw new Error('this platform has no crypto.randomUUID; pass id to createProducer');
  return id;
}
`;

// Without the types of a platform the global is not declared.
const RANDOM_ID: Part = {
  ts: `function randomId(): string {\n  const { crypto } = globalThis as { readonly crypto?: { randomUUID(): string } };\n${RANDOM_ID_BODY}`,
  js: `function randomId() {\n  const { crypto } = globalThis;\n${RANDOM_ID_BODY}`,
  dts: '',
};

/** What producers and consumers share. */
export const EVENT_PARTS: readonly Part[] = [
  typePart(TYPES),
  CONTRACT_ERROR,
  functionPart({
    name: 'describeFindings',
    isLocal: true,
    params: [
      { name: 'type', type: 'string' },
      { name: 'findings', type: 'readonly Finding[]' },
    ],
    returns: 'string',
    body: [
      'const [first] = findings;',
      'const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";',
      'return `the data of ${type} breaks its contract: ${first?.message ?? "unknown"}${more}`;',
    ],
  }),
  RANDOM_ID,
  functionPart({
    name: 'produce',
    generics: '<Result>',
    isAsync: true,
    params: [
      { name: 'options', type: 'ProducerOptions<Result>' },
      { name: 'contract', type: 'Contract' },
      { name: 'data', type: 'unknown' },
      { name: 'attributes', type: 'EventAttributes', initial: '{}' },
    ],
    returns: 'Promise<Result>',
    doc: 'Check the data, fill in the envelope, send.',
    body: [
      'const { valid, findings } = contract.validate(data);',
      'if (!valid) throw new ContractError(contract.type, findings);',
      'return options.send({',
      '  ...attributes,',
      '  specversion: "1.0",',
      '  id: attributes.id ?? (options.id ?? randomId)(),',
      '  source: attributes.source ?? options.source,',
      '  type: contract.type,',
      '  time: attributes.time ?? (options.now === undefined ? new Date() : options.now()).toISOString(),',
      '  datacontenttype: "application/json",',
      '  ...(contract.dataschema === undefined ? {} : { dataschema: contract.dataschema }),',
      '  data,',
      '});',
    ],
  }),
  functionPart({
    name: 'consume',
    isAsync: true,
    params: [
      { name: 'contracts', type: 'readonly Contract[]' },
      { name: 'handlers', type: 'ReadonlyMap<string, (event: never) => unknown>' },
      { name: 'options', type: 'ConsumerOptions' },
      { name: 'event', type: 'unknown' },
    ],
    returns: 'Promise<Outcome>',
    doc: 'Judge an event and give it to its handler.',
    body: [
      'const type = typeof event === "object" && event !== null && Object.prototype.hasOwnProperty.call(event, "type") ? Reflect.get(event, "type") : undefined;',
      'const contract = contracts.find((candidate) => candidate.type === type);',
      'const handler = contract === undefined ? undefined : handlers.get(contract.type);',
      'if (contract === undefined || handler === undefined) {',
      '  await options.onUnknown?.(event);',
      '  return "unknown";',
      '}',
      'const { valid, findings } = contract.validate(Reflect.get(Object(event), "data"));',
      'if (!valid) {',
      '  await options.onInvalid?.(Object(event), findings);',
      '  return "invalid";',
      '}',
      'await Reflect.apply(handler, undefined, [event]);',
      'return "handled";',
    ],
  }),
];
