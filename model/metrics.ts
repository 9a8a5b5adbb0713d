/** What the functions count: things worth an alarm or a graph. */
const metricNames = [
  'JobsQueued',
  'JobsClaimed',
  'JobsSucceeded',
  'JobsContinued',
  'JobsFailed',
  'JobsLost',
  'JobsUnreportable',
  'JobsOfDisabledClients',
  'JobsGivenUp',
  'ResultsRejected',
  'LeasesLost',
  'PollsThrottled',
  'PollsFailed',
  'PollsSaturated',
  'PollsPaused',
  'OffersLapsed',
] as const;

export type MetricName = (typeof metricNames)[number];
