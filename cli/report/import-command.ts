import type { ApplicationRule } from '../../src/project/config.ts';

/** The command line that imports a document as the configuration of its project names what is in it, for a shell. */
export function importCommand(document: string, { naming, envelope, pointOfView }: ApplicationRule): string {
  const flags = [
    ['--prefix', naming.prefix],
    ['--subject-template', naming.subjectTemplate],
    ['--schema-template', naming.schemaTemplate],
    ['--point-of-view', pointOfView === 'application' ? undefined : pointOfView],
  ].flatMap(([flag = '', value]) => (value === undefined ? [] : [flag, value]));
  return ['sluice', 'import', 'asyncapi', document, ...flags, ...(envelope ? ['--envelope'] : [])].map(asWord).join(' ');
}

/** In quotes where a shell would read more than a word. */
function asWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
