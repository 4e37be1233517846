/** @internal What is kept beside the domain, such as webhooks and their deliveries; and whether an import is not at its end. */
export const RECORDS_AND_ROWS = `
CREATE TABLE records (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (kind, key)
);
ALTER TABLE registry_state ADD COLUMN restoring boolean NOT NULL DEFAULT false;
`;
