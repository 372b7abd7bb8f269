import type { RenewalOutcome } from '@plimsoll/identity';
import type { AgentIdentity, Caller } from '@plimsoll/link-server';
import type { Logger, Metrics } from '@plimsoll/runtime';

/** Tells operators what happens to identities: in the log with names, in metrics without. */
export function identityNews(logger: Logger, metrics: Metrics | undefined) {
  const renewals = metrics?.counter('plimsoll_identity_renewals_total', 'Renewals of agents, by outcome.', [
    'outcome',
  ]);
  const quarantines = metrics?.counter(
    'plimsoll_identity_quarantines_total',
    'Agents that were put into quarantine, since copies of their state are in use.',
  );
  return {
    renewed: (agent: AgentIdentity, outcome: RenewalOutcome): void => {
      renewals?.add(1, { outcome });
      if (outcome === 'adopted')
        logger.warn(
          { ...agent },
          'an agent had a later join state than the store; it was adopted, as after the restore of a backup',
        );
      else logger.debug({ ...agent, outcome }, 'an agent renewed');
    },
    quarantined: (agent: AgentIdentity, { address }: Caller, detail: string): void => {
      quarantines?.add();
      logger.error(
        { ...agent, address, detail },
        'two use the identity of one agent: both are shut out until the cluster is enrolled again',
      );
    },
  };
}
