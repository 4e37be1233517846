export { generate, type GenerateOptions, type GenerateRequest, type SchemaInput } from './generate.ts';
export { isGenerated } from './emit/header.ts';
export type { GeneratedFile, Language } from './emit/source-file.ts';
export { ADAPTERS, type AdapterName } from './adapter-names.ts';
export { compareJudges, type CompareOptions, type Comparison, type Difference } from './verify/compare-judges.ts';
