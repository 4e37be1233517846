import { STATES, type VersionState } from '../../../core/version.ts';

/** What is asked of the list; texts as somebody wrote them, none of them empty. */
export interface CatalogueQuery {
  readonly search?: string;
  readonly owner?: string;
  /** `name=value`. */
  readonly label?: string;
  readonly field?: string;
  readonly state?: VersionState;
  readonly prefix?: string;
}

export const FILTERS = ['owner', 'label', 'field', 'state', 'prefix'] as const;

/**
 * The list that an address asks for. In the search box `owner:checkout`, `label:tier=gold`, `field:lines.quantity`, `state:retired` and
 * `prefix:com.shop.` say the same as the filters do; quotes keep blanks together. The rest is looked for as it stands.
 */
export function readCatalogueQuery(address: URLSearchParams): CatalogueQuery {
  const written = readSearch(address.get('q') ?? '');
  const filters = Object.fromEntries(FILTERS.flatMap((name) => given(name, address.get(name))));
  return { ...written, ...filters };
}

/** Whether anything narrows the list. */
export function isNarrowed(query: CatalogueQuery): boolean {
  return Object.keys(query).length > 0;
}

const WORD = /(?:(owner|label|field|state|prefix):)?(?:"([^"]*)"|(\S+))/g;

function readSearch(text: string): CatalogueQuery {
  const filters: [string, string][] = [];
  const rest = text.trim().replace(WORD, (whole, name: string | undefined, quoted: string | undefined, plain: string | undefined) => {
    const [filter] = name === undefined ? [] : given(name, quoted ?? plain ?? '');
    if (filter === undefined) return whole;
    filters.push(filter);
    return '';
  });
  const search = rest.trim().replaceAll(/\s+/g, ' ');
  return { ...Object.fromEntries(filters), ...(search === '' ? {} : { search }) };
}

/** What a filter says, unless that is nothing, or a state that there is not. */
function given(name: string, text: string | null): [string, string][] {
  const value = text?.trim() ?? '';
  if (value === '' || (name === 'state' && !STATES.some((state) => state === value))) return [];
  return [[name, value]];
}
