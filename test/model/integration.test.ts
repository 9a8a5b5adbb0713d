import { describe, expect, it } from 'vitest';
import { functionCalls } from '../../model/calls.ts';
import { integrations, readIntegration } from '../../model/integration.ts';

describe('the integration of a deployment', () => {
  it('is third-party where the variable is not set, as in the stacks of the first release', () => {
    expect(readIntegration(undefined)).toBe('third-party');
  });

  it.each(integrations)('is %s where the variable says so', (name) => {
    expect(readIntegration(name)).toBe(name);
  });

  it('is refused in a sentence where the variable says anything else', () => {
    expect(() => readIntegration('Custom')).toThrow('INTEGRATION must be third-party or custom, got "Custom"');
  });

  it('has calls of CodePipeline that no other integration has', () => {
    const [partners, customs] = integrations.map((name) => new Set(Object.values(functionCalls[name]).flat()));
    const ofJobs = (calls: Iterable<string> = []) => [...calls].filter((call) => /Jobs?|Details/.test(call));

    expect(ofJobs(customs)).toHaveLength(5);
    expect(ofJobs(customs).filter((call) => new Set<string>(partners).has(call))).toEqual([]);
  });
});
