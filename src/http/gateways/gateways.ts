import { RegistryError } from '../../core/errors.ts';
import type { GatewayListResource, GatewayResource } from '../../core/gateway-resources.ts';
import { compareNames } from '../../core/text-order.ts';
import type { ExchangeLimits, GatewayPlace } from './exchange.ts';
import { GatewayLink } from './gateway-link.ts';

export interface GatewaysOptions {
  readonly places: readonly GatewayPlace[];
  /**
   * Whether events are handed through, and changes. Not where anybody on a network could ask for them without a key, since the
   * registry has the token of the gateway.
   */
  readonly mayDecide: boolean;
  readonly limits?: Partial<ExchangeLimits>;
  /** Hears when a gateway cannot be asked any more, with why, and when it can again; not of each request meanwhile. */
  readonly onReach?: (gateway: string, failure: RegistryError | undefined) => void;
}

// A list is to be there when the page is.
const LIST_MS = 3_000;

/** The gateways that a registry was told of. */
export class Gateways {
  readonly #links: ReadonlyMap<string, GatewayLink>;
  readonly #mayDecide: boolean;

  constructor({ places, mayDecide, limits, onReach }: GatewaysOptions) {
    const linkTo = (place: GatewayPlace): GatewayLink => new GatewayLink(place, { limits, onReach: (failure) => onReach?.(place.name, failure) });
    this.#links = new Map(places.map((place) => [place.name, linkTo(place)]));
    this.#mayDecide = mayDecide;
  }

  /** Throws `gateway_not_found`. */
  find(name: string): GatewayLink {
    const link = this.#links.get(name);
    if (link !== undefined) return link;
    const known = this.#links.size === 0 ? 'it knows none' : `it knows ${[...this.#links.keys()].map((one) => JSON.stringify(one)).join(', ')}`;
    throw new RegistryError('gateway_not_found', `the registry was told of no gateway ${JSON.stringify(name)}; ${known}`);
  }

  /** The same for what shows events, or changes anything. Throws `forbidden` where such things are not handed through. */
  findToDecide(name: string): GatewayLink {
    const link = this.find(name);
    if (this.#isOpenTo(link)) return link;
    throw new RegistryError(
      'forbidden',
      'this registry asks nobody for a key, so it hands neither events nor changes of this gateway through: others reach it, or the gateway asks for a token. Start it with --auth keys',
    );
  }

  /** All of them by name, each asked what it is; one that does not answer says why. */
  async list(requestId: string | undefined): Promise<GatewayListResource> {
    const links = [...this.#links.values()].toSorted((a, b) => compareNames(a.place.name, b.place.name));
    return { items: await Promise.all(links.map((link) => this.#describe(link, requestId))) };
  }

  #isOpenTo({ place }: GatewayLink): boolean {
    return this.#mayDecide && place.mayDecide !== false;
  }

  async #describe(link: GatewayLink, requestId: string | undefined): Promise<GatewayResource> {
    const { name } = link.place;
    try {
      const about = JSON.parse(await link.ask({ method: 'GET', path: '/about', requestId }, LIST_MS)) as Readonly<Record<string, unknown>>;
      const { version, storesEvents, mayDecide } = about;
      return {
        name,
        reachable: true,
        ...(typeof version === 'string' ? { version } : {}),
        storesEvents: storesEvents === true,
        mayDecide: this.#isOpenTo(link) && mayDecide === true,
        ...besideOf(link.place),
      };
    } catch (thrown) {
      const { code, message: detail } = RegistryError.from(thrown);
      return { name, reachable: false, problem: { code, detail } };
    }
  }
}

/** Its port is no secret to who may ask here, and that of a gateway elsewhere is for nobody to know. */
function besideOf(place: GatewayPlace): { readonly beside?: { readonly scheme: 'http' | 'https'; readonly port: number } } {
  const at = place.url();
  if (place.isBeside !== true || at === undefined) return {};
  const { protocol, port } = new URL(at);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return { beside: { scheme, port: port === '' ? { http: 80, https: 443 }[scheme] : Number(port) } };
}
