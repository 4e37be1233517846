import { quote } from '../quote.ts';
import type { EventPlan } from './event-file.ts';
import { constPart, type Part, type SourceFile } from './source-file.ts';

/** The name of the constant that holds an event's contract. */
export function contractName({ name }: Pick<EventPlan, 'name'>): string {
  return `contractOf${name}`;
}

/** What of a contract's module runs: its validator and its contract. */
export function addContract(file: SourceFile, plan: EventPlan): void {
  const { name, check } = plan;
  for (const type of ['Contract', 'Locations', 'Validator']) file.useType('_runtime', type);
  file.useValue('_runtime', 'validator');
  file.useValue(check.module, check.key);
  file.add(
    constPart('LOCATIONS', 'Locations', locationsText(plan.locations), { isLocal: true }),
    documented(
      `/** Judge the data of an event against the contract of ${name}; if it breaks it, the findings say where. Is a Standard Schema too. */\n`,
      constPart(`validate${name}`, `Validator<${name}Input, ${name}>`, `/* @__PURE__ */ validator(${check.key}, LOCATIONS)`),
    ),
    constPart(contractName(plan), 'Contract', contractText(plan)),
  );
}

function documented(comment: string, { ts, js, dts }: Part): Part {
  return { ts: comment + ts, js: comment + js, dts: comment + dts };
}

function contractText({ name, type, dataschema, major }: EventPlan): string {
  const members = [
    `  type: ${quote(type)},\n`,
    dataschema === undefined ? '' : `  dataschema: ${quote(dataschema)},\n`,
    major === undefined ? '' : `  major: ${quote(major)},\n`,
    `  validate: validate${name},\n`,
  ];
  return `{\n${members.join('')}}`;
}

function locationsText(locations: ReadonlyMap<string, string>): string {
  const lines = [...locations].map(([path, place]) => `  ${quote(path)}: ${quote(place)},\n`);
  return `{\n${lines.join('')}}`;
}
