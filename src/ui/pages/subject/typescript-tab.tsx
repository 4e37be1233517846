import type { JSX } from 'preact';
import type { GeneratedFilesResource, VersionHeadResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer, type Answer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { command } from '../../kit/commands.ts';
import { Source } from '../../kit/source.tsx';

/** The types of a version, as the generator writes them. */
export function useTypescript({ subject, version, fingerprint }: VersionHeadResource): Answer<GeneratedFilesResource> {
  return useAnswer(`typescript ${version} ${fingerprint} ${subject}`, () => registry().getTypescript(subject, version));
}

export function TypescriptTab({ version }: { readonly version: VersionHeadResource }): JSX.Element {
  const answer = useTypescript(version);
  const generate = command(['sluice', 'generate', '--subject', version.subject, '--out', 'src/events'], ['--registry', window.location.origin]);
  return (
    <div class="stack">
      <Answered answer={answer} what="the types">
        {({ files }) => files.map(({ path, text }) => <Source key={path} name={path} what={`the TypeScript ${path}`} text={text} />)}
      </Answered>
      <p class="small soft">These are the types. With validators, producer and consumer, into a project:</p>
      <Source name="Shell" what="the command that generates it" text={generate} />
    </div>
  );
}
