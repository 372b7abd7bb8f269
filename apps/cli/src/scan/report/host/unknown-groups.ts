import type { UnreadableReason } from '@plimsoll/model';
import type { Row } from '../../shard-report.js';

/** Unknown verdicts of one cause. */
export interface UnknownGroup {
  /** What is in the way, in words. */
  readonly cause: string;
  /** What would make them known. */
  readonly cure: string;
  readonly rows: readonly Row[];
}

const CURES: Readonly<Record<UnreadableReason, string>> = {
  permission: 'scan as root, or as a user who may read it (`plimsoll agent explain` names each path)',
  namespace: "scan from the host's own namespaces: from outside of a container, or with its /proc mounted",
  'not-mounted': 'scan where it is mounted; a kernel that has none of it, or a trimmed image, cannot tell',
  'too-large': 'it is larger than what is ever read of such a file: look at it by hand',
  'not-regular': 'something other than a file stands there: look at it by hand',
  invalid: 'it is not written as it should be: look at it by hand',
  io: 'the system failed to read it: `dmesg` may say why',
};
const NOT_COLLECTED =
  'the host did not give it: scan the whole machine (`--host /`), or a cluster (`--context`) for what only its API knows';
const NOT_TOLD = 'what was read does not decide it: look at the evidence (`--format json`)';
const INCOMPLETE = 'scan the whole cluster too (`--context NAME`, or its manifests with `--complete`)';

const OF_SETTING = /^(.*?): (permission|namespace|too-large|not-regular|not-mounted|invalid|io)(?:: (.*))?$/s;

const SEVERAL = /^(?:.*: )?\d+ processes /s;

const isReason = (text: string): text is UnreadableReason => Object.hasOwn(CURES, text);

const WORDS: Readonly<Partial<Record<UnreadableReason, string>>> = {
  permission: 'may not be read',
  namespace: 'belongs to another namespace',
  io: 'cannot be read',
};

/** Details that name what they are about: without it they are one and the same. */
const ALIKE: readonly (readonly [detail: RegExp, cause: string, cure: string])[] = [
  [
    /^.* is absent although (Linux \S+) should have it.*$/s,
    'absent although $1 should have it',
    'scan where /proc and /sys are whole: a container or a capture hides a part of them',
  ],
  [
    /^.* is absent and the release of the kernel is not known.*$/s,
    'absent, and the release of the kernel is not known',
    'scan where /proc/sys/kernel/osrelease can be read',
  ],
  [/^the kernel does not tell.*$/s, 'the kernel does not tell', 'scan where /sys is mounted'],
  [/^(\S+) says nothing of .*$/s, '$1 says nothing of them', NOT_COLLECTED],
  [
    /^(no configuration of the kernel).*$/s,
    '$1: neither /proc/config.gz nor a file of the release has it',
    'let the scan see /boot/config-$(uname -r), or give the file: `plimsoll scan --facts FILE`',
  ],
  [
    /^(\S+) runs here, and its file is at none of the places that are known$/s,
    '$1 runs here, and its file is at none of the places that are known',
    'look at mode and owner of its file by hand: `stat -c "%a %U:%G" FILE`',
  ],
];

function causeOf({ reason, detail }: Row): Pick<UnknownGroup, 'cause' | 'cure'> {
  const [, , kind = '', more = ''] = OF_SETTING.exec(detail) ?? [];
  for (const [pattern, cause, cure] of ALIKE)
    if (pattern.test(more || detail)) return { cause: (more || detail).replace(pattern, cause), cure };
  if (SEVERAL.test(detail))
    return {
      cause: more || detail,
      cure: 'several of them run here, and none is the one: scan where one runs',
    };
  if (isReason(kind)) {
    const words = WORDS[kind];
    const cause = [words, more === '' && words === undefined ? kind : more].filter(Boolean).join(': ');
    return { cause, cure: CURES[kind] };
  }
  if (reason === 'incomplete') return { cause: 'only a part of the cluster was read', cure: INCOMPLETE };
  if (reason === 'not-collected') return { cause: detail || 'it was not collected', cure: NOT_COLLECTED };
  if (reason === 'error') return { cause: `a defect of Plimsoll: ${detail}`, cure: 'please report it' };
  return { cause: detail || reason, cure: NOT_TOLD };
}

/** The largest group first. */
export function unknownGroups(rows: readonly Row[]): readonly UnknownGroup[] {
  const groups = new Map<string, UnknownGroup>();
  for (const row of rows) {
    const { cause, cure } = causeOf(row);
    const key = `${cause}\n${cure}`;
    groups.set(key, { cause, cure, rows: [...(groups.get(key)?.rows ?? []), row] });
  }
  return [...groups.values()].toSorted((a, b) => b.rows.length - a.rows.length);
}
