import type { Field } from './field.js';

/** The fields of one object that were read and had the wrong type, which the API server would refuse. */
export class Misreads {
  private readonly fields: Field[] = [];

  note(field: Field): void {
    this.fields.push(field);
  }

  get count(): number {
    return this.fields.length;
  }

  /** In the order in which they were first read. */
  get paths(): readonly string[] {
    return [...new Set(this.fields.map(({ path }) => path))];
  }

  /** True when the value at the path, or one above it, has the wrong type: nothing is known of it. */
  covers(path: string): boolean {
    return this.paths.some(
      (wrong) => path === wrong || path.startsWith(`${wrong}.`) || path.startsWith(`${wrong}[`),
    );
  }

  /** Forgets all but the first so many. */
  keepFirst(count: number): void {
    if (this.fields.length > count) this.fields.length = count;
  }
}
