import { beforeEach, vi } from 'vitest';

/** The lines that Lambda would send to CloudWatch, anew for each test of the file that calls this. */
export function captureLogLines(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
  });
  return lines;
}

/** How often a metric was counted in these lines. */
export const counted = (lines: readonly string[], metric: string) =>
  lines.filter((line) => JSON.parse(line)[metric] === 1).length;
