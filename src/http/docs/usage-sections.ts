import type { UsedChannel } from '../../asyncapi/usage.ts';
import { piece, type Html } from './html.ts';
import { titleOf, type MessagePage } from './message.ts';
import { tableOf, textOf } from './parts.ts';

/** Where an application finds others; nothing where its document names no server. */
export function serversOf(messages: readonly MessagePage[]): Html {
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

/** What its messages go through, each channel once. */
export function channelsOf(messages: readonly MessagePage[]): Html {
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
