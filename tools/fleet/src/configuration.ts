import { defineConfiguration } from '@plimsoll/runtime';

/** What the demo fleet needs to know. */
export const fleetConfiguration = defineConfiguration({
  stateFolder: {
    variable: 'FLEET_STATE_FOLDER',
    kind: 'text',
    meaning: 'folder that keeps the identities of the demo clusters',
  },
  address: {
    variable: 'FLEET_ENROLLMENT_ADDRESS',
    kind: 'text',
    required: false,
    meaning: 'host:port on which the centre enrols',
  },
  caPin: {
    variable: 'FLEET_CA_PIN',
    kind: 'text',
    required: false,
    meaning: "pin of the centre's authority",
  },
  token: {
    variable: 'FLEET_TOKEN',
    kind: 'text',
    secret: true,
    required: false,
    meaning: 'enrolment token with a use for each demo cluster',
  },
  version: {
    variable: 'FLEET_VERSION',
    kind: 'text',
    default: '0.1.0',
    meaning: 'version that the agents say',
  },
});
