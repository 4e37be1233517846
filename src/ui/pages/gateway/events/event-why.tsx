import type { JSX } from 'preact';
import type { JsonObject } from '../../../../core/json/value.ts';
import type { EventFinding } from '../../../../core/verdict.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { Badge } from '../../../kit/badge.tsx';
import { withoutPlace } from '../../../kit/finding-text.ts';
import type { Mark } from '../../../kit/marked-json.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { Table } from '../../../kit/table.tsx';
import { visibleName, visibleProse } from '../../../kit/visible-text.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../members.ts';

interface WhyProps {
  readonly why: JsonObject;
  /** Ask for the findings of another version. */
  readonly onVersion: (version: number) => void;
}

/** What the gate would say now, what one version finds, and what each live version says in short. */
export function Why({ why, onVersion }: WhyProps): JSX.Element {
  const now = objectOf(why, 'now') ?? {};
  const passes = now['passes'] === true;
  return (
    <section class="panel stack" aria-labelledby="why">
      <h2 id="why">Would it pass now?</h2>
      <Notice tone={passes ? 'good' : 'bad'} title={passes ? `Yes, under version ${numberOf(now, 'version') ?? '?'}: replay it` : 'No'}>
        {!passes && <p>{visibleProse(textOf(now, 'detail') ?? '')}</p>}
      </Notice>
      {objectsOf(why, 'events').map((event, at) => (
        <OneEvent key={at} event={event} onVersion={onVersion} />
      ))}
      <Readers targets={objectsOf(why, 'targets')} />
    </section>
  );
}

function OneEvent({ event, onVersion }: { readonly event: JsonObject; readonly onVersion: (version: number) => void }): JSX.Element {
  const [type, under] = [textOf(event, 'type') ?? '', objectOf(event, 'under')];
  const [findings, versions] = [findingsOf(event), objectsOf(event, 'versions')];
  return (
    <div class="stack">
      {under !== undefined && (
        <h3>
          Under version {numberOf(under, 'version')}:{' '}
          {under['passes'] === true ? 'valid' : `${findings.length} finding${findings.length === 1 ? '' : 's'}`}
        </h3>
      )}
      <ul class="plain-list">
        {findings.map((finding) => (
          <li key={`${finding.instancePointer} ${finding.keywordLocation}`}>
            {visibleProse(finding.message)}{' '}
            {finding.keywordLocation !== '' && (
              <span class="small soft">
                (<code>{visibleProse(finding.keywordLocation)}</code>)
              </span>
            )}
          </li>
        ))}
      </ul>
      {versions.length > 0 && (
        <>
          <p class="small soft">What each version says:</p>
          <Table
            label={`What each version says of the ${visibleName(type)}`}
            caption="What each version says"
            columns={['Version', 'State', 'Verdict', 'At', 'Details']}
          >
            {versions.map((version) => {
              const number = numberOf(version, 'version') ?? 0;
              return (
                <tr key={number}>
                  <th scope="row">
                    <Link to={href(['subjects', type], { version: number })}>
                      {number} ({textOf(version, 'semver')})
                    </Link>
                  </th>
                  <td>{textOf(version, 'state')}</td>
                  <td>{version['passes'] === true ? <Badge tone="good">valid</Badge> : <Badge tone="bad">{textOf(version, 'code')}</Badge>}</td>
                  <td>
                    <code>{visibleProse(textOf(version, 'at') ?? '')}</code>
                  </td>
                  <td>
                    <button type="button" class="button" onClick={() => onVersion(number)} aria-label={`Findings of version ${number}`}>
                      Findings
                    </button>
                  </td>
                </tr>
              );
            })}
          </Table>
        </>
      )}
      <Link to={href(['try'], { subject: type })}>Mend the schema under “Try it”</Link>
    </div>
  );
}

function Readers({ targets }: { readonly targets: readonly JsonObject[] }): JSX.Element | null {
  if (targets.length === 0) return null;
  return (
    <ul class="plain-list">
      {targets.map((target) => (
        <li key={textOf(target, 'target')}>
          <bdi>{visibleName(textOf(target, 'target') ?? '')}</bdi> reads {textOf(target, 'reads')}:{' '}
          {target['wouldRead'] === true ? 'it would take this' : 'it would not take this'}
        </li>
      ))}
    </ul>
  );
}

export function findingsOf(event: JsonObject | undefined): readonly EventFinding[] {
  const under = event === undefined ? undefined : objectOf(event, 'under');
  return under === undefined ? [] : (objectsOf(under, 'findings') as unknown as readonly EventFinding[]);
}

export function marksOf(findings: readonly EventFinding[]): readonly Mark[] {
  return findings.map((finding) => ({ pointer: finding.instancePointer, tone: 'bad', what: withoutPlace(finding) }));
}
