import { ERRORS, type CatalogueEntry, type Fault } from './errors.ts';

const FAULTS: Readonly<Record<Fault, string>> = {
  request: 'the request',
  schema: 'the schema',
  conflict: 'the state of the registry',
  dependency: 'something that sluice needs',
  bug: 'sluice itself',
};

/** The catalogue as Markdown: what `docs/errors.md` holds, which a test compares. */
export function renderErrorDocs(): string {
  const rows = Object.entries(ERRORS).map(([code, entry]) => renderEntry(code, entry));
  return `<!-- Generated from src/core/errors.ts by \`npm run docs:errors\`; do not edit. -->

# Errors

Every error has a code. On the HTTP APIs it is the \`code\` of an \`application/problem+json\` body; the CLI prints it in front of the message.

${rows.join('\n')}`;
}

function renderEntry(code: string, { status, fault, title, cause, remedy }: CatalogueEntry): string {
  return `## \`${code}\`

${title}. HTTP status ${status}; the fault lies with ${FAULTS[fault]}.

- **Cause:** ${cause}
- **What to do:** ${remedy}
`;
}
