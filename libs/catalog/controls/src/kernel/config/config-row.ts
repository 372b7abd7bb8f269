import type { Severity } from '@plimsoll/model';
import { referencesOf } from '../../settings/authority.js';
import type { KernelVersion } from '../../settings/kernel-version.js';
import { parseConfigRule, type ConfigRule } from './config-term.js';

export type Architecture = 'arm' | 'arm64' | 'i386' | 'riscv64' | 'x86_64';

/** What not every row says. */
interface Special {
  /** The whole rule, where the option alone does not decide. */
  readonly rule?: string;
  /** Kernels that have the option, both ends included; outside of them its absence is nobody's choice. */
  readonly since?: KernelVersion;
  readonly until?: KernelVersion;
  /** Default: all. */
  readonly architectures?: readonly Architecture[];
  /** What to know before changing it. */
  readonly note?: string;
  /** Why a Kubernetes node does not have to keep the rule: it needs the opposite. */
  readonly exceptKubernetes?: string;
  /** Default: the key, in the words of an id. */
  readonly slug?: string;
}

/** One option of the kernel's configuration against one rule. Rows of one slug differ by architecture. */
export interface ConfigRow extends Omit<Special, 'rule'> {
  /** With its `CONFIG_`. */
  readonly key: string;
  readonly slug: string;
  /** `y`, `is not set`, a number or a string as the configuration writes it. */
  readonly wanted: string;
  readonly severity: Severity;
  readonly why: string;
  readonly references: readonly string[];
  readonly rule: ConfigRule;
}

export function configRow(
  name: string,
  wanted: string,
  severity: Severity,
  why: string,
  authorities: string,
  special: Special = {},
): ConfigRow {
  const key = `CONFIG_${name}`;
  return {
    slug: name.toLowerCase().replaceAll('_', '-'),
    ...special,
    key,
    wanted,
    severity,
    why,
    references: referencesOf(key, authorities),
    rule: parseConfigRule(special.rule ?? `${name}=${wanted}`),
  };
}

type Row = (
  name: string,
  severity: Severity,
  why: string,
  authorities: string,
  special?: Special,
) => ConfigRow;

/** An option that the kernel should be built with. */
export const on: Row = (name, severity, why, authorities, special) =>
  configRow(name, 'y', severity, why, authorities, special);

/** An option that the kernel should be built without. */
export const off: Row = (name, severity, why, authorities, special) =>
  configRow(name, 'is not set', severity, why, authorities, special);
