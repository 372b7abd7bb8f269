import { sourceGroupsOf, subjectSources } from '@plimsoll/engine';
import type { Control, Derivation, DerivedId, Framework } from '@plimsoll/engine';
import type { ControlId, FrameworkId, SourceGroups, SourceId } from '@plimsoll/model';
import { postureErrors } from './errors.js';

/** The parts of the catalogue that posture is made with. */
export interface CatalogParts {
  readonly controls: readonly Control[];
  readonly frameworks: readonly Framework[];
  readonly derivations: readonly Derivation[];
  /** A control's place in a subject's vector: committed, never reused. */
  readonly places: Readonly<Record<string, number>>;
}

/** The catalogue with the look-ups that the read model and evaluation need, made once. */
export interface PostureCatalog extends CatalogParts {
  readonly control: (id: string) => Control | undefined;
  /** Throws POSTURE_FRAMEWORK_UNKNOWN. */
  readonly framework: (id: string) => Framework;
  readonly controlAt: (place: number) => Control | undefined;
  readonly placeOf: (id: ControlId) => number | undefined;
  /** Bytes of a vector that holds every place. */
  readonly vectorLength: number;
  /** The sources that a control's verdicts rest on, through derived facts too. */
  readonly sourcesOf: (id: ControlId) => SourceGroups;
  /** The sources whose bodies a control may look at; of all others it counts only that they gave a fact. */
  readonly readSources: readonly SourceId[];
  /** Controls that see the derived fact. */
  readonly controlsOfDerived: (id: DerivedId) => readonly Control[];
}

export function postureCatalog(parts: CatalogParts): PostureCatalog {
  const byId = new Map<string, Control>(parts.controls.map((control) => [control.id, control]));
  const frameworks = new Map<string, Framework>(
    parts.frameworks.map((framework) => [framework.id, framework]),
  );
  const byPlace = new Map<number, Control>();
  for (const control of parts.controls) {
    const place = parts.places[control.id];
    if (place !== undefined) byPlace.set(place, control);
  }
  const sources = new Map(
    parts.controls.map((control) => [control.id, sourceGroupsOf(control, parts.derivations)]),
  );
  return {
    ...parts,
    control: (id) => byId.get(id),
    framework: (id) => frameworks.get(id) ?? unknownFramework(id, parts.frameworks),
    controlAt: (place) => byPlace.get(place),
    placeOf: (id) => parts.places[id],
    vectorLength: Math.max(-1, ...byPlace.keys()) + 1,
    readSources: [
      ...new Set(
        parts.controls.flatMap((control) => [
          ...subjectSources(control),
          ...sourceGroupsOf(control, parts.derivations).flat(),
        ]),
      ),
    ],
    sourcesOf: (id) => sources.get(id) ?? [],
    controlsOfDerived: (id) => parts.controls.filter((control) => derivedNeeds(control).includes(id)),
  };
}

/** The derived facts that a control sees. */
export const derivedNeeds = (control: Control): readonly DerivedId[] =>
  control.needs.flatMap((need) => (typeof need === 'object' && 'derived' in need ? [need.derived] : []));

function unknownFramework(id: string, known: readonly Framework[]): never {
  throw postureErrors.error('POSTURE_FRAMEWORK_UNKNOWN', `there is no framework ${id}`, {
    details: { known: known.map((framework): FrameworkId => framework.id).join(', ') },
  });
}
