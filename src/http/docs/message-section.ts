import type { Usage } from '../../asyncapi/usage.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { fieldsOf } from './fields.ts';
import { piece, type Html } from './html.ts';
import { anchorOf, titleOf, type MessagePage } from './message.ts';
import { paragraph, tableOf, textOf } from './parts.ts';

/** A message: what it is, its fields, examples and versions. */
export function sectionOf(message: MessagePage): Html {
  const { subject, usage, version } = message;
  const [said = {}] = usage.messages;
  const anchor = anchorOf(message);
  const facts = [
    ['Event type', piece`<code>${subject.subject}</code>`],
    ['Version', piece`${version.semver} (${version.version}, ${version.state})`],
    ...actionsOf(usage).map((text) => ['This application', piece`${text}`] as const),
    ...optional('Content type', textOf(said, 'contentType')),
    ...optional('Owner', subject.owner),
  ] as const;
  return piece`<section aria-labelledby="${anchor}">
    <h2 id="${anchor}">${titleOf(message)}</h2>
    ${paragraph(textOf(said, 'summary') ?? textOf(said, 'description') ?? subject.description)}
    <dl>
      ${facts.map(
        ([name, value]) =>
          piece`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${fieldsSection(message)} ${examplesSection(said, version.schema)} ${versionsSection(message)}
  </section> `;
}

function optional(name: string, text: string | undefined): readonly (readonly [string, Html])[] {
  return text === undefined ? [] : [[name, piece`${text}`]];
}

function actionsOf({ operations }: Usage): readonly string[] {
  return operations.flatMap(({ action, channel, own, reply }) => [
    ...(own.length > 0 ? [`${action === 'send' ? 'sends it to' : 'receives it from'} ${channel}`] : []),
    ...((reply?.own.length ?? 0) > 0 ? [`${action === 'send' ? 'receives' : 'sends'} it as a reply on ${reply?.channel ?? channel}`] : []),
  ]);
}

function fieldsSection({ version, ...message }: MessagePage): Html {
  const { fields, isCut } = fieldsOf(version.schema);
  if (fields.length === 0 && !isCut)
    return piece`<h3>Fields</h3>
      <p>The contract declares no fields.</p>`;
  const rows = fields.map(
    ({ path, type, isRequired, description }) =>
      piece`<tr>
        <th scope="row"><code>${path}</code></th>
        <td>${type}</td>
        <td>${isRequired ? 'required' : 'optional'}</td>
        <td>${description}</td>
      </tr>`,
  );
  const more = isCut ? piece`<p>There are more; the schema has all of them.</p>` : piece``;
  return piece`<h3>Fields</h3>
    ${tableOf(`Fields of ${titleOf({ version, ...message })}`, ['Field', 'Type', 'Needed', 'Description'], rows)}${more}`;
}

const MAX_EXAMPLES = 5;
const MAX_EXAMPLE_CHARACTERS = 5_000;
const MAX_INDENTED = 20 * MAX_EXAMPLE_CHARACTERS;

/** Those of the document, else those of the schema. */
function examplesSection(said: JsonObject, schema: JsonValue): Html {
  const kept = listOf(said['examples']).flatMap((example) => (isJsonObject(example) && example['payload'] !== undefined ? [example['payload']] : []));
  const examples = kept.length > 0 ? kept : isJsonObject(schema) ? listOf(schema['examples']) : [];
  if (examples.length === 0) return piece``;
  const blocks = examples.slice(0, MAX_EXAMPLES).map((example) => {
    const whole = JSON.stringify(example);
    // Indented it may be many times as long, and most of that would be cut.
    const text = whole.length > MAX_INDENTED ? whole : JSON.stringify(example, null, 2);
    return piece`<pre><code>${text.length > MAX_EXAMPLE_CHARACTERS ? `${text.slice(0, MAX_EXAMPLE_CHARACTERS)}…` : text}</code></pre>`;
  });
  return piece`<h3>${blocks.length === 1 ? 'Example' : 'Examples'}</h3>
    ${blocks}`;
}

function versionsSection({ subject, ...message }: MessagePage): Html {
  const rows = subject.versions.toReversed().map(
    ({ version, semver, changeKind, state, createdAt }) =>
      piece`<tr>
        <th scope="row">${semver}</th>
        <td>${version}</td>
        <td>${changeKind ?? 'first'}</td>
        <td>${state}</td>
        <td><time datetime="${createdAt}">${createdAt.slice(0, 10)}</time></td>
      </tr>`,
  );
  return piece`<h3>Versions</h3>
    ${tableOf(`Versions of ${titleOf({ subject, ...message })}, the newest first`, ['Version', 'Number', 'Change', 'State', 'Registered'], rows)}`;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
