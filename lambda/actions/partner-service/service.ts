import type { RequestingJob, Secret } from '../../index.ts';

/** The partner's own web service, as a customer configured it. */
export interface PartnerService extends RequestingJob {
  url: URL;
  token: Secret;
  /** The property that the token came from; the customer is sent to it when the service refuses the token. */
  tokenProperty: string;
}
