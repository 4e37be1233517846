import type { JSX } from 'preact';
import type { SubjectDetailResource, VersionHeadResource, VersionResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer, type Answer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { ReferencesTab } from './references-tab.tsx';
import { SchemaTab } from './schema/schema-tab.tsx';
import { SourceTab } from './source-tab.tsx';
import { TypescriptTab } from './typescript-tab.tsx';
import { UseTab } from './use-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

export const TABS = [
  { id: 'schema', label: 'Schema' },
  { id: 'source', label: 'Source' },
  { id: 'versions', label: 'Versions' },
  { id: 'use', label: 'Produce and consume' },
  { id: 'typescript', label: 'TypeScript' },
  { id: 'references', label: 'References' },
] as const;
export type TabId = (typeof TABS)[number]['id'];

export function isTab(name: string): name is TabId {
  return TABS.some(({ id }) => id === name);
}

interface TabPanelProps {
  readonly tab: TabId;
  readonly detail: SubjectDetailResource;
  readonly version: VersionHeadResource;
  readonly query: URLSearchParams;
  readonly mayWrite: boolean;
  readonly done: (text: string) => void;
}

export function TabPanel({ tab, detail, version, query, mayWrite, done }: TabPanelProps): JSX.Element {
  const whole = useContent(version, { bundle: false });
  const bundled = useContent(version, { bundle: true, isWanted: tab === 'schema' || tab === 'use' });
  switch (tab) {
    case 'schema':
      return (
        <Answered answer={bundled} what="the schema">
          {(found) => <SchemaTab version={found} at={query.get('at') ?? undefined} find={query.get('find') ?? ''} />}
        </Answered>
      );
    case 'source':
      return (
        <Answered answer={whole} what="the schema">
          {(found) => <SourceTab version={found} />}
        </Answered>
      );
    case 'versions':
      return <VersionsTab detail={detail} shown={version.version} mayWrite={mayWrite} done={done} />;
    case 'use':
      return (
        <Answered answer={bundled} what="the schema">
          {(found) => <UseTab version={found} isRetired={version.state === 'retired'} gateway={query.get('gateway') ?? undefined} />}
        </Answered>
      );
    case 'typescript':
      return <TypescriptTab version={version} />;
    case 'references':
      return (
        <Answered answer={whole} what="the references">
          {(found) => <ReferencesTab version={found} />}
        </Answered>
      );
  }
}

interface Choice {
  readonly bundle: boolean;
  readonly isWanted?: boolean;
}

/** Content never changes, so it is known by the subject, the number and the fingerprint; its state is in the head. */
function useContent({ subject, version, fingerprint }: VersionHeadResource, { bundle, isWanted = true }: Choice): Answer<VersionResource> {
  const question = isWanted ? `version ${version} ${bundle} ${fingerprint} ${subject}` : undefined;
  return useAnswer(question, () => registry().getVersion(subject, version, { bundle }));
}
