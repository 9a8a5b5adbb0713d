import { useEffect } from 'preact/hooks';
import { reachable } from './accessible.tsx';
import { fromDrop } from './dropped.ts';
import { Health, Troubles } from './health.tsx';
import { JobList } from './job-list.tsx';
import { JobPage } from './job-page.tsx';
import { onceCommand } from './once-command.ts';
import { RulesPage } from './rules-page.tsx';
import { openRunForm, RunForm } from './run-form.tsx';
import { chosen, chosenId, connection, executions, go, news, place } from './state.ts';

/** The whole page. */
export function App() {
  const { view, jobId } = place.value;
  useTitle();
  useDrop();
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the job
      </button>
      <header class="top">
        <h1>
          CodePipeline <small>on this machine</small>
        </h1>
        <Health />
        <nav aria-label="Views">
          <button
            type="button"
            class="link"
            aria-current={view === 'jobs' ? 'page' : undefined}
            onClick={() => go({ view: 'jobs' })}
          >
            Jobs
          </button>
          <button
            type="button"
            class="link"
            aria-current={view === 'rules' ? 'page' : undefined}
            onClick={() => go({ view: 'rules' })}
          >
            Faults and rules
          </button>
          <button type="button" class="primary" onClick={() => openRunForm()}>
            Run…
          </button>
        </nav>
      </header>
      <Troubles />
      <p role="status" class="unseen" id="news">
        {news.value}
      </p>
      <main id="main" data-shows={view === 'rules' ? 'rules' : jobId === undefined ? 'list' : 'job'}>
        {view === 'rules' ? <RulesPage /> : <Jobs />}
      </main>
      <RunForm />
    </>
  );
}

function Jobs() {
  if (!connection.value.ready) return null;
  if (executions.value.length === 0 && place.value.jobId === undefined) return <NoJobs />;
  return (
    <>
      {executions.value.length > 0 && <JobList />}
      {chosen.value ? <JobPage execution={chosen.value} /> : <UnknownJob jobId={chosenId.value ?? ''} />}
    </>
  );
}

function NoJobs() {
  const submission = `curl -X POST ${location.origin}/_local/jobs \\
  -H 'content-type: application/json' \\
  -d '{
    "configuration": {},
    "inputArtifacts": [{ "name": "Source", "path": "/path/to/folder" }],
    "outputArtifacts": ["Report"]
  }'`;
  return (
    <section id="no-jobs" aria-labelledby="no-jobs-title">
      <h2 id="no-jobs-title" tabIndex={-1}>
        No job yet
      </h2>
      <p>Drop a folder or an archive anywhere on this page to run an action on it, or start from a terminal:</p>
      <pre {...reachable}>{onceCommand()} --artifact PATH</pre>
      <p>Any program can submit one to this control plane:</p>
      <pre {...reachable}>{submission}</pre>
    </section>
  );
}

function UnknownJob({ jobId }: { jobId: string }) {
  return (
    <article id="job" aria-labelledby="job-title">
      <h2 id="job-title" tabIndex={-1}>
        Unknown job
      </h2>
      <p>There is no job {jobId}. It may have finished too long ago, or belong to another start.</p>
    </article>
  );
}

function skip(): void {
  document.querySelector<HTMLElement>('main h2')?.focus();
}

function useTitle(): void {
  const job = chosen.value?.latest;
  const title = job
    ? `${job.status} · ${job.actionName} · CodePipeline on this machine`
    : 'CodePipeline on this machine';
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** A drop anywhere on the page opens the form. */
function useDrop(): void {
  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault();
    const take = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer)
        void fromDrop(event.dataTransfer).then((dropped) => dropped.length > 0 && openRunForm(undefined, dropped));
    };
    addEventListener('dragover', allow);
    addEventListener('drop', take);
    return () => {
      removeEventListener('dragover', allow);
      removeEventListener('drop', take);
    };
  }, []);
}
