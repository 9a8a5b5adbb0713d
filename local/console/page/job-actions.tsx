import { useState } from 'preact/hooks';
import type { JobEvent } from '../../events/event.ts';
import { change } from './answers.ts';
import { openRunForm } from './run-form.tsx';

/** What can be done to a job. */
export function JobActions({ job }: { job: JobEvent }) {
  const [problem, setProblem] = useState('');
  const kill = async () => {
    setProblem('');
    await change('POST', `/_local/jobs/${job.jobId}/kill`, {}).catch((error: Error) => setProblem(error.message));
  };
  return (
    <div class="actions">
      {job.status === 'InProgress' && (
        <button type="button" class="danger" onClick={() => void kill()}>
          Kill the worker
        </button>
      )}
      <button type="button" onClick={() => openRunForm(job.jobId)}>
        Run again…
      </button>
      {problem !== '' && <p role="alert">{problem}</p>}
    </div>
  );
}
