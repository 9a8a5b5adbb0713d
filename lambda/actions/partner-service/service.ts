import type { RequestingJob, Secret } from '../../index.ts';

/** The partner's own web service, as a customer configured it. */
export interface PartnerService extends RequestingJob {
  url: URL;
  token: Secret;
  /** The property with the token; a failure names it to the customer when the service refuses the token. */
  tokenProperty: string;
}
