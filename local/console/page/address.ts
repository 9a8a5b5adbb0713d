/** The parts of a job's page, one at a time. */
export const tabs = ['log', 'calls', 'artifacts', 'findings', 'configuration', 'ledger'] as const;
export type Tab = (typeof tabs)[number];

/** Which jobs the list shows. */
export const filters = ['all', 'running', 'succeeded', 'failed'] as const;
export type Filter = (typeof filters)[number];

/** What the page shows, by its address. */
export interface PageAddress {
  view: 'jobs' | 'rules';
  jobId?: string;
  tab: Tab;
  filter: Filter;
  /** The text of the search. */
  search: string;
}

/** The place that the part of an address behind `#` names; addresses of earlier releases too. */
export function readPlace(hash: string): PageAddress {
  const text = hash.replace(/^#/, '');
  const parts = new URLSearchParams(text);
  const isEarlier = text !== '' && !text.includes('=');
  const jobId = isEarlier ? (['jobs', 'rules'].includes(text) ? undefined : text) : (parts.get('job') ?? undefined);
  return {
    view: text === 'rules' || parts.get('view') === 'rules' ? 'rules' : 'jobs',
    tab: tabs.find((tab) => tab === parts.get('tab')) ?? 'log',
    filter: filters.find((filter) => filter === parts.get('show')) ?? 'all',
    search: parts.get('q') ?? '',
    ...(jobId !== undefined && { jobId }),
  };
}

/** The address of a place, with what differs from the usual. */
export function writePlace({ view, jobId, tab, filter, search }: PageAddress): string {
  const parts = new URLSearchParams();
  if (view === 'rules') parts.set('view', view);
  if (jobId !== undefined) parts.set('job', jobId);
  if (tab !== 'log') parts.set('tab', tab);
  if (filter !== 'all') parts.set('show', filter);
  if (search !== '') parts.set('q', search);
  return `#${parts}`;
}
