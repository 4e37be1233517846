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
  /** Of its version; only where contracts of other majors stand beside it. */
  readonly major?: string;
  readonly validate: (value: unknown) => Validation;
}

/** What may be said about one event beside its data. */
export interface EventAttributes {
  readonly id?: string;
  readonly time?: string;
  readonly source?: string;
  readonly subject?: string;
  /** Extension attributes, such as partitionkey: lower-case letters and digits. */
  readonly extensions?: Readonly<Record<string, string | number | boolean>>;
}

export interface ProducerOptions<Result> {
  /** Where the events come from: a URI or a path, other characters percent-encoded. */
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

/** The contracts of one event type. */
export interface Line {
  readonly newest: Contract;
  /** Of older majors, the newest of them first. */
  readonly older: readonly Contract[];
}

export interface Consumer {
  /** Judge an event and give it to its handler; waits for the handler. The function told is called with the findings of an invalid one. */
  handle(event: unknown, told?: (findings: readonly Finding[]) => void): Promise<Outcome>;
}
`;

const ERROR_HEAD = `/** Data that breaks its contract: nothing was sent, or no handler was called. */
export class ContractError extends Error {
`;

const CONTRACT_ERROR: Part = {
  ts: `${ERROR_HEAD}  override readonly name: string = 'ContractError';
  readonly type: string;
  readonly findings: readonly Finding[];

  constructor(type: string, findings: readonly Finding[], subject = 'the data') {
    super(describeFindings(type, findings, subject));
    this.type = type;
    this.findings = findings;
  }
}
`,
  js: `${ERROR_HEAD}  name = 'ContractError';

  constructor(type, findings, subject = 'the data') {
    super(describeFindings(type, findings, subject));
    this.type = type;
    this.findings = findings;
  }
}
`,
  dts: `export declare class ContractError extends Error {
  readonly name: string;
  readonly type: string;
  readonly findings: readonly Finding[];
  constructor(type: string, findings: readonly Finding[], subject?: string);
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
      { name: 'subject', type: 'string' },
    ],
    returns: 'string',
    body: [
      'const [first] = findings;',
      'const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";',
      'return `${subject} of ${type} breaks its contract: ${first?.message ?? "unknown"}${more}`;',
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
      'const { extensions = {}, id, source, subject, time, ...others } = attributes;',
      'requireExtensions(extensions);',
      'refuseOthers(others);',
      'if (source !== undefined) requireSource(source);',
      'if (id === "") throw new TypeError("id: expected text that is not empty; found none");',
      'return options.send({',
      '  ...extensions,',
      '  specversion: "1.0",',
      '  id: id ?? (options.id ?? randomId)(),',
      '  source: source ?? options.source,',
      '  type: contract.type,',
      '  ...(subject === undefined ? {} : { subject }),',
      '  time: time ?? (options.now === undefined ? new Date() : options.now()).toISOString(),',
      '  datacontenttype: "application/json",',
      '  ...(contract.dataschema === undefined ? {} : { dataschema: contract.dataschema }),',
      '  data,',
      '});',
    ],
  }),
  functionPart({
    name: 'requireSource',
    params: [{ name: 'source', type: 'string' }],
    returns: 'void',
    doc: 'A URI-reference, as CloudEvents wants it. Throws TypeError.',
    body: [
      'if (typeof source === "string" && /^(?:[\\w.~:/?#[\\]@!$&\'()*+,;=-]|%[0-9A-Fa-f]{2})+$/.test(source)) return;',
      'throw new TypeError(`source: expected a URI or a path such as /checkout, other characters percent-encoded; found ${JSON.stringify(source)}`);',
    ],
  }),
  functionPart({
    name: 'requireExtensions',
    isLocal: true,
    params: [{ name: 'extensions', type: 'object' }],
    returns: 'void',
    body: [
      'const own = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data"];',
      'const wrong = Object.keys(extensions).find((name) => !/^[a-z0-9]+$/.test(name) || own.includes(name));',
      'if (wrong !== undefined) throw new TypeError(`extensions: expected names of lower-case letters and digits that CloudEvents itself does not use; found ${JSON.stringify(wrong)}`);',
    ],
  }),
  functionPart({
    name: 'refuseOthers',
    isLocal: true,
    params: [{ name: 'others', type: 'object' }],
    returns: 'void',
    doc: 'JavaScript lets any name pass; one that is not known would be dropped.',
    body: [
      'const [other] = Object.keys(others);',
      'if (other === undefined) return;',
      'throw new TypeError(`attributes: expected id, time, source, subject or extensions; found ${JSON.stringify(other)}; an extension is given as { extensions: { name: value } }`);',
    ],
  }),
];
