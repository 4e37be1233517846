/** A step from one format to the next. */
export interface Migration {
  readonly sql: string;
  /**
   * The earliest format whose programs may go on beside this one, while replicas are replaced one by one: they neither read nor write
   * anything that it changes. The number of the migration itself where there is none.
   */
  readonly compatibleWith: number;
}
