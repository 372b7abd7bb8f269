import type { SubjectView } from '@plimsoll/engine';
import type { FactBody, Judgement } from '@plimsoll/model';
import { readingOf, unreadable } from '../../settings/reading.js';
import { configView } from '../config/config-view.js';
import type { CmdlineView, Parameter } from './cmdline-term.js';

export const CMDLINE = 'host/cmdline';
const PREFIX = 'boot:';

/** Bodies are counted once, however many controls look at them. */
const counted = new WeakMap<FactBody, number>();

function parametersIn(body: FactBody): number {
  const known = counted.get(body);
  if (known !== undefined) return known;
  const keys = body.shape === 'settings' ? Object.keys(body.settings) : [];
  const count = keys.filter((key) => key.startsWith(PREFIX)).length;
  counted.set(body, count);
  return count;
}

/** Why what is not found may have been lost; undefined when the line is whole, and then it is not there. */
function lossOf(view: SubjectView): Judgement | undefined {
  const said = readingOf(view, CMDLINE, 'cmdline.parameters');
  if (said.kind === 'unknown') return said.judgement;
  if (said.kind === 'absent') return unreadable(`no command line of the kernel: ${said.detail}`);
  const body = view.fact(CMDLINE);
  if (body !== undefined && said.text === `${parametersIn(body)}`) return undefined;
  return unreadable(`the command line should have ${said.text} parameters, and some are missing`);
}

function parameterOf(view: SubjectView, name: string): Parameter {
  const key = `${PREFIX}${name.replaceAll('-', '_')}`;
  if (view.setting(CMDLINE, key) === undefined) {
    const unknown = lossOf(view);
    return unknown === undefined ? { value: undefined } : { unknown };
  }
  const reading = readingOf(view, CMDLINE, key);
  if (reading.kind === 'unknown') return { unknown: reading.judgement };
  return { value: reading.kind === 'text' ? reading.text : undefined };
}

/** The command line of a subject as rules see it, with the configuration that gives its defaults. */
export const cmdlineView = (view: SubjectView): CmdlineView => ({
  parameter: (name) => parameterOf(view, name),
  config: configView(view),
});
