import { appendPointer } from '../core/json/pointer.ts';
import { change, type ModelChange } from './change.ts';
import { describeChange, isSameJson, quote } from './change-words.ts';
import { match, shapeOf, type Matched } from './match.ts';
import type { AsyncApiModel, ChannelModel, ParameterModel, ServerModel } from './model.ts';
import { isSameSecurity } from './security.ts';

/** What changed about one channel beside its messages: what it is called, its address and parameters, where it is to be found. */
export function compareChannels({ old, now }: Matched<ChannelModel>, models: Matched<AsyncApiModel>): readonly ModelChange[] {
  const place = { pointer: now.pointer, was: old.pointer, channel: now.name };
  return [
    ...compareAddresses({ old, now }),
    ...compareParameters({ old, now }),
    ...compareChannelServers({ old, now }, models),
    ...(isSameJson(old.bindings, now.bindings)
      ? []
      : [change('bindings_changed', `channel ${quote(now.name)}: its bindings are other ones`, { ...place, pointer: `${now.pointer}/bindings` })]),
  ];
}

function compareAddresses({ old, now }: Matched<ChannelModel>): readonly ModelChange[] {
  const place = { pointer: `${now.pointer}/address`, was: `${old.pointer}/address`, channel: now.name };
  const [before, after] = [addressOf(old), addressOf(now)];
  if (old.address === now.address) {
    if (old.name === now.name) return [];
    return [
      change('channel_key_changed', `the channel ${quote(old.name)} is now called ${quote(now.name)}; its address is the same`, {
        ...place,
        pointer: now.pointer,
        was: old.pointer,
      }),
    ];
  }
  if (old.address !== null && now.address !== null && shapeOf(old.address) === shapeOf(now.address)) return [];
  if (old.name !== now.name)
    return [
      change(
        'channel_renamed',
        `the channel ${before} is now ${after}, with the same messages: who is at the old one no longer meets this application`,
        { ...place, pointer: now.pointer, was: old.pointer },
      ),
    ];
  return [change('address_changed', `channel ${quote(now.name)}: its address was ${before} and is ${after}`, place)];
}

function addressOf({ address, name }: ChannelModel): string {
  return address === null ? `${quote(name)} (address known at run time only)` : quote(address);
}

/** By their names; those whose place in the address is the same are one with another name. */
function compareParameters({ old, now }: Matched<ChannelModel>): readonly ModelChange[] {
  const [order, orderNow] = [namesIn(old.address), namesIn(now.address)];
  const isSameShape = old.address !== null && now.address !== null && shapeOf(old.address) === shapeOf(now.address);
  const changes: ModelChange[] = [];
  for (const before of old.parameters) {
    const index = order.indexOf(before.name);
    const name = isSameShape && index >= 0 ? orderNow[index] : before.name;
    const after = now.parameters.find((parameter) => parameter.name === name);
    const place = {
      pointer: appendPointer(`${now.pointer}/parameters`, name ?? before.name),
      was: appendPointer(`${old.pointer}/parameters`, before.name),
      channel: now.name,
    };
    if (name !== undefined && name !== before.name)
      changes.push(
        change(
          'parameter_renamed',
          `channel ${quote(now.name)}: the parameter ${quote(before.name)} is now called ${quote(name)}; addresses are the same`,
          place,
        ),
      );
    if (after !== undefined) changes.push(...compareParameter({ old: before, now: after }, place));
    // An address that has lost or gained a parameter is another address, which is told already.
  }
  return changes;
}

function compareParameter({ old, now }: Matched<ParameterModel>, place: Pick<ModelChange, 'pointer' | 'was' | 'channel'>): readonly ModelChange[] {
  const what = `channel ${quote(place.channel ?? '')}: the parameter ${quote(now.name)}`;
  const gone = now.enum === undefined ? [] : (old.enum ?? ['any other value']).filter((value) => now.enum?.includes(value) !== true);
  const come = old.enum === undefined ? [] : (now.enum ?? ['any other value']).filter((value) => old.enum?.includes(value) !== true);
  const changes: ModelChange[] = [];
  if (gone.length > 0)
    changes.push(
      change('parameter_narrowed', `${what} no longer takes ${gone.map(quote).join(', ')}: there were such addresses`, {
        ...place,
        pointer: `${place.pointer}/enum`,
      }),
    );
  if (come.length > 0)
    changes.push(
      change('parameter_widened', `${what} takes ${come.map(quote).join(', ')} as well: who reads a fixed list of addresses misses these`, {
        ...place,
        pointer: `${place.pointer}/enum`,
      }),
    );
  if (old.default !== now.default)
    changes.push(change('parameter_default_changed', `${what}: ${describeChange('default', old.default, now.default)}`, place));
  if (old.location !== now.location)
    changes.push(change('parameter_location_changed', `${what}: ${describeChange('location', old.location, now.location)}`, place));
  return changes;
}

function namesIn(address: string | null): readonly string[] {
  return [...(address ?? '').matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
}

/** What a server itself has become, or that it is gone altogether, is told once, not for each channel. */
function compareChannelServers({ old, now }: Matched<ChannelModel>, models: Matched<AsyncApiModel>): readonly ModelChange[] {
  const [before, after] = [new Set(models.old.servers.map(({ name }) => name)), new Set(models.now.servers.map(({ name }) => name))];
  const place = { pointer: `${now.pointer}/servers`, was: `${old.pointer}/servers`, channel: now.name };
  const gone = old.servers.filter((name) => !now.servers.includes(name) && after.has(name));
  const come = now.servers.filter((name) => !old.servers.includes(name) && before.has(name));
  return [
    ...gone.map((name) => change('channel_server_removed', `channel ${quote(now.name)} is no longer on the server ${quote(name)}`, place)),
    ...come.map((name) => change('channel_server_added', `channel ${quote(now.name)} is on the server ${quote(name)} as well`, place)),
  ];
}

/** What changed about servers: by name, else by host. */
export function compareServers(models: Matched<AsyncApiModel>): readonly ModelChange[] {
  const { both, removed, added } = match(models.old.servers, models.now.servers, [({ name }) => name, ({ host }) => host]);
  return [
    ...both.flatMap((server) => compareServer(server, models)),
    ...removed.map(({ name, host, pointer }) => change('server_removed', `the server ${quote(name)} (${host}) is gone`, { pointer, was: pointer })),
    ...added.map(({ name, host, pointer }) => change('server_added', `the server ${quote(name)} (${host}) is new`, { pointer })),
  ];
}

function compareServer({ old, now }: Matched<ServerModel>, models: Matched<AsyncApiModel>): readonly ModelChange[] {
  const place = (member: string): Pick<ModelChange, 'pointer' | 'was'> => ({ pointer: `${now.pointer}/${member}`, was: `${old.pointer}/${member}` });
  const what = `the server ${quote(now.name)}`;
  const changes: ModelChange[] = [];
  if (old.protocol !== now.protocol)
    changes.push(change('server_protocol_changed', `${what}: ${describeChange('protocol', old.protocol, now.protocol)}`, place('protocol')));
  else if (old.protocolVersion !== now.protocolVersion) {
    const words = describeChange('protocolVersion', old.protocolVersion, now.protocolVersion);
    changes.push(change('server_protocol_version_changed', `${what}: ${words}`, place('protocolVersion')));
  }
  const [from, to] = [`${old.host}${old.pathname ?? ''}`, `${now.host}${now.pathname ?? ''}`];
  if (from !== to) changes.push(change('server_address_changed', `${what}: ${describeChange('address', from, to)}`, place('host')));
  if (!isSameSecurity(models, { old, now }))
    changes.push(change('security_changed', `${what}: who may connect is decided otherwise`, place('security')));
  if (!isSameJson(old.bindings, now.bindings)) changes.push(change('bindings_changed', `${what}: its bindings are other ones`, place('bindings')));
  return changes;
}
