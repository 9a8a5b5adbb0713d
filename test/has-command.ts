import { execFileSync } from 'node:child_process';

/** Whether a command is there and runs with these parameters. */
export function hasCommand(command: string, ...parameters: string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
