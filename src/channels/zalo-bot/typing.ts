/** Most answers are on their way sooner: only who waits longer is shown that the bot is at work. */
const PATIENCE_MS = 400;

/** Shows "typing" in chats whose answer takes its time. */
export function createTyping(show: (chat: string) => Promise<void>, patienceMs = PATIENCE_MS) {
  const waiting = new Map<string, NodeJS.Timeout>();
  return {
    /** Somebody wrote in the chat. */
    begin(chat: string): void {
      if (waiting.has(chat)) return;
      const timer = setTimeout(() => {
        waiting.delete(chat);
        // A sign that comes too late, or not at all, changes nothing of the answer.
        show(chat).catch(() => {});
      }, patienceMs);
      waiting.set(chat, timer.unref());
    },
    /** Something is being sent to the chat. */
    end(chat: string): void {
      clearTimeout(waiting.get(chat));
      waiting.delete(chat);
    },
  };
}
