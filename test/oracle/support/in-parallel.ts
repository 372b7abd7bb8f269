/** The answers in the order of the items, with at most `width` asked at a time. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  width: number,
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = Array.from({ length: items.length });
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) answers[index] = await ask(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return answers;
}
