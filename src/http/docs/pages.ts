import type { JsonObject } from '../../core/json/value.ts';
import { longTurn } from '../../registry/long-turn.ts';
import { piece, type Html } from './html.ts';
import { sectionOf } from './message-section.ts';
import { anchorOf, titleOf, type MessagePage } from './message.ts';
import { paragraph, tableOf, textOf } from './parts.ts';
import { STYLE } from './style.ts';
import { channelsOf, serversOf } from './usage-sections.ts';

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

/**
 * One application: its servers and channels, then every message with its fields, examples and versions. Each of those waits for its turn, since a
 * contract may be a megabyte, and an application have a thousand: others are answered in between, however many ask for the page.
 */
export async function applicationPage(name: string, messages: readonly MessagePage[]): Promise<string> {
  const sections: Html[] = [];
  for (const message of messages) {
    await longTurn();
    sections.push(sectionOf(message));
  }
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
      ${serversOf(messages)} ${channelsOf(messages)} ${sections}`,
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
