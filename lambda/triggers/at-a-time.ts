/** Works on items in their order, on some at a time. The work does not throw. */
export async function someAtATime<T>(atATime: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
