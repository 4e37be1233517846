import { Effort } from '../../../core/effort.ts';
import type { ExactObject } from '../../../core/json/value.ts';
import { memberUnits, Run } from '../run.ts';

/** Counts what judging the instance in work takes. */
export class Meter {
  /** Of the instance in work. */
  run: Run = new Run();
  effort: Effort = new Effort();

  begin(effort: Effort): void {
    this.run = new Run(effort);
    this.effort = effort;
  }

  spend(units: number): void {
    this.effort.spend(units);
  }

  countMembers(object: ExactObject): number {
    return this.run.countMembers(object);
  }

  /** For a walk over so many members. */
  spendMembers(count: number): void {
    this.effort.spend(memberUnits(count));
  }

  /** For a walk that ended early, with no: to begin it, the host may have made a list of all the names. */
  failAmong(object: ExactObject): false {
    this.effort.spend(memberUnits(this.run.countMembers(object)));
    return false;
  }
}
