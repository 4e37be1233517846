import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { JsonValue } from '../../../core/json/value.ts';
import type { VersionResource } from '../../../core/resources.ts';
import { setQuery } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Field } from '../../kit/field.tsx';
import { withoutPlace } from '../../kit/finding-text.ts';
import { Notice } from '../../kit/notice.tsx';
import { Source } from '../../kit/source.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { textOf } from '../gateway/members.ts';
import { exampleEvent } from './example-event.ts';
import { schemaTree } from './schema/schema-tree.ts';
import { useTypescript } from './typescript-tab.tsx';
import { guessMethod, methodOf, usageTexts } from './usage-texts.ts';

interface UseTabProps {
  /** Bundled; its state is that of when it was read, see `isRetired`. */
  readonly version: VersionResource;
  readonly isRetired: boolean;
  /** Where the events go; undefined: to the one in the process of the registry, or to the usual port of its machine. */
  readonly gateway: string | undefined;
}

/** How events of this version are sent and received: everything here can be pasted as it stands. */
export function UseTab({ version, isRetired, gateway }: UseTabProps): JSX.Element {
  const { origin, protocol, hostname } = window.location;
  const gateways = useAnswer('gateways', async () => registry().listGateways());
  const beside = gateways.value?.items.find((item) => item.reachable && item.beside !== undefined);
  const known = beside?.reachable === true ? beside.beside : undefined;
  const name = beside?.name;
  const route = useAnswer(name === undefined ? undefined : `cloudevents route ${name}`, async () => (name === undefined ? undefined : routeOf(name)));
  const machine = known === undefined ? `${protocol}//${hostname}:8080` : `${known.scheme}://${hostname}:${known.port}`;
  const to = gateway ?? machine + (route.value ?? '');
  const root = useMemo(() => schemaTree(version.schema, version.dialect), [version]);
  const event = useMemo(() => exampleEvent(root), [root]);
  const types = useTypescript(version);
  const [file] = types.value?.files ?? [];
  const texts = usageTexts({
    ...{ origin, gateway: to, subject: version.subject, version: version.version, semver: version.semver, event },
    method: file === undefined ? guessMethod(root.title, version.subject) : methodOf(file.path),
  });
  return (
    <div class="stack use">
      {isRetired ? <Retired /> : <ExampleNotice version={version} event={event} />}
      <div class="use-columns">
        <section class="stack" aria-labelledby="use-produce">
          <h2 id="use-produce">Produce</h2>
          <Field
            label="Address of the gateway"
            hint={
              known === undefined
                ? 'Filled in below. A gateway listens where its configuration says, on port 8080 by default.'
                : 'Filled in below. It is the gateway in the process of this registry.'
            }
          >
            {(ties) => <input {...ties} type="url" value={to} onChange={({ currentTarget }) => setQuery({ gateway: currentTarget.value })} />}
          </Field>
          <Source name="With curl, through the gateway" what="the curl command that sends an event" text={texts.send} />
          <Source name="With generated code" what="the code that produces" text={texts.produce} />
        </section>
        <section class="stack" aria-labelledby="use-consume">
          <h2 id="use-consume">Consume</h2>
          <Source name="sluice.config.json" what="the configuration of a project" text={texts.config} />
          <Source name="Then, in the folder of the project" what="the commands that generate code" text={texts.generate} />
          <Source name="With generated code" what="the code that consumes" text={texts.consume} />
        </section>
        <section class="stack" aria-labelledby="use-look">
          <h2 id="use-look">Check and read</h2>
          <Source name="Is this event valid?" what="the curl command that validates" text={texts.validate} />
          <Source name="The version itself" what="the commands that read the version" text={texts.show} />
        </section>
      </div>
    </div>
  );
}

/** The path on which a gateway takes CloudEvents; undefined where that is `/`, or not known. */
async function routeOf(name: string): Promise<string | undefined> {
  const { items } = await registry().listGatewayRoutes(name);
  const paths = items.filter((route) => textOf(route, 'source') === 'cloudevents').map((route) => textOf(route, 'path'));
  return paths.includes('/') ? undefined : paths[0];
}

function Retired(): JSX.Element {
  return <Notice tone="bad" title="This version is retired: gates refuse its events" />;
}

/** Whether the event that is filled in fits: a schema may ask for more than an example can be guessed from. */
function ExampleNotice({
  version: { subject, version, fingerprint },
  event,
}: {
  readonly version: VersionResource;
  readonly event: JsonValue;
}): JSX.Element | null {
  const { value } = useAnswer(`example ${version} ${fingerprint} ${subject}`, () => registry().validate({ subject, version, event }));
  const [finding] = value?.findings ?? [];
  if (value === undefined || finding === undefined) return null;
  return (
    <Notice tone="unsure" title="The event filled in below is a guess that does not fit yet">
      <p>
        At <code>{finding.instancePointer === '' ? 'the whole' : visibleProse(finding.instancePointer)}</code>: {visibleProse(withoutPlace(finding))}.
        An entry in <code>examples</code> of the schema would stand here instead.
      </p>
    </Notice>
  );
}
