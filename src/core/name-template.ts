/** What a template of the subject of an AsyncAPI message may name. */
export const MESSAGE_VARIABLES = ['type', 'name', 'title', 'key', 'channel', 'address', 'action', 'operation', 'app', 'prefix'] as const;

/** And that of a schema that messages share. */
export const SCHEMA_VARIABLES = ['name', 'app', 'prefix'] as const;

/** What is wrong with a template of names, in which variables stand as `{name}`; undefined if nothing is. */
export function faultOfTemplate(template: string, variables: readonly string[]): string | undefined {
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find(([, name = '']) => !variables.includes(name));
  if (unknown !== undefined) return `found ${unknown[0]}; there are ${variables.map((name) => `{${name}}`).join(', ')}`;
  return /[{}]/.test(template.replace(/\{[^{}]*\}/g, '')) ? `found ${JSON.stringify(template)}, in which a brace is not closed` : undefined;
}
