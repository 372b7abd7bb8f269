import type { Control } from '@plimsoll/engine';
import type { ControlId } from '@plimsoll/model';
import { isControlId } from '@plimsoll/model';
import { controlsErrors } from './errors.js';

/** A control as it is written down: the id is still plain text. */
export type Declared = Omit<Control, 'id'> & { readonly id: string };

/** Parses the id once; a malformed one is a defect of the catalogue and stops the program at start. */
export function declareControl(declared: Declared): Control {
  return { ...declared, id: controlId(declared.id) };
}

/** @throws CONTROL_ID_INVALID */
export function controlId(text: string): ControlId {
  if (isControlId(text)) return text;
  throw controlsErrors.error('CONTROL_ID_INVALID', `"${text}" is not written as family/slug`, {
    details: { id: text },
  });
}
