import { commentText, quote } from '../quote.ts';
import { contractName, type EventPlan } from './event-file.ts';
import { header } from './header.ts';
import { functionPart, SourceFile, typePart, type Part } from './source-file.ts';

const RUNTIME_TYPES = ['CloudEvent', 'Consumer', 'ConsumerOptions', 'EventAttributes', 'Finding', 'Outcome', 'ProducerOptions', 'Validation'];

/** The door of the generated folder: types and validators of all events, `createProducer` and `createConsumer`. */
export function indexFile(plans: readonly EventPlan[]): SourceFile {
  const file = new SourceFile('index', header());
  for (const plan of plans) {
    for (const suffix of ['', 'Input']) file.useType(plan.file, `${plan.name}${suffix}`);
    file.useValue(plan.file, contractName(plan));
  }
  for (const name of ['CloudEvent', 'Consumer', 'ConsumerOptions', 'EventAttributes', 'ProducerOptions']) file.useType('_runtime', name);
  for (const name of ['consume', 'produce']) file.useValue('_runtime', name);
  file.add(exportsPart(plans), producerType(plans), producer(plans), handlersType(plans), consumer(plans));
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
  return typePart(`/** Sends events that fit their contracts, one method each. */\nexport interface Producer<Result> {\n${methods.join('')}}\n`);
}

function producer(plans: readonly EventPlan[]): Part {
  const methods = plans.map((plan) => `  ${plan.method}: (data, attributes) => produce(options, ${contractName(plan)}, data, attributes),`);
  return functionPart({
    name: 'createProducer',
    generics: '<Result>',
    params: [{ name: 'options', type: 'ProducerOptions<Result>' }],
    returns: 'Producer<Result>',
    doc: 'A producer that checks what it sends and fills in the envelope.',
    body: ['return {', ...methods, '};'],
  });
}

function handlersType(plans: readonly EventPlan[]): Part {
  const members = plans.map(({ name, type }) => `  readonly ${quote(type)}: (event: CloudEvent<${quote(type)}, ${name}>) => unknown;\n`);
  return typePart(`/** A handler for every event: to forget one does not compile. */\nexport interface Handlers {\n${members.join('')}}\n`);
}

function consumer(plans: readonly EventPlan[]): Part {
  return functionPart({
    name: 'createConsumer',
    params: [
      { name: 'handlers', type: 'Handlers' },
      { name: 'options', type: 'ConsumerOptions', initial: '{}' },
    ],
    returns: 'Consumer',
    doc: 'A consumer that gives each event, once judged, to its handler.',
    body: [
      `const contracts = [${plans.map(contractName).join(', ')}];`,
      'return { handle: (event) => consume(contracts, new Map(Object.entries(handlers)), options, event) };',
    ],
  });
}
