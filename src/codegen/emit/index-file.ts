import { commentText, quote } from '../quote.ts';
import { contractName } from './contract-parts.ts';
import type { EventPlan } from './event-file.ts';
import { header } from './header.ts';
import { functionPart, SourceFile, typePart, type Part } from './source-file.ts';

const RUNTIME_TYPES = [
  ...['CloudEvent', 'Consumer', 'ConsumerOptions', 'EventAttributes', 'Finding', 'Outcome', 'ProducerOptions'],
  ...['StandardIssue', 'StandardResult', 'Validation', 'Validator'],
];

/** An event with its contracts of older majors, the newest of them first. */
export interface IndexedEvent {
  readonly plan: EventPlan;
  readonly older: readonly EventPlan[];
  readonly isProduced: boolean;
  readonly isConsumed: boolean;
}

/** The door of the generated folder: types and validators of all events, `createProducer` and `createConsumer`. */
export function indexFile(events: readonly IndexedEvent[]): SourceFile {
  const file = new SourceFile('index', header());
  const produced = events.filter(({ isProduced }) => isProduced).map(({ plan }) => plan);
  const consumed = events.filter(({ isConsumed }) => isConsumed);
  for (const plan of produced) file.useType(plan.file, `${plan.name}Input`);
  for (const { plan, older } of consumed) {
    file.useType(plan.file, plan.name);
    if (older.length > 0) file.useType(plan.file, `${plan.name}Input`);
    for (const one of older) file.useType(one.file, one.name);
  }
  for (const plan of [...produced, ...consumed.flatMap(({ plan: newest, older }) => [newest, ...older])])
    file.useValue(plan.file, contractName(plan));
  for (const name of ['Consumer', 'ConsumerOptions', 'ProducerOptions']) file.useType('_runtime', name);
  for (const name of ['consumer', 'requireSource']) file.useValue('_runtime', name);
  if (consumed.length > 0) file.useType('_runtime', 'CloudEvent');
  if (produced.length > 0) {
    file.useType('_runtime', 'EventAttributes');
    file.useValue('_runtime', 'produce');
  }
  file.add(exportsPart(events.flatMap(({ plan, older }) => [plan, ...older])), producerType(produced), producer(produced), handlersType(consumed));
  file.add(...upcastersType(consumed), consumer(consumed));
  return file;
}

function exportsPart(plans: readonly EventPlan[]): Part {
  const values = [
    ...plans.map(({ name, file }) => `export { validate${name} } from './${file}.js';\n`),
    `export { ContractError } from './_runtime.js';\n`,
  ];
  const types = [
    ...plans.map(({ name, file }) => `export type { ${name}, ${name}Input } from './${file}.js';\n`),
    `export type { ${RUNTIME_TYPES.join(', ')} } from './_runtime.js';\n`,
  ];
  return { ts: [...types, ...values].join(''), js: values.join(''), dts: [...types, ...values].join('') };
}

function producerType(plans: readonly EventPlan[]): Part {
  const methods = plans.map(
    ({ name, method, type }) =>
      `  /** Send ${commentText(quote(type))}. Rejects with ContractError, and sends nothing, where the data breaks the contract. */\n  ${method}(data: ${name}Input, attributes?: EventAttributes): Promise<Result>;\n`,
  );
  const unused = plans.length === 0 ? '  readonly [never: symbol]: Result;\n' : '';
  return typePart(
    `/** Sends events that fit their contracts, one method each. */\nexport interface Producer<Result> {\n${unused}${methods.join('')}}\n`,
  );
}

function producer(plans: readonly EventPlan[]): Part {
  const methods = plans.map((plan) => `  ${plan.method}: (data, attributes) => produce(options, ${contractName(plan)}, data, attributes),`);
  return functionPart({
    name: 'createProducer',
    generics: '<Result>',
    params: [{ name: 'options', type: 'ProducerOptions<Result>' }],
    returns: 'Producer<Result>',
    doc: 'A producer that checks what it sends and fills in the envelope. Throws TypeError for a source that is no URI-reference.',
    body: ['requireSource(options.source);', ...(plans.length === 0 ? ['return {};'] : ['return {', ...methods, '};'])],
  });
}

function handlersType(events: readonly IndexedEvent[]): Part {
  const members = events.map(({ plan: { name, type } }) => `  readonly ${quote(type)}: (event: ${eventType(type, name)}) => unknown;\n`);
  return typePart(`/** A handler for every event: to forget one does not compile. */\nexport interface Handlers {\n${members.join('')}}\n`);
}

function eventType(type: string, data: string): string {
  return `CloudEvent<${quote(type)}, ${data}>`;
}

function upcastersType(events: readonly IndexedEvent[]): Part[] {
  const members = events.flatMap(({ plan, older }) => {
    const steps = older.map(({ name, major = '' }) => {
      const result = `${plan.name}Input`;
      return `    readonly ${quote(major)}: (data: ${name}, event: ${eventType(plan.type, name)}) => ${result} | Promise<${result}>;\n`;
    });
    return steps.length === 0 ? [] : [`  readonly ${quote(plan.type)}: {\n${steps.join('')}  };\n`];
  });
  if (members.length === 0) return [];
  const comment = '/** From each older major to the newest version of an event: to forget one does not compile. */\n';
  return [typePart(`${comment}export interface Upcasters {\n${members.join('')}}\n`)];
}

function consumer(events: readonly IndexedEvent[]): Part {
  const lines = events.map(({ plan, older }) => `  { newest: ${contractName(plan)}, older: [${older.map(contractName).join(', ')}] },`);
  const options = events.some(({ older }) => older.length > 0)
    ? { name: 'options', type: 'ConsumerOptions & { readonly upcast: Upcasters }' }
    : { name: 'options', type: 'ConsumerOptions', initial: '{}' };
  return functionPart({
    name: 'createConsumer',
    params: [{ name: 'handlers', type: 'Handlers' }, options],
    returns: 'Consumer',
    doc: 'A consumer that gives each event, once judged, to its handler.',
    body:
      lines.length === 0
        ? ['return consumer([], handlers, options);']
        : ['const lines = [', ...lines, '];', 'return consumer(lines, handlers, options);'],
  });
}
