import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { RegistryError } from '../core/errors.ts';

export interface AddressRules {
  /** Whether private addresses are allowed, over http too. Default false. */
  readonly allowPrivate: boolean;
}

export interface ConnectRules extends AddressRules {
  /** Whether nothing is encrypted, so that public addresses are none. */
  readonly isPlain: boolean;
}

type Range = readonly [address: string, bits: number];

const LOOPBACK: readonly Range[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];
// RFC 1918, RFC 6598 (carriers), RFC 4193.
const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
];
// Nothing that a receiver has: link-local ones, where clouds keep the credentials of a machine, multicast, documentation, benchmarks,
// "this network", relays of 6to4, and IPv6 that stands for an IPv4 address, by 6to4 or Teredo. IANA's registries of special addresses.
const NEVER: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
// RFC 4291 §2.4: of IPv6 this is all that is given out. The rest is reserved, link-local, multicast, or stands for an IPv4 address behind a
// translator (64:ff9b::/96, ::ffff:0:0:0/96, ::/96), so a range that gets a meaning tomorrow is refused today. `::ffff:` counts as IPv4.
const GIVEN_OUT: readonly Range[] = [
  ['2000::', 3],
  ['::ffff:0:0', 96],
];

const [loopback, privately, never, givenOut] = [LOOPBACK, PRIVATE, NEVER, GIVEN_OUT].map(listOf) as [BlockList, BlockList, BlockList, BlockList];

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of ranges) list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

export type AddressKind = 'loopback' | 'private' | 'never' | 'public';

/** What kind of address it is; an IPv4 address in IPv6 (`::ffff:`) counts as itself. */
export function kindOf(address: string): AddressKind {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (loopback.check(address, family)) return 'loopback';
  if (privately.check(address, family)) return 'private';
  if (family === 'ipv6' && !givenOut.check(address, family)) return 'never';
  return never.check(address, family) ? 'never' : 'public';
}

/**
 * Check the address of a webhook as far as its text goes: https, or http to this very machine (with `allowPrivate` to any private
 * address as well); no user, no fragment; a numeric host must be allowed. What a name means is looked at when a connection
 * is made. Throws `webhook_address_refused`.
 */
export function checkUrl(text: string, rules: AddressRules): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refuse(text, 'it is no URL; expected an https address such as https://example.com/hook');
  if (!/^https?:$/.test(url.protocol)) throw refuse(text, 'expected an https address');
  if (url.username !== '' || url.password !== '') {
    throw refuse(withoutUser(url), 'an address with a user or a password would be shown to whoever lists webhooks', NO_USER);
  }
  if (url.hash !== '') throw refuse(text, 'a fragment is never sent', 'Leave out the # and what follows it.');
  const host = hostOf(url);
  const isPlain = url.protocol === 'http:';
  if (isIP(host) !== 0 && !isAllowed(host, host, { ...rules, isPlain })) throw refuse(text, `${isPlain ? 'http to ' : ''}${host} is refused`);
  if (isPlain && !isLoopbackHost(host) && !rules.allowPrivate) {
    throw refuse(text, 'http is for this very machine (127.0.0.1, [::1], localhost), or private addresses where those are allowed; use https');
  }
}

/**
 * A `lookup` for connections to a webhook: names are resolved as usual, and an address that is not allowed is as if it
 * were not there. So a name that means another address tomorrow is judged tomorrow.
 */
export function guardedLookup(rules: ConnectRules, resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => isAllowed(hostname, address, rules));
      const [first] = allowed;
      if (first === undefined) return callback(refuse(hostname, `it leads to ${addresses.map(({ address }) => address).join(', ')}`), []);
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

type LookupFunction = (
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void;

function isAllowed(host: string, address: string, { allowPrivate, isPlain }: ConnectRules): boolean {
  switch (kindOf(address)) {
    case 'loopback':
      // A name of somebody else that leads here was made to.
      return isLoopbackHost(host);
    case 'private':
      return allowPrivate;
    case 'never':
      return false;
    case 'public':
      return !isPlain && host !== 'localhost';
  }
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && kindOf(host) === 'loopback');
}

/** The host without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

const NO_USER = 'Leave out the user and the password: a receiver knows a registry by its signature (docs/webhooks.md).';

// The password is in no message either: messages are logged.
function withoutUser(url: URL): string {
  const bare = new URL(url);
  [bare.username, bare.password] = ['', ''];
  return bare.href;
}

/** `next` is what to do, where it is not what the catalogue says. */
function refuse(found: string, why: string, next?: string): RegistryError {
  const message = `the address ${JSON.stringify(found)} of a webhook: ${why}`;
  return new RegistryError('webhook_address_refused', message, next === undefined ? {} : { data: { next } });
}
