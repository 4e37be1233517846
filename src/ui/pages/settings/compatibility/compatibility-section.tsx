import type { JSX } from 'preact';
import type { PageProps } from '../../../app/pages.tsx';
import { Link } from '../../../app/link.tsx';
import { useWhoami } from '../../../data/use-may.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Badge } from '../../../kit/badge.tsx';
import { allows } from '../../../../core/scope.ts';
import { NameForm } from '../tree/name-form.tsx';
import { nameAt, placeOf } from '../tree/place.ts';
import { scopeText } from '../tree/scope-label.tsx';
import { buildTree, FIELDS, type InForce, type SettingRow } from '../tree/setting-tree.ts';
import { SettingTable } from '../tree/setting-table.tsx';
import { useSettings } from '../tree/use-settings.ts';
import { ConfigEditor } from './config-editor.tsx';
import { WORDS } from './words.ts';

/** What compatibility is asked for, where. */
export function CompatibilitySection({ segments, query }: PageProps): JSX.Element {
  const name = nameAt(segments);
  return name === undefined ? <ConfigList find={query.get('find') ?? ''} /> : <ConfigEditor key={name} name={name} />;
}

function ConfigList({ find }: { readonly find: string }): JSX.Element {
  const settings = useSettings();
  const { value: whoami } = useWhoami();
  const mayAdmin = (name: string): boolean => whoami !== undefined && allows(whoami.scopes, 'admin', name);
  const mayAnything = whoami?.scopes.some(({ access }) => access === 'admin') === true;
  return (
    <div class="stack">
      <p class="soft measure">
        What a new version must hold against the versions that are there. The narrowest name wins, field by field; what is not set is inherited from
        the line above it, in the end from the defaults. It holds for what is registered from now on: nothing is judged again.
      </p>
      <Answered answer={settings} what="the settings">
        {(items) => (
          <SettingTable
            caption="Compatibility by name"
            rows={buildTree(items).filter(({ setting, kind }) => setting.config !== undefined || kind === 'registry')}
            find={find}
            columns={[...FIELDS.map((field) => WORDS[field].label), 'Change']}
            cells={(row) => <Cells row={row} mayChange={mayAdmin(row.name)} />}
          />
        )}
      </Answered>
      {mayAnything ? (
        <NameForm section="compatibility" />
      ) : (
        <p class="soft small">You see what bears on what you may read. To change it needs a key with admin on the name.</p>
      )}
    </div>
  );
}

function Cells({ row, mayChange }: { readonly row: SettingRow; readonly mayChange: boolean }): JSX.Element {
  const others = row.setting.config?.others ?? [];
  return (
    <>
      {FIELDS.map((field) => (
        <td role="cell" key={field} data-label={WORDS[field].label}>
          <Value of={row.inForce[field]} at={row.name} />
          {field === 'onUndecided' && others.length > 0 && (
            <div class="small soft" title="Set by clients of Confluent's API; these pages leave them as they are">
              and {others.join(', ')}
            </div>
          )}
        </td>
      ))}
      <td role="cell">
        {mayChange && (
          <Link to={placeOf('compatibility', row.name)} label={`Change ${scopeText(row.name)}`}>
            Change
          </Link>
        )}
      </td>
    </>
  );
}

function Value({ of: { value, from }, at }: { readonly of: InForce<string>; readonly at: string }): JSX.Element {
  if (from === at) return <Badge tone="accent">{value}</Badge>;
  return (
    <span class="soft">
      {value} <span class="origin">{from === null ? 'default' : 'inherited'}</span>
    </span>
  );
}
