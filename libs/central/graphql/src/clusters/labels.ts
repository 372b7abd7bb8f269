import { identityErrors, type Labels } from '@plimsoll/identity';
import type { LabelInput } from './cluster.js';

/** As identity wants them. @throws LABELS_INVALID for a key that is given twice */
export function uniqueLabels(labels: readonly LabelInput[]): Labels {
  const keys = labels.map(({ key }) => key);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (twice >= 0)
    throw identityErrors.error('LABELS_INVALID', `label ${twice + 1} has the key of another`, {
      details: { place: twice + 1, labels: labels.length },
    });
  return Object.fromEntries(labels.map(({ key, value }) => [key, value]));
}
