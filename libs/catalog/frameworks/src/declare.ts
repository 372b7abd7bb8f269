import type { Control, Framework, Requirement, RequirementControl } from '@plimsoll/engine';
import type { ControlId } from '@plimsoll/model';
import { isFrameworkId } from '@plimsoll/model';
import { controlId, controlsByReference } from '@plimsoll/controls';
import { frameworksErrors } from './errors.js';

/** @throws FRAMEWORK_ID_INVALID, a defect of the catalogue that stops the program at start. */
export function declareFramework(declared: Omit<Framework, 'id'> & { readonly id: string }): Framework {
  const { id } = declared;
  if (isFrameworkId(id)) return { ...declared, id };
  throw frameworksErrors.error('FRAMEWORK_ID_INVALID', `"${id}" is no framework's id`, { details: { id } });
}

/**
 * Controls that carry any of these references. A check that no control of ours carries keeps its place under
 * `not-implemented/`: no control has such an id, so that the requirement counts as `unknown: not-implemented` until one
 * carries the reference.
 */
export function mapped(
  references: readonly string[],
  mapping: RequirementControl['mapping'],
): readonly RequirementControl[] {
  const ids = references.flatMap((reference) => {
    const controls = controlsByReference(reference);
    return controls.length > 0 ? controls.map(({ id }) => id) : [notImplemented(reference)];
  });
  return [...new Set(ids)].map((control) => ({ control, mapping }));
}

/** `kubescape:C-0083` is `not-implemented/kubescape-c-0083`. */
const notImplemented = (reference: string): ControlId =>
  controlId(`not-implemented/${reference.toLowerCase().replaceAll(':', '-')}`);

/** True of a mapped id that stands for a check no control of ours makes yet. */
export const isNotImplemented = (id: ControlId): boolean => id.startsWith('not-implemented/');

/** A check of the Pod Security Standards by its own id; `versions` where it does not exist for all of them. */
export function podSecurityRequirement(check: string, versions?: Requirement['versions']): Requirement {
  const [control] = controlsByReference(`pss:${check}`);
  if (!control)
    throw frameworksErrors.error('FRAMEWORK_REFERENCE_UNKNOWN', `no control carries pss:${check}`, {
      details: { check },
    });
  return requirementOf(check, control, versions);
}

const requirementOf = (id: string, control: Control, versions: Requirement['versions']): Requirement => ({
  id,
  title: control.title,
  assessment: 'automated',
  controls: [{ control: control.id, mapping: 'direct' }],
  ...(versions === undefined ? {} : { versions }),
});
