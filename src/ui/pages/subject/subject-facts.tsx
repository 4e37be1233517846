import type { ComponentChildren, JSX } from 'preact';
import type { ConfigResource, SubjectDetailResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { StateBadge } from '../../kit/badge.tsx';
import { isForMachines } from '../../kit/machine-labels.ts';
import { Name } from '../../kit/name.tsx';
import { visibleProse } from '../../kit/visible-text.ts';

/** What an import keeps of applications, for `/docs`. */
const APPLICATION = 'asyncapi.app.';

/** A label may be called anything by hand; `/docs` has no page at such a name. */
function hasPage(application: string): boolean {
  return !/^\.{0,2}$|\p{Cs}/u.test(application);
}

/** What the subject is, as far as it is the same for all versions. */
export function SubjectFacts({ detail }: { readonly detail: SubjectDetailResource }): JSX.Element {
  const { subject, owner, description, labels, level, profile, formats, state, epoch } = detail;
  const config = useAnswer(`config ${subject} ${level} ${profile} ${formats} ${epoch}`, () => registry().getConfig(subject));
  const shown = Object.entries(labels).filter(([name]) => !isForMachines(name));
  const applications = Object.keys(labels)
    .flatMap((name) => (name.startsWith(APPLICATION) ? [name.slice(APPLICATION.length)] : []))
    .filter(hasPage);
  return (
    <div class="panel stack">
      {description !== undefined && <p class="prose">{visibleProse(description)}</p>}
      <dl class="head-facts">
        <Fact name="State">
          <StateBadge state={state} />
        </Fact>
        <Fact name="Owner">
          {owner === undefined ? (
            <span class="soft">nobody</span>
          ) : (
            <Link to={href([], { owner })}>
              <Name text={owner} />
            </Link>
          )}
        </Fact>
        <Fact name="Compatibility">
          {level} × {profile}
          {formats === 'assert' && ', formats asserted'}
          {config.value !== undefined && <Sources config={config.value} />}
        </Fact>
        {shown.length > 0 && (
          <Fact name="Labels" class="row">
            {shown.map(([name, value]) => (
              <Link key={name} class="label-chip" to={href([], { label: `${name}=${value}` })}>
                <Name text={name} />=<Name text={value} />
              </Link>
            ))}
          </Fact>
        )}
        {applications.length > 0 && (
          <Fact name="Applications" class="row">
            {applications.map((name) => (
              <a key={name} href={`/docs/${encodeURIComponent(name)}`}>
                <Name text={name} />
              </a>
            ))}
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, children, ...rest }: { readonly name: string; readonly children: ComponentChildren; readonly class?: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={rest.class}>{children}</dd>
    </div>
  );
}

/** Who says so: a name that was set, the registry, or nobody. */
function Sources({ config: { sources, name: subject } }: { readonly config: ConfigResource }): JSX.Element {
  const say = (source: string | null): JSX.Element => {
    if (source === null) return <>the default</>;
    if (source === '') return <>the registry’s setting</>;
    if (source === subject) return <>set for this subject</>;
    return (
      <>
        set for <Name text={source} />
      </>
    );
  };
  return (
    <span class="soft">
      {' · '}
      {sources.level === sources.profile ? (
        say(sources.level)
      ) : (
        <>
          level: {say(sources.level)}, profile: {say(sources.profile)}
        </>
      )}
    </span>
  );
}
