// Which page a control is on: its own, or the one of its family where the family is a table.
import { tableFamilies } from './sources.mjs';

const tables = new Set(tableFamilies());

export const familyOf = (id) => id.slice(0, id.indexOf('/'));
export const isOfTable = (id) => tables.has(familyOf(id));

/** A control's place below docs/controls, the heading included where it has no page of its own. */
export const placeOf = (id) =>
  isOfTable(id) ? `${familyOf(id)}.md#${id.replaceAll(/[^a-z0-9-]/g, '')}` : `${id}.md`;
