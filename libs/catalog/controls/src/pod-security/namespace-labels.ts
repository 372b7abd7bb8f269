import { NEWEST_POLICY_MINOR } from './policy-version.js';

export type PolicyLevel = 'privileged' | 'baseline' | 'restricted';
/** Loosest first. */
const LEVELS: readonly PolicyLevel[] = ['privileged', 'baseline', 'restricted'];
const MODES = ['enforce', 'audit', 'warn'] as const;
type Mode = (typeof MODES)[number];

/** A level, and the policy version by which it is judged: `latest`, or a minor number as in `v1.<minor>`. */
export interface LevelVersion {
  readonly level: PolicyLevel;
  readonly version: number | 'latest';
}

export interface NamespacePolicy extends Readonly<Record<Mode, LevelVersion>> {
  /** Names of labels whose value is not valid; what the API server makes of them is in the modes. */
  readonly invalid: readonly string[];
}

const CLUSTER_DEFAULT: LevelVersion = { level: 'privileged', version: 'latest' };
const DEFAULTS = { enforce: CLUSTER_DEFAULT, audit: CLUSTER_DEFAULT, warn: CLUSTER_DEFAULT };
export const POD_SECURITY_LABEL = 'pod-security.kubernetes.io/';

/**
 * What Pod Security admission makes of a namespace's labels. An invalid enforce level is taken as restricted, an invalid
 * audit or warn level as privileged, an invalid version as latest; without a warn level, warn follows a stricter enforce.
 * `defaults` are the cluster's own, from the admission configuration.
 */
export function namespacePolicy(
  labels: Readonly<Record<string, string>>,
  defaults: Readonly<Record<Mode, LevelVersion>> = DEFAULTS,
): NamespacePolicy {
  const invalid: string[] = [];
  const [enforce, audit, warn] = MODES.map((mode) => {
    const level = label(labels, mode);
    const version = label(labels, `${mode}-version`);
    if (level !== undefined && !isLevel(level)) invalid.push(`${POD_SECURITY_LABEL}${mode}`);
    if (version !== undefined && parseVersion(version) === undefined)
      invalid.push(`${POD_SECURITY_LABEL}${mode}-version`);
    return {
      level: level === undefined ? defaults[mode].level : levelOf(mode, level),
      version: version === undefined ? defaults[mode].version : (parseVersion(version) ?? 'latest'),
    } satisfies LevelVersion;
  });
  const modes = {
    enforce: enforce ?? defaults.enforce,
    audit: audit ?? defaults.audit,
    warn: warn ?? defaults.warn,
  };
  return { ...modes, warn: warnFollowing(labels, modes), invalid };
}

/** The policy version as a minor number of Kubernetes 1.x; newer than known and latest are both the newest known. */
export function minorOf(version: LevelVersion['version']): number {
  return version === 'latest' ? NEWEST_POLICY_MINOR : Math.min(version, NEWEST_POLICY_MINOR);
}

function warnFollowing(
  labels: Readonly<Record<string, string>>,
  modes: Readonly<Record<Mode, LevelVersion>>,
): LevelVersion {
  const enforced = label(labels, 'enforce');
  const follows = enforced !== undefined && isLevel(enforced) && label(labels, 'warn') === undefined;
  if (!follows || LEVELS.indexOf(modes.enforce.level) <= LEVELS.indexOf(modes.warn.level)) return modes.warn;
  const version = label(labels, 'warn-version') === undefined ? modes.enforce.version : modes.warn.version;
  return { level: modes.enforce.level, version };
}

const label = (labels: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(labels, `${POD_SECURITY_LABEL}${name}`) ? labels[`${POD_SECURITY_LABEL}${name}`] : undefined;

const isLevel = (text: string): text is PolicyLevel => LEVELS.some((level) => level === text);

const levelOf = (mode: Mode, text: string): PolicyLevel => {
  if (isLevel(text)) return text;
  return mode === 'enforce' ? 'restricted' : 'privileged';
};

function parseVersion(text: string): LevelVersion['version'] | undefined {
  if (text === 'latest') return 'latest';
  const minor = /^v1\.(0|[1-9][0-9]*)$/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
