import { RegistryError } from '../../src/core/errors.ts';
import { parseSubject } from '../../src/core/subject.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { modeText, modesText, type RouteMode, type SubjectMode } from '../report/modes.ts';
import { readDuration } from '../time-flag.ts';

interface Flags extends ReportFlags, GatewayFlags {
  readonly for?: string;
  readonly end?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[place]', 'a route, which begins with a slash, or a subject; without it: what is observed now')
      .option('--for <time>', 'for how long: 90s, 15m, 2h, at most 30d (default 1h)')
      .option('--end', 'back to what is configured, at once');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice observe /events --for 15m', 'let through and count what the judge refuses on this route'],
      ['sluice observe com.shop.order.placed', 'the events of this type, on every route, for an hour'],
      ['sluice observe', 'the mode of every route, what of its configuration no contract bears out, and the subjects that have a mode of their own'],
      ['sluice observe /events --end', 'enforce again'],
    ]);
  },

  async run(io, [place], flags) {
    const gateway = connectGateway(io, flags);
    if (place === undefined) {
      if (flags.for !== undefined || flags.end === true)
        throw new RegistryError('usage_invalid', 'expected a route or a subject with --for or --end');
      const { items: routes } = await gateway.ask<{ readonly items: readonly RouteMode[] }>('GET', '/routes');
      const { items: subjects } = await gateway.ask<{ readonly items: readonly SubjectMode[] }>('GET', '/subjects');
      await deliver(io, flags, { json: { routes, subjects }, text: () => modesText(routes, subjects) });
      return EXIT.ok;
    }
    if (flags.for !== undefined && flags.end === true)
      throw new RegistryError('usage_invalid', '--for and --end contradict each other; give one of them');
    const path = pathOf(place);
    const forMs = flags.for === undefined ? {} : { forMs: readDuration('--for', flags.for) };
    const mode =
      flags.end === true
        ? await gateway.ask<RouteMode | SubjectMode>('DELETE', path)
        : await gateway.ask<RouteMode | SubjectMode>('PUT', path, { mode: 'observe', ...forMs });
    await deliver(io, flags, { json: mode, text: () => modeText(mode) });
    return EXIT.ok;
  },
};

function pathOf(place: string): string {
  if (place.startsWith('/')) return `/routes/${encodeURIComponent(place)}/mode`;
  return `/subjects/${encodeURIComponent(parseSubject(place))}/mode`;
}
