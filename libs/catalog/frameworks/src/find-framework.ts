import type { Framework, Requirement, RequirementControl } from '@plimsoll/engine';
import type { ControlId, FrameworkId } from '@plimsoll/model';
import { requirementState } from '@plimsoll/model';
import { nearestNames } from '@plimsoll/controls';
import { frameworksErrors } from './errors.js';
import { FRAMEWORKS } from './frameworks.js';

/** Other names that people type. */
const ALIASES: Readonly<Record<string, string>> = {
  baseline: 'pss-baseline',
  restricted: 'pss-restricted',
  nsa: 'nsa-cisa-1.2',
  'nsa-cisa': 'nsa-cisa-1.2',
  kernel: 'plimsoll-kernel',
};

const BY_ID: ReadonlyMap<string, Framework> = new Map(
  FRAMEWORKS.map((framework) => [framework.id, framework]),
);

export function frameworkById(id: string): Framework | undefined {
  return BY_ID.get(id);
}

/**
 * By id or alias; upper and lower case do not matter.
 * @throws FRAMEWORK_UNKNOWN with the nearest names.
 */
export function findFramework(text: string): Framework {
  const wanted = text.trim().toLowerCase();
  const alias = Object.hasOwn(ALIASES, wanted) ? (ALIASES[wanted] ?? wanted) : wanted;
  const found = BY_ID.get(alias);
  if (found) return found;
  const nearest = nearestNames(text, [...BY_ID.keys()]).join(', ');
  throw frameworksErrors.error('FRAMEWORK_UNKNOWN', `there is no framework "${text}"`, {
    details: { framework: text, nearest },
    hint: `Did you mean ${nearest}? docs/frameworks lists them all.`,
  });
}

/** A requirement that a control is mapped to. */
export interface ControlRequirement {
  readonly framework: FrameworkId;
  readonly id: string;
  readonly mapping: RequirementControl['mapping'];
}

const REQUIREMENTS = requirementsByControl();

/**
 * Where a control counts, in the order of the frameworks; none for a control that no framework asks for. With a version
 * (`X.Y`) only requirements that exist for it.
 */
export function requirementsOfControl(
  control: ControlId,
  kubernetesVersion?: string,
): readonly ControlRequirement[] {
  const found = REQUIREMENTS.get(control) ?? [];
  return found
    .filter(({ requirement }) => kubernetesVersion === undefined || appliesTo(requirement, kubernetesVersion))
    .map(({ framework, requirement, mapping }) => ({ framework, id: requirement.id, mapping }));
}

/** False when the requirement does not exist for this Kubernetes version (`X.Y`), or another has taken its place. */
export function appliesTo(requirement: Requirement, kubernetesVersion: string): boolean {
  const alone = { ...requirement, controls: [] };
  return requirementState(alone, new Map(), kubernetesVersion).verdict !== 'not-applicable';
}

interface Place {
  readonly framework: FrameworkId;
  readonly requirement: Requirement;
  readonly mapping: RequirementControl['mapping'];
}

function requirementsByControl(): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  for (const framework of FRAMEWORKS)
    for (const requirement of framework.requirements)
      for (const { control, mapping } of requirement.controls) {
        const places = found.get(control) ?? [];
        found.set(control, [...places, { framework: framework.id, requirement, mapping }]);
      }
  return found;
}
