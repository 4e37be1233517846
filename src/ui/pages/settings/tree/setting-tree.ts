import { NATIVE_DEFAULTS, type Compatibility } from '../../../../core/compatibility.ts';
import type { Mode } from '../../../../core/mode.ts';
import type { SettingResource } from '../../../../core/resources.ts';
import { covers, isContext, isPrefix } from '../../../../core/subject.ts';

export const FIELDS: readonly (keyof Compatibility)[] = ['level', 'profile', 'formats', 'onUndecided'];

/** A name with what is in force there, and how deep it lies below the registry. */
export interface SettingRow {
  readonly name: string;
  readonly kind: 'registry' | 'prefix' | 'subject';
  readonly depth: number;
  readonly setting: SettingResource;
  /** By field: what is in force, and for which name it was set; null: nowhere, it is the default. */
  readonly inForce: { readonly [Field in keyof Compatibility]: InForce<Compatibility[Field]> };
  readonly mode: InForce<Mode>;
}

export interface InForce<T> {
  readonly value: T;
  readonly from: string | null;
}

/** Rows below each other as names cover each other, widest first, the registry at the top even where nothing was set for it. Linear. */
export function buildTree(settings: readonly SettingResource[]): SettingRow[] {
  const byName = new Map(settings.map((setting) => [setting.name, setting]));
  const children = new Map<string, SettingResource[]>();
  for (const setting of settings) {
    if (setting.name === '') continue;
    const parent = parentOf(setting.name, byName) ?? '';
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [setting]);
    else siblings.push(setting);
  }
  const rows: SettingRow[] = [];
  const visit = (setting: SettingResource, parent: SettingRow | undefined): void => {
    const row = toRow(setting, parent);
    rows.push(row);
    for (const child of children.get(setting.name) ?? []) visit(child, row);
  };
  visit(byName.get('') ?? { name: '' }, undefined);
  return rows;
}

/** What would be in force at a name if nothing was set for itself. */
export function inheritedAt(settings: readonly SettingResource[], name: string): SettingRow {
  const wider = settings.filter((other) => other.name !== name && (other.name === '' || covers(other.name, name)));
  const rows = buildTree([...wider, ...(name === '' ? [] : [{ name }])]);
  return rows.find((row) => row.name === name) ?? toRow({ name }, rows[0]);
}

/** The narrowest other name that covers this one. */
function parentOf(name: string, known: ReadonlyMap<string, SettingResource>): string | undefined {
  const fixed = isPrefix(name) ? name.slice(0, -2) : name;
  for (let end = fixed.length; end > 0; end -= 1) {
    const [start, last] = [fixed.slice(0, end), fixed.charAt(end - 1)];
    if (last === '.' && known.has(`${start}*`) && `${start}*` !== name) return `${start}*`;
    if (last === ':' && isContext(start) && known.has(start) && start !== name) return start;
  }
  return undefined;
}

function toRow(setting: SettingResource, parent: SettingRow | undefined): SettingRow {
  const { name, config, mode } = setting;
  const field = <Field extends keyof Compatibility>(of: Field): InForce<Compatibility[Field]> => {
    const own = config?.[of] as Compatibility[Field] | undefined;
    if (own !== undefined) return { value: own, from: name };
    return (parent?.inForce[of] as InForce<Compatibility[Field]> | undefined) ?? { value: NATIVE_DEFAULTS[of], from: null };
  };
  return {
    name,
    kind: name === '' ? 'registry' : isPrefix(name) || isContext(name) ? 'prefix' : 'subject',
    depth: parent === undefined ? 0 : parent.depth + 1,
    setting,
    inForce: { level: field('level'), profile: field('profile'), formats: field('formats'), onUndecided: field('onUndecided') },
    mode: modeInForce(name, mode?.mode, parent),
  };
}

// READONLY_OVERRIDE of the registry goes before what any narrower name says.
function modeInForce(name: string, own: Mode | undefined, parent: SettingRow | undefined): InForce<Mode> {
  const isOverridden = parent?.mode.value === 'READONLY_OVERRIDE' && parent.mode.from === '';
  if (own !== undefined && !isOverridden) return { value: own, from: name };
  return parent?.mode ?? { value: 'READWRITE', from: null };
}
