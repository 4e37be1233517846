import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Scope } from '../../core/api-key.ts';
import { createPrincipal, isPrincipalName, type Principal } from './principal.ts';

/** What the holders of client certificates may do, by the common name (CN) of the subject. */
export interface CertificateRules {
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
}

/** Finds the holders of client certificates that a CA of the server has signed; undefined where there is none. */
export function createCertificateHolders({ scopes }: CertificateRules): (request: IncomingMessage) => Principal | undefined {
  return ({ socket }) => {
    // `authorized`: the chain leads to a CA of the server, and it was in force during the handshake.
    if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
    const { subject } = socket.getPeerCertificate();
    const name: unknown = (subject as { CN?: unknown } | undefined)?.CN;
    // Several common names are an array, of which none is the name.
    if (!isPrincipalName(name)) return undefined;
    return createPrincipal({ name: `certificate:${name}`, isKnown: true, scopes: scopes.get(name) ?? [] });
  };
}
