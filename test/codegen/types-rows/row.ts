import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import type { Dialect } from '../../../src/core/version.ts';

/** A claim about the type of a schema. */
export interface TypeRow {
  readonly title: string;
  /** Default draft-2020-12. */
  readonly dialect?: Dialect;
  readonly schema: JsonObject;
  /** Valid: of the reader's type. */
  readonly valid: readonly JsonValue[];
  /** Invalid, and the type says so. */
  readonly refused: readonly JsonValue[];
  /** Invalid, which only the validator knows. */
  readonly left?: readonly JsonValue[];
  /** Of the writer's type though they are valid. */
  readonly unsent?: readonly JsonValue[];
  /** Code about `v: T` that compiles. */
  readonly reads?: readonly string[];
  /** Code about `v: T` that does not. */
  readonly misreads?: readonly string[];
}
