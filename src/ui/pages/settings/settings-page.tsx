import type { ComponentType, JSX } from 'preact';
import type { PageProps } from '../../app/pages.tsx';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { useWhoami } from '../../data/use-may.ts';
import { Answered } from '../../kit/answered.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { allows } from '../../../core/scope.ts';
import { AuditSection } from './audit/audit-section.tsx';
import { CompatibilitySection } from './compatibility/compatibility-section.tsx';
import { KeysSection } from './keys/keys-section.tsx';
import { ModesSection } from './modes/modes-section.tsx';
import { NotForYou } from './not-for-you.tsx';
import { WebhooksSection } from './webhooks/webhooks-section.tsx';

interface Section {
  readonly name: string;
  readonly label: string;
  /** Whether only admins of the whole registry may see it. */
  readonly isForAdmins: boolean;
  readonly Content: ComponentType<PageProps>;
}

const SECTIONS: readonly Section[] = [
  { name: 'compatibility', label: 'Compatibility', isForAdmins: false, Content: CompatibilitySection },
  { name: 'modes', label: 'Modes', isForAdmins: false, Content: ModesSection },
  { name: 'keys', label: 'Keys', isForAdmins: true, Content: KeysSection },
  { name: 'webhooks', label: 'Webhooks', isForAdmins: true, Content: WebhooksSection },
  { name: 'audit', label: 'Audit log', isForAdmins: true, Content: AuditSection },
];

/** What is set for the registry and below it, who may do what, who is told, and who did what. */
export function SettingsPage({ segments, query }: PageProps): JSX.Element {
  const [name = 'compatibility', ...rest] = segments;
  const section = SECTIONS.find((candidate) => candidate.name === name);
  return (
    <div class="stack">
      <PageHead title={section?.label ?? 'Settings'} above={section === undefined ? undefined : 'Settings'} />
      <nav class="sections" aria-label="Settings">
        {SECTIONS.map((each) => (
          <Link key={each.name} to={href(['settings', each.name])} current={each === section}>
            {each.label}
          </Link>
        ))}
      </nav>
      {section === undefined ? <p>There is no such part of the settings.</p> : <Shown section={section} segments={rest} query={query} />}
    </div>
  );
}

function Shown({ section, segments, query }: PageProps & { readonly section: Section }): JSX.Element {
  const whoami = useWhoami();
  const { Content, isForAdmins, label } = section;
  return (
    <Answered answer={whoami} what="who you are">
      {(value) =>
        isForAdmins && !allows(value.scopes, 'admin', '') ? <NotForYou whoami={value} what={label} /> : <Content segments={segments} query={query} />
      }
    </Answered>
  );
}
