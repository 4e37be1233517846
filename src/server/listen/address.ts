import { RegistryError } from '../../core/errors.ts';

/** Where to listen, and what the user would change about it. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The flag that sets the port, for messages. */
  readonly flag: string;
  /** Listen on a public address although nobody is asked for a key. */
  readonly insecure: boolean;
  /** Whether callers are asked for a key. Default false. */
  readonly isGuarded?: boolean;
}

const ADVICE = {
  registry: 'nobody is asked for a key; listen on 127.0.0.1, ask with --auth keys',
  gateway:
    'whoever reaches a gateway may send events, but for routes with a signature; listen on 127.0.0.1 behind a proxy that lets the right senders through',
} as const;

/** The address for this machine: one that stands for all of it is one to listen on, not one to connect to. */
export function localUrlOf({ url }: { readonly url: string }): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** Refuse an address that others can reach, unless told otherwise. Throws `address_public`. */
export function refusePublic(
  { host, insecure, isGuarded = false }: Pick<ListenAddress, 'host' | 'insecure' | 'isGuarded'>,
  serves: keyof typeof ADVICE = 'registry',
): void {
  if (insecure || isGuarded || isLoopback(host)) return;
  throw new RegistryError(
    'address_public',
    `${host} can be reached from other machines, and ${ADVICE[serves]}, or say --insecure if the network is trusted`,
  );
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Whether what is sent to this address goes over a network as it is: http to another machine. */
export function isInTheClear({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, ''));
}
