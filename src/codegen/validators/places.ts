const PLACE = /"(v[0-9a-f]{12}#(?:[^"\\]|\\.)*)"/;

/** So many places must begin with a text for it to be worth a constant. */
const MIN_USERS = 3;

export interface ShortenedPlaces {
  readonly lines: readonly string[];
  /** Declarations. */
  readonly constants: readonly string[];
}

/** Write once what the places of several keywords begin with, in lines of which each has one place at most. */
export function shortenPlaces(lines: readonly string[]): ShortenedPlaces {
  const users = new Map<string, number>();
  for (const line of lines) for (const start of startsOf(placeIn(line))) users.set(start, (users.get(start) ?? 0) + 1);
  const names = new Map<string, string>();
  const shortened = lines.map((line) => {
    const place = placeIn(line);
    if (place === undefined) return line;
    const [start = ''] = startsOf(place).filter((one, index, all) => index === all.length - 1 || (users.get(one) ?? 0) >= MIN_USERS);
    const name = names.get(start) ?? `at${names.size}`;
    names.set(start, name);
    const rest = place.slice(start.length);
    return line.replace(`"${place}"`, () => (rest === '' ? name : `${name}+"${rest}"`));
  });
  return { lines: shortened, constants: [...names].map(([start, name]) => `const ${name} = "${start}";`) };
}

function placeIn(line: string): string | undefined {
  return /\b(?:report|reportMember|lacking)\(/.test(line) ? PLACE.exec(line)?.[1] : undefined;
}

/** The unit, and every list of members on the way, the longest first. */
function startsOf(place: string | undefined): readonly string[] {
  if (place === undefined) return [];
  const lists = [...place.matchAll(/\/properties(?=\/|$)/g)].map(({ index }) => place.slice(0, index + '/properties'.length));
  return [...lists.toReversed(), place.slice(0, place.indexOf('#') + 1)];
}
