/* eslint-disable no-console */
const started = Date.now();

const clock = () => `${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s`;

/** True on any machine without `cdk bootstrap`, and of no interest to who watches. */
const NOISE = /^current credentials could not be used|^npm warn/;

/** What the demo says while it runs. */
export const narration = {
  chapter: (title: string) => console.log(`\n${clock()}  == ${title}`),
  say: (line: string) => console.log(`${clock()}     ${line}`),
  /** What another program prints, set off from what the demo says. */
  quote: (line: string) => line.trim() && !NOISE.test(line) && console.log(`${clock()}     | ${line}`),
  end: (line: string) => console.log(`\n${line}`),
};
