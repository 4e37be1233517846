import { RegistryError } from '../core/errors.ts';

/** Something else than a registry answered. */
export function foreign(url: string, response: Response, cause?: unknown): RegistryError {
  if (response.status === 404) return noApi(url);
  const type = response.headers.get('content-type') ?? 'no media type';
  return unavailable(url, `answered ${response.status} with something else than the API of a registry (${type})`, cause);
}

/** An answer that no registry gives; `pointer` is the first place that shows it. */
export function misfit(url: string, path: string, pointer: string): RegistryError {
  const where = pointer === '' ? '' : `, at ${pointer} of its answer`;
  return unavailable(url, `answered /api/v1${path} with something else than the API of a registry${where}`);
}

/** `what` says what is wrong, `advice` what to do about it; by default to check the address. */
export function unavailable(url: string, what: string, cause?: unknown, advice: string = CHECK): RegistryError {
  return new RegistryError('registry_unavailable', `the registry at ${url} ${what}`, { cause, data: { url, next: sentence(advice) } });
}

const CHECK = 'check the address (--registry, SLUICE_REGISTRY or the configuration), and that the registry runs';

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Nobody answered; `reason` is a code, or what fetch said. */
export function unreachable(url: string, reason: string, cause: unknown): RegistryError {
  const trouble = TLS_TROUBLES.find(({ code }) => code.test(reason));
  if (trouble === undefined) return unavailable(url, `does not answer (${reason})`, cause, maySpeakHttps(url, reason) ? TRY_HTTPS : CHECK);
  return unavailable(url, `${trouble.what} (${reason})`, cause, trouble.advice);
}

/** A port for https closes the connection of who speaks http to it. */
function maySpeakHttps(url: string, reason: string): boolean {
  return url.startsWith('http:') && reason === 'UND_ERR_SOCKET';
}

const TRY_HTTPS = 'it may speak https: try https:// instead; else check that the registry runs';

const TLS_TROUBLES: readonly { readonly code: RegExp; readonly what: string; readonly advice: string }[] = [
  {
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_UNTRUSTED)$/,
    what: 'shows a certificate that this program does not trust',
    advice: 'set NODE_EXTRA_CA_CERTS to a PEM file with the certificate of its CA, or with its own if it has signed itself',
  },
  { code: /^CERT_HAS_EXPIRED$/, what: 'shows a certificate that has expired', advice: 'renew it there, or check the clock here' },
  {
    code: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    what: 'shows a certificate for another name',
    advice: 'use a name that is in the certificate, or have one made for this one',
  },
  { code: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/, what: 'does not speak https', advice: 'try http:// instead' },
];

/** Something answers, but at another address than the API's. */
export function noApi(url: string): RegistryError {
  const { origin } = new URL(url);
  const advice = hasPath(url) ? `give its base URL, such as ${origin}` : CHECK;
  return unavailable(url, `has no API of Sluice: nothing is at ${url}/api/v1`, undefined, advice);
}

/** Whether an address has a path, so that it may be one below that of a registry. */
export function hasPath(url: string): boolean {
  return new URL(url).pathname !== '/';
}
