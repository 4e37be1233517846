import type { GatewaySightingsResource } from '../../src/core/gateway-resources.ts';
import type { Client } from '../../src/client/client.ts';
import type { SubjectDetailResource } from '../../src/core/resources.ts';
import { compareNames } from '../../src/core/text-order.ts';
import { collect, deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway } from '../gateway-api.ts';
import { usageText, type Referrer, type Usage } from '../report/usage.ts';
import { parseSelector, type Selector } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly gateway: readonly string[];
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<subject[@n]>', 'a subject, or one version of it')
      .option('--gateway <url>', 'ask this gateway who sends it; may be repeated; SLUICE_GATEWAY_TOKEN has the admin token', collect, []);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice usage com.shop.money', 'what is live, and who refers to it'],
      ['sluice usage com.shop.order.placed@1 --gateway http://127.0.0.1:8080', 'may version 1 go? who still sends it?'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const selector = parseSelector(text);
    const client = await connect(io, flags);
    const detail = await client.getSubject(selector.subject);
    const version = selector.version === 'latest' ? (detail.latest ?? undefined) : selector.version;
    const wanted = { subject: selector.subject, ...(version === undefined ? {} : { version }) };
    if (version !== undefined) await client.getVersion(wanted.subject, version);
    const gateways = [];
    for (const url of flags.gateway) gateways.push(await seenBy(connectGateway(io, { gateway: url }), wanted));
    const usage: Usage = { ...wanted, versions: versionsOf(detail, wanted), referencedBy: await referrersOf(client, wanted), gateways };
    await deliver(io, flags, { json: { schemaVersion: 1, ...usage }, text: () => usageText(usage) });
    return EXIT.ok;
  },
};

function versionsOf({ versions }: SubjectDetailResource, { version }: Selector): Usage['versions'] {
  return versions
    .filter((head) => version === undefined || head.version === version)
    .map(({ version: number, semver, state, sunset }) => ({ version: number, semver, state, ...(sunset === undefined ? {} : { sunset }) }));
}

/** The live versions that refer to it, from one read of all that is live. */
async function referrersOf(client: Client, { subject, version }: Selector): Promise<readonly Referrer[]> {
  const answer = await client.snapshot();
  const live = answer === 'not_modified' ? [] : answer.snapshot.versions; // No etag was sent, so it never is.
  return live
    .flatMap(({ subject: referrer, version: number, references }) =>
      references
        .filter((reference) => reference.subject === subject && (version === undefined || reference.version === version))
        .map((reference) => ({ subject: referrer, version: number, refersTo: reference.version })),
    )
    .toSorted((a, b) => compareNames(a.subject, b.subject) || a.version - b.version);
}

async function seenBy(gateway: ReturnType<typeof connectGateway>, { subject, version }: Selector): Promise<Usage['gateways'][number]> {
  const { since, items } = await gateway.ask<GatewaySightingsResource>('GET', `/versions/${encodeURIComponent(subject)}`);
  return { gateway: gateway.url, since, items: items.filter((item) => version === undefined || item.version === version) };
}
