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
import { buildTree, type SettingRow } from '../tree/setting-tree.ts';
import { SettingTable } from '../tree/setting-table.tsx';
import { useSettings } from '../tree/use-settings.ts';
import { ModeEditor } from './mode-editor.tsx';
import { MEANS } from './words.ts';

/** What may be written, where. */
export function ModesSection({ segments, query }: PageProps): JSX.Element {
  const name = nameAt(segments);
  return name === undefined ? <ModeList find={query.get('find') ?? ''} /> : <ModeEditor key={name} name={name} />;
}

function ModeList({ find }: { readonly find: string }): JSX.Element {
  const settings = useSettings();
  const { value: whoami } = useWhoami();
  const mayAnything = whoami?.scopes.some(({ access }) => access === 'admin') === true;
  return (
    <div class="stack">
      <p class="soft measure">
        What may be written. The narrowest name wins, but for READONLY_OVERRIDE of the registry. Settings themselves can always be changed.
      </p>
      <Answered answer={settings} what="the settings">
        {(items) => (
          <SettingTable
            caption="Modes by name"
            rows={buildTree(items).filter(({ setting, kind }) => setting.mode !== undefined || kind === 'registry')}
            find={find}
            columns={['Mode', 'Means', 'Change']}
            cells={(row) => <Cells row={row} mayChange={whoami !== undefined && allows(whoami.scopes, 'admin', row.name)} />}
          />
        )}
      </Answered>
      {mayAnything ? (
        <NameForm section="modes" />
      ) : (
        <p class="soft small">You see what bears on what you may read. To change it needs a key with admin on the name.</p>
      )}
    </div>
  );
}

function Cells({ row, mayChange }: { readonly row: SettingRow; readonly mayChange: boolean }): JSX.Element {
  const own = row.setting.mode?.mode;
  const isOverridden = own !== undefined && row.mode.from !== row.name;
  return (
    <>
      <td role="cell" data-label="Mode">
        {own === undefined ? <span class="soft">READWRITE default</span> : <Badge tone={own === 'READWRITE' ? 'accent' : 'unsure'}>{own}</Badge>}
        {isOverridden && <div class="small soft">overridden: {row.mode.value} of the registry is in force</div>}
      </td>
      <td role="cell" data-label="Means">
        {MEANS[row.mode.value]}
      </td>
      <td role="cell">
        {mayChange && (
          <Link to={placeOf('modes', row.name)} label={`Change the mode of ${scopeText(row.name)}`}>
            Change
          </Link>
        )}
      </td>
    </>
  );
}
