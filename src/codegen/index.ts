export { generate, generateWithLosses, type EventLosses, type GenerateOptions, type GenerateRequest, type SchemaInput } from './generate.ts';
export { generateTypes } from './generate-types.ts';
export { isGenerated } from './emit/header.ts';
export type { Loss } from './model/losses.ts';
export type { GeneratedFile, Language } from './emit/source-file.ts';
export { ADAPTERS, type AdapterName } from '../core/adapter-names.ts';
export { compareJudges } from './compare-judges.ts';
export type { CompareOptions, Comparison, Difference } from './verify/compare-judges.ts';
