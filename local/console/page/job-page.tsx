import { isFinished } from '../../codepipeline/jobs/job-status.ts';
import type { JobEvent, MadeEvent, StatusEvent } from '../../events/event.ts';
import { Name } from './accessible.tsx';
import { type Tab, tabs } from './address.ts';
import { ArtifactsTab } from './artifacts-tab.tsx';
import { Badge } from './badge.tsx';
import { CallsTab } from './calls-tab.tsx';
import { ConfigurationTab } from './configuration-tab.tsx';
import type { Execution } from './executions.ts';
import { FindingsTab } from './findings-tab.tsx';
import { JobActions } from './job-actions.tsx';
import { LedgerTab } from './ledger-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { chosenId, details, go, leaveJob, place } from './state.ts';
import { Waterfall } from './waterfall.tsx';
import { shortId } from './words.ts';

/** The whole way of one run of an action. */
export function JobPage({ execution }: { execution: Execution }) {
  const { latest, rounds } = execution;
  const job = rounds.find(({ jobId }) => jobId === chosenId.value) ?? latest;
  return (
    <article id="job" aria-labelledby="job-title">
      <button type="button" class="back quiet" onClick={leaveJob}>
        ← All jobs
      </button>
      <header>
        <h2 id="job-title" tabIndex={-1}>
          <Name>{job.actionName}</Name>
        </h2>
        <Badge status={job.status} />
        <JobActions job={job} />
        <p class="where">
          <Name>{job.pipelineName}</Name> › <Name>{job.stageName}</Name> › <Name>{job.actionName}</Name>
          <span>
            job <code title={job.jobId}>{shortId(job.jobId)}</code>
          </span>
          <span>
            {job.clientId === undefined ? (
              'custom action'
            ) : (
              <>
                client <code title={job.clientId}>{shortId(job.clientId)}</code>
              </>
            )}
          </span>
        </p>
      </header>
      <Outcome job={job} />
      <Waterfall execution={execution} />
      <Tabs job={job} />
    </article>
  );
}

/** How it ended, as CodePipeline's user reads it; until then, how far it has come. */
function Outcome({ job }: { job: JobEvent }) {
  const { jobId, status, percent = 0, continuedAs } = job;
  const own = details.value.events.filter((event) => event.jobId === jobId);
  const end = own.findLast((event): event is StatusEvent => event.kind === 'status');
  const progress = own.findLast((event) => event.kind === 'progress');
  if (status === 'InProgress') {
    const summary = progress?.kind === 'progress' ? progress.summary : undefined;
    return (
      <section class="outcome" aria-label="Progress" data-status={status}>
        <p>
          <b>{percent} %</b> <Name>{summary ?? 'The action is running.'}</Name>
        </p>
        <progress max={100} value={percent} aria-label="Progress" />
      </section>
    );
  }
  const { failureDetails, executionDetails, outputVariables = {} } = end?.status === status ? end : {};
  const text = failureDetails?.message ?? executionDetails?.summary ?? job.said;
  const id = failureDetails?.externalExecutionId ?? executionDetails?.externalExecutionId;
  if (!isFinished(job)) return null;
  return (
    <section class="outcome" aria-label="Outcome" data-status={status}>
      <p>
        <b>{failureDetails?.type ?? job.failureType ?? (continuedAs ? 'Continues' : status)}</b>{' '}
        <Name>{text ?? (status === 'TimedOut' ? 'No result came in time.' : 'The worker gave no summary.')}</Name>
      </p>
      {id !== undefined && (
        <p class="faint">
          external execution ID <code>{id}</code>
        </p>
      )}
      {Object.entries(outputVariables).map(([name, value]) => (
        <p key={name} class="faint">
          output variable <code>{name}</code> <Name>{value}</Name>
        </p>
      ))}
    </section>
  );
}

const TAB_NAMES: Readonly<Record<Tab, string>> = {
  log: 'Log',
  calls: 'Calls',
  artifacts: 'Artifacts',
  findings: 'Findings',
  configuration: 'Configuration',
  ledger: 'Ledger',
};

function Tabs({ job }: { job: JobEvent }) {
  const { tab } = place.value;
  const own = details.value.events.filter((event) => event.jobId === job.jobId);
  const made = own.find((event): event is MadeEvent => event.kind === 'made');
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    go({ tab: next, jobId: job.jobId });
    document.getElementById(`tab-${next}`)?.focus();
  };
  const panels: Readonly<Record<Tab, () => preact.ComponentChild>> = {
    log: () => <LogTab events={own} />,
    calls: () => <CallsTab events={own} />,
    artifacts: () => <ArtifactsTab key={job.jobId} job={job} made={made} />,
    findings: () => <FindingsTab key={`${job.jobId} ${job.status}`} job={job} />,
    configuration: () => <ConfigurationTab job={job} made={made} />,
    ledger: () => <LedgerTab events={own} />,
  };
  return (
    <section aria-label="Details">
      <div role="tablist" aria-label="Details of the job" onKeyDown={move}>
        {tabs.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => go({ tab: name, jobId: job.jobId })}
          >
            {TAB_NAMES[name]}
          </button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {panels[tab]()}
      </div>
    </section>
  );
}
