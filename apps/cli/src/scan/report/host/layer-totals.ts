import { SEVERITIES } from '@plimsoll/model';
import type { Paint } from '../../../terminal/paint.js';
import type { LayerCounts } from './host-part.js';
import { LAYERS, type LayerName } from './layers.js';

const NAME = 28;

/** One line a layer: fails by severity, what is not known, what is right, what does not apply. */
export function* layerTotals(layers: ReadonlyMap<LayerName, LayerCounts>, ink: Paint): Generator<string> {
  const titles = [...SEVERITIES, 'unknown', 'pass', 'n/a'];
  yield ink.faint(`${'Fails by layer and severity'.padEnd(NAME)}${titles.map(cell).join('')}`) + '\n';
  for (const layer of LAYERS) {
    const counts = layers.get(layer);
    if (counts === undefined) continue;
    const { fails, unknown, pass, notApplicable } = counts;
    const bad = SEVERITIES.map((severity) => colored(fails[severity] ?? 0, ink.bad));
    const rest = [colored(unknown, ink.warning), colored(pass, ink.good), cell(`${notApplicable}`)];
    yield `${layer.padEnd(NAME)}${[...bad, ...rest].join('')}\n`;
  }
  yield '\n';
}

const cell = (text: string): string => text.padStart(9);

const colored = (count: number, color: (text: string) => string): string =>
  count === 0 ? cell('-') : color(cell(`${count}`));
