import type { JobEvent, MadeEvent } from '../../events/event.ts';
import { Name, reachable } from './accessible.tsx';
import { commandFor } from './command-for.ts';
import { CopyButton } from './copy-button.tsx';
import { onceCommand } from './once-command.ts';

/** The configuration and the names with which the job was made. */
export function ConfigurationTab({ job, made }: { job: JobEvent; made: MadeEvent | undefined }) {
  const { actionTypeId: type, jobId, clientId, pipelineName, stageName, actionName, actionExecutionId } = job;
  const { configuration = {}, secrets = [], encryptionKeyId } = made ?? {};
  const facts: [string, string][] = [
    ['Action type', `${type.category} / ${type.owner} / ${type.provider} / ${type.version}`],
    ['Pipeline', `${pipelineName} › ${stageName} › ${actionName}`],
    ['Job', jobId],
    ['Client', clientId ?? 'none: a custom action'],
    ['Action execution', actionExecutionId],
    ...(encryptionKeyId === undefined ? [] : [['Encryption key', encryptionKeyId] as [string, string]]),
  ];
  const command = commandFor(type.provider, configuration, ['PATH'], onceCommand());
  return (
    <div class="configuration">
      <dl class="facts">
        {Object.entries(configuration).map(([name, value]) => (
          <div key={name}>
            <dt>
              <Name>{name}</Name>
            </dt>
            <dd>{secrets.includes(name) ? <span title="secret">***</span> : <Name>{value}</Name>}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(configuration).length === 0 && <p class="faint">No property was set.</p>}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Name>{value}</Name>
            </dd>
          </div>
        ))}
      </dl>
      <h4>The same again, from a terminal</h4>
      <pre {...reachable}>{command}</pre>
      <CopyButton text={command}>Copy</CopyButton>
    </div>
  );
}
