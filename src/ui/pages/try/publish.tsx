import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Profile } from '../../../core/compatibility.ts';
import type { ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { RegisterResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { Candidate } from './candidate.ts';
import { PublishForm } from './publish-form.tsx';

interface PublishProps {
  readonly subject: string;
  readonly candidate: Candidate;
  readonly schema: ExactValue | undefined;
  /** What the caller may do under this subject. */
  readonly access: { readonly register: boolean; readonly break: boolean };
  /** The editor holds a schema. */
  readonly isReady: boolean;
  readonly profile: Profile;
  readonly onPublished: (made: RegisterResource) => void;
}

/** The button, what it asks before it is done, and the way to what was made. */
export function Publish({ subject, candidate, schema, access, isReady, profile, onPublished }: PublishProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const [made, setMade] = useState<RegisterResource>();
  if (!access.register) {
    return (
      <span class="soft small">
        To publish here you need the access <code>register</code>.
      </span>
    );
  }
  return (
    <>
      <button type="button" class="button primary" disabled={!isReady} onClick={() => setIsOpen(true)}>
        Publish …
      </button>
      {isOpen && (
        <Dialog title="Publish this schema?" onClose={() => setIsOpen(false)}>
          <PublishForm
            subject={subject}
            candidate={candidate}
            schema={schema as JsonValue | undefined}
            mayBreak={access.break}
            profile={profile}
            onClose={() => setIsOpen(false)}
            onMade={(resource) => {
              setMade(resource);
              setIsOpen(false);
              onPublished(resource);
            }}
          />
        </Dialog>
      )}
      {made?.version !== undefined && (
        <div class="whole-row">
          <Notice tone="good" title={`Version ${made.version} is published`} announce>
            <Link to={href(['subjects', subject], { version: made.version })}>To version {made.version}</Link>
          </Notice>
        </div>
      )}
    </>
  );
}
