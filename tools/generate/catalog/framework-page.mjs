// One framework's page.
import { window } from './control-page.mjs';
import { placeOf } from './page-of.mjs';

export function frameworkPage(framework, controls) {
  const known = new Set(controls.map(({ id }) => id));
  const missing = framework.requirements
    .flatMap((requirement) => requirement.controls)
    .filter(({ control }) => !known.has(control));
  return [
    `# ${framework.title}`,
    `\`${framework.id}\`, revision: ${framework.revision}. Source: <${framework.source}>.`,
    ...(framework.applies === undefined ? [] : [scope(framework.applies)]),
    summary(framework, known),
    ...(missing.length > 0
      ? ['What stands under `not-implemented/` has no control yet: it counts as `unknown`, never as passed.']
      : []),
    list(framework, known),
  ].join('\n\n');
}

/** For which clusters it is written. */
function scope({ distributions = [], from, to }) {
  const names = distributions.length > 0 ? [distributions.map((name) => `\`${name}\``).join(', ')] : [];
  const versions = [
    ...(from === undefined ? [] : [`from Kubernetes ${from}`]),
    ...(to === undefined ? [] : [`up to ${to}`]),
  ];
  return `Written for ${[...names, ...versions].join(' ')}; on any other cluster that was detected every requirement is not-applicable, with the reason.`;
}

function summary({ requirements }, known) {
  const manual = requirements.filter(({ assessment }) => assessment === 'manual').length;
  const automated = requirements.filter(({ assessment }) => assessment === 'automated');
  const whole = automated.filter(({ controls }) =>
    controls.every(({ control }) => known.has(control)),
  ).length;
  const some =
    automated.filter(({ controls }) => controls.some(({ control }) => known.has(control))).length - whole;
  const none = automated.length - whole - some;
  return `${requirements.length} requirements: ${whole} wholly checked, ${some} in part, ${none} not yet, ${manual} manual.`;
}

const list = ({ requirements }, known) =>
  requirements
    .map((requirement) => {
      const { id, title, assessment, controls } = requirement;
      const names = controls.map((entry) => `  - ${mapped(entry, known)}`);
      return [`- **${id}** ${title} (${assessment}${window(requirement)})`, ...names].join('\n');
    })
    .join('\n');

const mapped = ({ control, mapping }, known) => {
  const name = known.has(control) ? `[${control}](../controls/${placeOf(control)})` : control;
  return mapping === 'partial' ? `${name} (partial)` : name;
};
