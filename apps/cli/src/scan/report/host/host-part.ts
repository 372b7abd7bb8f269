import type { Control } from '@plimsoll/engine';
import { NO_COUNTS } from '@plimsoll/model';
import type { FactBody, Judgement, Setting, Severity, SourceId, VerdictCounts } from '@plimsoll/model';
import { layerOf, type LayerName } from './layers.js';

/** What decides how something is set for good on a host. */
export interface HostOs {
  /** `ID`, `ID_LIKE` and `VARIANT_ID` of os-release; '' where they are not known. */
  readonly id: string;
  readonly like: string;
  readonly variant: string;
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  /** `Linux 6.12.0 x86_64`; '' where it is not known. */
  readonly kernel: string;
  /** Proven to start without a boot loader of its own: its kernel and parameters come from outside. */
  readonly isStartedFromOutside: boolean;
}

export interface LayerCounts extends VerdictCounts {
  readonly fails: Readonly<Partial<Record<Severity, number>>>;
}

/** What the table says of a host beside its rows. */
export interface HostPart {
  readonly os: HostOs;
  readonly layers: ReadonlyMap<LayerName, LayerCounts>;
}

/** Configurations of boot loaders; firmware may list others, but then these are there too. */
const LOADERS = ['/boot/grub/grub.cfg', '/boot/grub2/grub.cfg', '/boot/loader/entries/*.conf'];

type Bodies = Readonly<Partial<Record<SourceId, FactBody>>>;

function textOf(body: FactBody | undefined, key: string): string {
  const setting: Setting | undefined = body?.shape === 'settings' ? body.settings[key] : undefined;
  return typeof setting === 'string' ? setting : '';
}

function lacksLoader(body: FactBody | undefined): boolean {
  if (body?.shape !== 'files') return false;
  return LOADERS.every((path) => {
    const entry = Object.hasOwn(body.files, path) ? body.files[path] : undefined;
    return entry !== undefined && 'absent' in entry;
  });
}

/** What the facts say of the operating system; none of it has to be known. */
export function hostOsOf(facts: Bodies): HostOs {
  const text = (key: string): string => textOf(facts['host/identity'], key);
  const release = text('kernel.osrelease');
  return {
    id: text('os.id').toLowerCase(),
    like: text('os.id-like').toLowerCase(),
    variant: text('os.variant-id').toLowerCase(),
    name: text('os.name'),
    kernel: release === '' ? '' : `Linux ${release} ${text('kernel.arch')}`.trimEnd(),
    isStartedFromOutside: lacksLoader(facts['host/files']),
  };
}

const COUNT = { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'notApplicable' } as const;

/** Counts by layer: the rows of a table hold only what is shown. */
export function hostPartOf(
  facts: Bodies,
  judgements: readonly { readonly control: Control; readonly judgement: Judgement }[],
): HostPart {
  const layers = new Map<LayerName, LayerCounts>();
  for (const { control, judgement } of judgements) {
    const layer = layerOf(control.id, control.subjects);
    const counts = layers.get(layer) ?? { ...NO_COUNTS, fails: {} };
    const place = COUNT[judgement.verdict];
    const failed = judgement.verdict === 'fail' ? 1 : 0;
    layers.set(layer, {
      ...counts,
      [place]: counts[place] + 1,
      fails: { ...counts.fails, [control.severity]: (counts.fails[control.severity] ?? 0) + failed },
    });
  }
  return { os: hostOsOf(facts), layers };
}
