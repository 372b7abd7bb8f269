import type { Field } from './field.js';
import type { Looks } from './looks.js';

/** The types of a seccomp or AppArmor profile that confine. */
const CONFINING: ReadonlySet<string | undefined> = new Set(['RuntimeDefault', 'Localhost']);

/** Looks at the type of a profile that has to be there. */
export function seeProfile(looks: Looks, profile: Field): void {
  looks.see(CONFINING.has(profile.text('type')), profile, 'type', 'RuntimeDefault or Localhost');
}

/** Looks at the type of the profile of that name below a security context; none at all is good. */
export function seeOptionalProfile(looks: Looks, context: Field, name: string): void {
  const profile = context.at(name);
  if (profile.holdsObject()) seeProfile(looks, profile);
  else looks.see(true, profile, 'type', 'RuntimeDefault or Localhost');
}
