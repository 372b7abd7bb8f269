declare const brand: unique symbol;
/** A string that was parsed once at the edge and may be trusted inside. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The tenant: a lower-case UUID. Nothing crosses it. */
export type OrganizationId = Branded<'OrganizationId'>;
/** What is enrolled: a lower-case UUID made by the centre. */
export type ClusterId = Branded<'ClusterId'>;
/** One agent identity of a cluster: a lower-case UUID made by the centre at enrolment. */
export type AgentId = Branded<'AgentId'>;
/** A control's readable slug, `family/slug`; never reused. */
export type ControlId = Branded<'ControlId'>;
/** A framework at a fixed revision, for instance `nsa-cisa-1.2`. */
export type FrameworkId = Branded<'FrameworkId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CONTROL = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/;
const FRAMEWORK = /^[a-z][a-z0-9.-]*$/;

export const isOrganizationId = (value: string): value is OrganizationId => UUID.test(value);
export const isClusterId = (value: string): value is ClusterId => UUID.test(value);
export const isAgentId = (value: string): value is AgentId => UUID.test(value);
export const isControlId = (value: string): value is ControlId => CONTROL.test(value);
export const isFrameworkId = (value: string): value is FrameworkId => FRAMEWORK.test(value);
