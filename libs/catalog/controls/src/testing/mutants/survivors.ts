/** Changes that no example can notice, and why. A change that is noticed after all has to be taken out of here. */
export interface Survivor {
  readonly what: RegExp;
  readonly id: RegExp;
  readonly because: string;
}

export const SURVIVORS: readonly Survivor[] = [];
