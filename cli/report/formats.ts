import type { OutlineFormat } from './outline.ts';

export type OutlineFormatName = 'ndjson' | 'markdown' | 'github' | 'gitlab' | 'sarif' | 'junit';

/** The formats that are made from an outline; each is loaded when it is asked for. */
const FORMATS: Readonly<Record<OutlineFormatName, () => Promise<OutlineFormat>>> = {
  ndjson: async () => (await import('./formats/ndjson.ts')).ndjson,
  markdown: async () => (await import('./formats/markdown.ts')).markdown,
  github: async () => (await import('./formats/github.ts')).github,
  gitlab: async () => (await import('./formats/gitlab.ts')).gitlab,
  sarif: async () => (await import('./formats/sarif.ts')).sarif,
  junit: async () => (await import('./formats/junit.ts')).junit,
};

/** Every `--format` of a command that has findings. */
export const FINDINGS_FORMATS: readonly ['text', 'json', ...OutlineFormatName[]] = [
  'text',
  'json',
  'ndjson',
  'markdown',
  'github',
  'gitlab',
  'sarif',
  'junit',
];
export type FindingsFormat = (typeof FINDINGS_FORMATS)[number];

/** The format of this name. */
export async function loadFormat(name: OutlineFormatName): Promise<OutlineFormat> {
  return FORMATS[name]();
}
