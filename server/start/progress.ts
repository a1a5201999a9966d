/** What a person at the terminal is told while the service starts: one line a step, with the time it took. */
export interface Say {
  /** Runs a step and prints how long it took. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  note(text: string): void;
  line(text?: string): void;
}

const WIDTH = 34;

export function createSay(write: (text: string) => void): Say {
  return {
    step: async (name, work) => {
      const begin = performance.now();
      const result = await work();
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      write(`  ${name} ${'.'.repeat(Math.max(3, WIDTH - name.length))} ${seconds.padStart(5)} s\n`);
      return result;
    },
    note: (text) => write(`  note: ${text}\n`),
    line: (text = '') => write(`${text}\n`),
  };
}
