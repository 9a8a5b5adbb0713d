/** What a person at the page can do to the functions and to time, as far as the starting program allows it. */
export interface Controls {
  /** Kills the process that works on a job, as a crash would. Tells whether there was one. */
  kill(jobId: string): Promise<boolean>;
  /** Every fault there is. */
  readonly faults: readonly { name: string; description: string }[];
  /** The names of those that are on. */
  faultsOn(): readonly string[];
  /** Turns these faults on and all others off. @throws UnknownFault */
  setFaults(names: readonly string[]): void;
  /** Puts the clock of CodePipeline and of the artifact store forward. */
  forward(milliseconds: number): void;
}

/** For a control plane whose functions run elsewhere: it can kill no process and turn on no fault. */
export const noControls: Controls = {
  kill: async () => false,
  faults: [],
  faultsOn: () => [],
  setFaults: () => {},
  forward: () => {},
};
