import type { JsonValue } from '../../../core/json/value.ts';
import { command } from '../../kit/commands.ts';

export interface UsageInput {
  /** The registry, as a browser reached it: `https://registry.example`. */
  readonly origin: string;
  /** The address of a route, or of a gateway whose route is `/`. */
  readonly gateway: string;
  readonly subject: string;
  readonly version: number;
  readonly semver: string;
  readonly event: JsonValue;
  /** What the generated producer calls the event: `orderPlaced`. */
  readonly method: string;
}

/** What somebody pastes to use a version; each a whole. Names may be anybody's: they are quoted for where they stand. */
export interface UsageTexts {
  readonly config: string;
  readonly generate: string;
  readonly produce: string;
  readonly consume: string;
  readonly send: string;
  readonly validate: string;
  readonly show: string;
}

export function usageTexts(input: UsageInput): UsageTexts {
  const { origin, gateway, subject, version, semver, event } = input;
  const range = `^${semver.split('.')[0] ?? '1'}`;
  const config = { registry: origin, produces: { [subject]: range }, consumes: { [subject]: range }, output: { dir: 'src/events' } };
  return {
    config: JSON.stringify(config, null, 2),
    generate: 'sluice pull\nsluice generate',
    produce: produce(input),
    consume: consume(input),
    send: command(
      ['curl', '-i', routeAddress(gateway)],
      ['-H', 'ce-specversion: 1.0', '-H', 'ce-id: 1', '-H', 'ce-source: /example'],
      ['-H', `ce-type: ${headerValue(subject)}`, '-H', 'content-type: application/json'],
      ['-d', JSON.stringify(event)],
    ),
    validate: command(
      ['curl', `${origin}/api/v1/validate`, '-H', 'content-type: application/json'],
      ['-d', JSON.stringify({ subject, version, event })],
    ),
    show: `${command(['sluice', 'show', `${subject}@${version}`, '--registry', origin])}\n${command(['curl', `${origin}/api/v1/subjects/${encodeURIComponent(subject)}/versions/${version}`])}`,
  };
}

function produce({ gateway, event, method }: UsageInput): string {
  return `import { createProducer } from './events/index.js';

const producer = createProducer({
  source: '/example',
  send: (event) =>
    fetch(${literal(routeAddress(gateway))}, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    }),
});
await producer.${method}(${JSON.stringify(event, null, 2)});`;
}

/** As it is written where it has a path: a gateway matches it exactly. */
function routeAddress(text: string): string {
  return /^[^/]*\/\/[^/?#]*$/.test(text) ? `${text}/` : text;
}

function consume({ subject }: UsageInput): string {
  return `import { createConsumer } from './events/index.js';

const consumer = createConsumer(
  { ${literal(subject)}: ({ data }) => console.log(data) },
  { onInvalid: (event, findings) => console.error(event.id, findings) },
);
await consumer.handle(JSON.parse(body)); // 'handled', 'unknown' or 'invalid'`;
}

function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** CloudEvents 1.0, HTTP binding, 3.1.3.2: blanks, quotes, percent signs and what is not ASCII are percent-encoded as UTF-8. */
function headerValue(text: string): string {
  return text.replace(/[^!#$&-~]+/g, (found) => encodeURIComponent(found).replaceAll("'", '%27'));
}

/** What the method is most likely called, where the generator was not asked: by the title, else by the subject without its first part. */
export function guessMethod(title: string | undefined, subject: string): string {
  const words = (title ?? subject.split('.').slice(-2).join(' ')).split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const [first = 'event', ...rest] = words;
  return (
    [first.charAt(0).toLowerCase() + first.slice(1), ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))]
      .join('')
      .replace(/^\d+/, '') || 'event'
  );
}

/** The method of a generated producer, from the path of the generated file: `shop-order-placed.ts` is `shopOrderPlaced`. */
export function methodOf(path: string): string {
  return path.replace(/\.[jt]s$/, '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
