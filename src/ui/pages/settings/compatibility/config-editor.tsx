import type { JSX } from 'preact';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { useMay } from '../../../data/use-may.ts';
import { Answered } from '../../../kit/answered.tsx';
import { ScopeLabel } from '../tree/scope-label.tsx';
import { inheritedAt } from '../tree/setting-tree.ts';
import { useSettings } from '../tree/use-settings.ts';
import { ConfigForm } from './config-form.tsx';

/** The compatibility of one name: what is in force, what is set for it, and what another setting would say. */
export function ConfigEditor({ name }: { readonly name: string }): JSX.Element {
  const config = useAnswer(`config ${name}`, () => registry().getConfig(name));
  const settings = useSettings();
  const may = useMay('admin', name);
  const reload = (): void => {
    config.reload();
    settings.reload();
  };
  return (
    <div class="stack">
      <p class="small">
        <Link to={href(['settings', 'compatibility'])}>All names</Link>
      </p>
      <h2>
        Compatibility of <ScopeLabel name={name} />
      </h2>
      <Answered answer={config} what="the configuration">
        {(value) => (
          <Answered answer={settings} what="the settings">
            {(items) => <ConfigForm config={value} inherited={inheritedAt(items, name)} mayChange={may} onWritten={reload} />}
          </Answered>
        )}
      </Answered>
    </div>
  );
}
