import type { Severity } from '@plimsoll/model';
import { referencesOf } from '../../settings/authority.js';
import type { KernelVersion } from '../../settings/kernel-version.js';
import type { Architecture } from '../config/config-row.js';
import { parseCmdlineRule, type CmdlineRule } from './cmdline-term.js';

interface Special {
  /** The first release that has the parameter; before it, its absence is nobody's choice. */
  readonly since?: KernelVersion;
  /** Default: all. */
  readonly architectures?: readonly Architecture[];
  /** What to know before changing it. */
  readonly note?: string;
  /** What a Kubernetes node has to keep instead, because its agents or its tenants need more. */
  readonly onKubernetes?: string;
  /** Default: the name, in the words of an id. */
  readonly slug?: string;
}

/** One boot parameter against one rule. Rows of one slug differ by architecture. */
export interface CmdlineRow extends Omit<Special, 'onKubernetes'> {
  readonly name: string;
  readonly slug: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly references: readonly string[];
  readonly rule: CmdlineRule;
  readonly onKubernetes?: CmdlineRule;
  /** What the boot loader should say, or undefined where it should say nothing. */
  readonly set: string | undefined;
  /** The rule in words, where they are fewer than its own. */
  readonly wanted: string | undefined;
}

export interface CmdlineRowText {
  readonly rule: string;
  readonly set?: string;
  readonly wanted?: string;
  readonly title: string;
}

export function cmdlineRow(
  name: string,
  { rule, set, wanted, title }: CmdlineRowText,
  severity: Severity,
  why: string,
  authorities: string,
  { onKubernetes, ...special }: Special = {},
): CmdlineRow {
  return {
    slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    ...special,
    ...(onKubernetes === undefined ? {} : { onKubernetes: parseCmdlineRule(onKubernetes) }),
    name,
    title,
    severity,
    why,
    references: referencesOf(name, authorities),
    rule: parseCmdlineRule(rule),
    set,
    wanted,
  };
}

type Row = (
  name: string,
  severity: Severity,
  why: string,
  authorities: string,
  special?: Special & { readonly rule?: string },
) => CmdlineRow;

/** A parameter that must not be there. */
export const never: Row = (name, severity, why, authorities, { rule, ...special } = {}) =>
  cmdlineRow(
    name,
    { rule: rule ?? `${name}=is not set`, wanted: 'absent', title: `The kernel is not booted with ${name}` },
    severity,
    why,
    authorities,
    special,
  );

/**
 * A mitigation that must not be switched off, by its own parameter or by the one for all. Without either the kernel
 * mitigates by itself what the processor needs.
 */
export const notOff: Row = (name, severity, why, authorities, { rule, ...special } = {}) =>
  cmdlineRow(
    name,
    {
      rule:
        rule ??
        `any(${name}=is not off; all(${name}=is not set; any(mitigations=is not set; mitigations=is not off)))`,
      wanted: 'not off',
      title: `The kernel is not booted with ${name}=off`,
    },
    severity,
    why,
    authorities,
    special,
  );

/** A switch that must not be 0. */
export const notZero: Row = (name, severity, why, authorities, special) =>
  cmdlineRow(
    name,
    {
      rule: `any(${name}=is not set; ${name}=is not 0)`,
      wanted: 'not 0',
      title: `The kernel is not booted with ${name}=0`,
    },
    severity,
    why,
    authorities,
    special,
  );
