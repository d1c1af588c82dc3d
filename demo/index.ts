import { narration } from './narration';
import { Story } from './story';

/** Ends with `demo: ok` and the verdict, or with `demo: failed` and a non-zero exit. */
async function main(): Promise<void> {
  const story = await Story.begin();
  try {
    narration.end(`demo: ok (${await story.tell()})`);
  } finally {
    await story.end();
  }
}

main().catch((error: Error) => {
  narration.end(`demo: failed (${error.message})`);
  process.exitCode = 1;
});
