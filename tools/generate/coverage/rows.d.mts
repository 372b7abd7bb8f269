export interface Row {
  readonly key: string;
  readonly kind: string;
  readonly answer: string;
  readonly by: string;
}
export interface List {
  readonly name: string;
  readonly rows: readonly Row[];
}
export declare const REASONS: Readonly<Record<string, string>>;
export declare const ANSWERS: readonly string[];
export declare function lists(): readonly List[];
export declare function countsOf(rows: readonly Row[]): Readonly<Record<string, number>>;
