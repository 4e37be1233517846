import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SubjectDetailResource, VersionResource } from '../../core/resources.ts';
import type { Usage, UsedChannel } from '../../asyncapi/usage.ts';
import { fieldsOf } from './fields.ts';
import { piece, type Html } from './html.ts';
import { STYLE } from './style.ts';

/** A message with all that its page says. */
export interface MessagePage {
  readonly subject: SubjectDetailResource;
  readonly usage: Usage;
  /** Bundled. */
  readonly version: VersionResource;
}

export interface ApplicationSummary {
  readonly name: string;
  readonly application: JsonObject;
  readonly messages: number;
}

/** Below it the pages are. */
export const DOCS_PATH = '/docs';

/** All applications, each a link to its page. */
export function indexPage(applications: readonly ApplicationSummary[]): string {
  const rows = applications.map(
    ({ name, application, messages }) =>
      piece`<tr>
        <th scope="row"><a href="${DOCS_PATH}/${encodeURIComponent(name)}">${textOf(application, 'title') ?? name}</a></th>
        <td>${textOf(application, 'version') ?? ''}</td>
        <td>${messages}</td>
        <td>${textOf(application, 'description') ?? ''}</td>
      </tr>`,
  );
  const none = piece`<p>No application yet, or none that you may read. <code>sluice import asyncapi FILE</code> brings one.</p>`;
  const table = tableOf('Applications that imports of AsyncAPI documents kept', ['Application', 'Version', 'Messages', 'Description'], rows);
  return page(
    'Applications',
    piece`<h1>Applications</h1>
      ${applications.length === 0 ? none : table}`,
  );
}

/** One application: its servers and channels, then every message with its fields, examples and versions. */
export function applicationPage(name: string, messages: readonly MessagePage[]): string {
  const application = messages[0]?.usage.application ?? {};
  const title = textOf(application, 'title') ?? name;
  const links = messages.map((message) => piece`<li><a href="#${anchorOf(message)}">${titleOf(message)}</a></li>`);
  return page(
    title,
    piece`<p><a href="${DOCS_PATH}">All applications</a></p>
      <h1>${title} ${textOf(application, 'version') ?? ''}</h1>
      ${paragraph(textOf(application, 'description'))}
      <nav aria-label="Messages">
        <h2>Messages</h2>
        <ul>
          ${links}
        </ul>
      </nav>
      ${serversOf(messages)} ${channelsOf(messages)} ${messages.map(sectionOf)}`,
  );
}

function page(title: string, content: Html): string {
  const { markup } = piece`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – event contracts</title>
        <style>${{ markup: STYLE }}</style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header><p class="soft">Event contracts of this registry</p></header>
        <main id="content">${content}</main>
      </body>
    </html> `;
  return markup;
}

function tableOf(caption: string, heads: readonly string[], rows: readonly Html[]): Html {
  const head = heads.map((text) => piece`<th scope="col">${text}</th>`);
  // A wide table scrolls by itself, also by keyboard.
  return piece`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function serversOf(messages: readonly MessagePage[]): Html {
  const servers = new Map(messages.flatMap(({ usage }) => usage.servers.map((server) => [server.name, server] as const)));
  if (servers.size === 0) return piece``;
  const rows = [...servers].map(
    ([name, server]) =>
      piece`<tr>
        <th scope="row">${name}</th>
        <td>${textOf(server, 'protocol') ?? ''}</td>
        <td><code>${textOf(server, 'host') ?? ''}${textOf(server, 'pathname') ?? ''}</code></td>
        <td>${textOf(server, 'description') ?? ''}</td>
      </tr>`,
  );
  return piece`<section aria-labelledby="servers">
    <h2 id="servers">Servers</h2>
    ${tableOf('Servers', ['Name', 'Protocol', 'Address', 'Description'], rows)}
  </section>`;
}

function channelsOf(messages: readonly MessagePage[]): Html {
  const channels = new Map<string, { readonly channel: UsedChannel; readonly names: string[] }>();
  for (const message of messages) {
    for (const channel of message.usage.channels) {
      const known = channels.get(channel.name) ?? { channel, names: [] };
      known.names.push(titleOf(message));
      channels.set(channel.name, known);
    }
  }
  if (channels.size === 0) return piece``;
  const rows = [...channels.values()].map(
    ({ channel, names }) =>
      piece`<tr>
        <th scope="row">${channel.name}</th>
        <td><code>${channel.address ?? '(known at run time)'}</code></td>
        <td>${names.join(', ')}</td>
      </tr>`,
  );
  return piece`<section aria-labelledby="channels">
    <h2 id="channels">Channels</h2>
    ${tableOf('Channels', ['Name', 'Address', 'Messages'], rows)}
  </section>`;
}

function titleOf({ usage, subject }: MessagePage): string {
  const [said = {}] = usage.messages;
  return textOf(said, 'title') ?? textOf(said, 'name') ?? subject.subject;
}

/** One of its own for every subject, whatever characters it has. */
function anchorOf({ subject }: MessagePage): string {
  return `message-${encodeURIComponent(subject.subject)}`;
}

function sectionOf(message: MessagePage): Html {
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

function paragraph(text: string | undefined): Html {
  return text === undefined || text === '' ? piece`` : piece`<p>${text}</p>`;
}

function textOf(value: JsonObject, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
