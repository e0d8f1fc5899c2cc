const LONG_MS = 1_500;
/** A step that takes minutes says this often that it is still at work. */
const STILL_MS = 30_000;
const WIDTH = 14;

export type Say = (text: string) => void;

/** One line when a step is done, one before when it takes long enough to make a person wonder. */
export class Steps {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  say(name: string, text: string): void {
    this.#write(`${name.padEnd(WIDTH)}${text}\n`);
  }

  async run<Value>(name: string, doing: string, work: (say: Say) => Promise<Value>): Promise<Value> {
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    const timer = setTimeout(() => this.say(name, `${doing} …`), LONG_MS);
    const still = setInterval(() => this.say(name, `still at it (${seconds().toFixed(0)} s)`), STILL_MS);
    const say = (text: string): void => {
      clearTimeout(timer);
      this.say(name, text);
    };
    try {
      const value = await work(say);
      this.say(name, `ready (${seconds().toFixed(1)} s)`);
      return value;
    } finally {
      clearTimeout(timer);
      clearInterval(still);
    }
  }
}

export const terminalSteps = (terminal: NodeJS.WriteStream = process.stdout): Steps =>
  new Steps((line) => terminal.write(line));
