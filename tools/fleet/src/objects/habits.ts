/**
 * How careful the people of a generated cluster are: the probability that a setting is the safe one. Real clusters are
 * neither all good nor all bad, so even the careful forget now and then.
 */
export interface Habits {
  readonly hardened: number;
  readonly leastPrivilege: number;
  readonly pinnedImages: number;
  readonly limits: number;
}

export const CAREFUL: Habits = { hardened: 0.97, leastPrivilege: 0.96, pinnedImages: 0.95, limits: 0.97 };
export const CARELESS: Habits = { hardened: 0.25, leastPrivilege: 0.4, pinnedImages: 0.2, limits: 0.3 };
export const ORDINARY: Habits = { hardened: 0.6, leastPrivilege: 0.75, pinnedImages: 0.5, limits: 0.7 };
