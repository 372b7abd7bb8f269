import type { ControlId } from '@plimsoll/model';
import { controlId } from '../declare.js';
import { CMDLINE_TOPICS } from './cmdline/cmdline.table.js';
import { CONFIG_TOPICS } from './config/config.table.js';
import { MODULE_TOPICS } from './modules/modules.table.js';
import { SYSCTL_TOPICS } from './sysctl.table.js';

type Topics = Readonly<Record<string, readonly ControlId[]>>;

/** Ids of the rows of tables, each once. */
const idsOf = (
  prefix: string,
  tables: Readonly<Record<string, readonly { readonly slug: string }[]>>,
): Topics =>
  Object.fromEntries(
    Object.entries(tables).map(([topic, rows]) => [
      `${prefix}-${topic}`,
      [
        ...new Set(
          rows.map(({ slug }) => controlId(`kernel/${prefix === 'sysctl' ? '' : `${prefix}-`}${slug}`)),
        ),
      ],
    ]),
  );

/** The controls of the kernel's tables by what they are for, so that a framework may name a topic instead of rows. */
export const KERNEL_TOPICS: Topics = {
  ...idsOf('cmdline', CMDLINE_TOPICS),
  ...idsOf('config', CONFIG_TOPICS),
  ...idsOf('module', MODULE_TOPICS),
  ...idsOf('sysctl', SYSCTL_TOPICS),
};
