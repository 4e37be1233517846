import type { Random } from '../../core/seeded-random.ts';

/** What texts of a format there are to choose from. */
interface FormatTexts {
  /** One that looks like those of real events. */
  readonly make: (random: Random) => string;
  /** Some at the edge of the format, where validators go wrong. */
  readonly edges: readonly string[];
}

/** One of a format that looks like those of real events; undefined for a format that there is not. */
export function formatText(format: string, random: Random): string | undefined {
  return textsOf(format)?.make(random);
}

/** Texts at the edge of a format; none for a format that there is not. */
export function formatEdges(format: string): readonly string[] {
  return textsOf(format)?.edges ?? [];
}

function textsOf(format: string): FormatTexts | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
}

/** What words of made texts there are. */
export const WORDS: readonly string[] =
  'amber birch cedar delta ember fable grove harbor indigo juniper kelp lumen maple north orbit pebble quartz river slate tundra'.split(' ');

const word = (random: Random): string => random.pick(WORDS) ?? '';
const date = (random: Random): string => new Date(Date.UTC(2020, 0, 1) + random.whole(0, 3_650) * 86_400_000).toISOString().slice(0, 10);
const time = (random: Random): string => new Date(random.whole(0, 86_399) * 1_000).toISOString().slice(11, 19);
const hex = (random: Random, length: number): string => Array.from({ length }, () => random.whole(0, 15).toString(16)).join('');
const hostname = (random: Random): string => `${word(random)}.example`;

const FORMATS: Readonly<Record<string, FormatTexts>> = {
  date: { make: date, edges: ['2026-11-26', '2024-02-29'] },
  time: { make: (random) => `${time(random)}Z`, edges: ['01:02:03Z', '23:59:60Z'] },
  'date-time': { make: (random) => `${date(random)}T${time(random)}Z`, edges: ['2026-11-26T01:02:03Z', '2026-02-28T23:59:59.5+01:00'] },
  duration: { make: (random) => `PT${random.whole(1, 59)}M`, edges: ['P1Y2M3DT4H', 'PT1S'] },
  email: { make: (random) => `${word(random)}@${hostname(random)}`, edges: ['a@b.example'] },
  'idn-email': { make: (random) => `${word(random)}@${hostname(random)}`, edges: [] },
  hostname: { make: hostname, edges: ['shop.example'] },
  'idn-hostname': { make: hostname, edges: [] },
  ipv4: { make: (random) => `192.0.2.${random.whole(1, 254)}`, edges: ['127.0.0.1'] },
  ipv6: { make: (random) => `2001:db8::${hex(random, 3)}`, edges: ['::1', '2001:db8::1'] },
  uri: { make: (random) => `https://${hostname(random)}/${word(random)}`, edges: ['https://shop.example/a?b#c', 'urn:a:b'] },
  iri: { make: (random) => `https://${hostname(random)}/${word(random)}`, edges: ['https://shop.example/ä'] },
  'uri-reference': { make: (random) => `/${word(random)}/${word(random)}`, edges: ['/a/b', 'https://shop.example/'] },
  'iri-reference': { make: (random) => `/${word(random)}/${word(random)}`, edges: ['/ä'] },
  'uri-template': { make: (random) => `/${word(random)}/{id}`, edges: ['https://shop.example/{a}', '/a/{b}'] },
  uuid: {
    make: (random) => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    edges: ['123e4567-e89b-42d3-a456-426614174000'],
  },
  'json-pointer': { make: (random) => `/${word(random)}`, edges: ['/a/0', ''] },
  'relative-json-pointer': { make: (random) => `${random.whole(0, 3)}/${word(random)}`, edges: ['0/a'] },
  regex: { make: (random) => `^${word(random)}$`, edges: ['^a+$'] },
};
