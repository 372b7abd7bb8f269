import type { JsonValue } from '@plimsoll/model';
import { isObject, items, member, text } from '../../json-access.js';

/**
 * Whether a metav1.LabelSelector selects these labels. An empty one selects everything; what is no selector, or has an
 * operator that Kubernetes does not know, selects nothing.
 */
export function selects(selector: JsonValue | undefined, labels: JsonValue | undefined): boolean {
  if (!isObject(selector)) return false;
  const wanted = selector.matchLabels;
  const equal =
    !isObject(wanted) || Object.entries(wanted).every(([key, value]) => member(labels, key) === value);
  return equal && items(selector.matchExpressions).every((expression) => holds(expression, labels));
}

function holds(expression: JsonValue, labels: JsonValue | undefined): boolean {
  const found = member(labels, text(member(expression, 'key')));
  const among = found !== undefined && items(member(expression, 'values')).includes(found);
  switch (member(expression, 'operator')) {
    case 'In':
      return among;
    case 'NotIn':
      return !among;
    case 'Exists':
      return found !== undefined;
    case 'DoesNotExist':
      return found === undefined;
    default:
      return false;
  }
}
