import type { Transaction } from './database.ts';

/** A person as this product knows one: a chat. */
export interface ChatOfPerson {
  channel: string;
  conversationId: string;
}

/** What becomes of the rows of a table when the person they belong to asks for erasure. */
export type TableDecision =
  /** About things, not people. */
  | 'nothing'
  /** About people who work here: kept and ended with their accounts. */
  | 'staff'
  /** The rows go. */
  | 'deleted'
  /** What is personal in the rows goes. */
  | 'cleared'
  /** Kept for a duty that the person is told of; `privacy.duty.<duty>` in locales/. */
  | { kept: string };

/** What a room holds of a person, and how it lets go of it. Every room has one: a table without a decision fails a test. */
export interface PersonalRoom {
  room: string;
  tables: Record<string, TableDecision>;
  /** What is held of this person, by table: for them to read, and to take home. */
  held?(tx: Transaction, chat: ChatOfPerson): Promise<Record<string, object[]>>;
  /**
   * Lets go of it, inside the caller's transaction. What is kept as proof names the chat by `mark` alone, a keyed hash: who comes back with the
   * chat can be answered, and nobody else can tell whose it was.
   */
  erase?(tx: Transaction, chat: ChatOfPerson, now: Date, mark: string): Promise<void>;
}
