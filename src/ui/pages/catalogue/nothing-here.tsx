import type { JSX } from 'preact';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { useMay } from '../../data/use-may.ts';
import { Empty } from '../../kit/empty.tsx';
import { Source } from '../../kit/source.tsx';
import { visibleName } from '../../kit/visible-text.ts';
import type { CatalogueQuery } from './catalogue-query.ts';
import { firstCommands } from './first-commands.ts';

/** The registry has nothing, or nothing that this caller may see. */
export function NoSubjects(): JSX.Element {
  const mayRegister = useMay('register', '');
  const { cli, curl } = firstCommands(window.location.origin);
  return (
    <Empty title="No contracts yet">
      <p>
        A subject is the type of an event, such as <code>com.shop.order.placed</code>; its versions are the schemas that events of it have had.
        Register the first from a shell:
      </p>
      <div class="stack first-steps">
        <Source name="With the command line" what="the commands of sluice" text={cli} />
        <Source name="With curl" what="the curl command" text={curl} />
      </div>
      <p>
        It appears here by itself. Or write one in <Link to={href(['try'])}>Try it</Link>, and publish it from there.
      </p>
      {!mayRegister && (
        <p class="soft">
          If there should be contracts, this tab has no key that may read them: sign in with one. To register needs a key with the access “register”.
        </p>
      )}
    </Empty>
  );
}

export function NoMatch({ query }: { readonly query: CatalogueQuery }): JSX.Element {
  return (
    <Empty title="No subject matches">
      <p>Asked for, all of it together:</p>
      <ul>
        {Object.entries(query).map(([name, text]) => (
          <li key={name}>
            {name === 'search' ? 'name, owner, description or label contains' : NAMES[name]}{' '}
            <code>
              <bdi>{visibleName(text)}</bdi>
            </code>
          </li>
        ))}
      </ul>
      <p class="soft">
        Owner and label count as a whole (the label as name=value), a field by its name or the end of its path, and only in latest versions.
      </p>
      <Link class="button" to={href([])}>
        Show all subjects
      </Link>
    </Empty>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  owner: 'owner is',
  label: 'label is',
  field: 'the latest version has the field',
  state: 'state is',
  prefix: 'name begins with',
};
