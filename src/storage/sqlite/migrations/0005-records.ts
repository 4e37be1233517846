/** @internal What is kept beside the domain, such as webhooks and their deliveries. */
export const RECORDS = `
CREATE TABLE records (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
`;
