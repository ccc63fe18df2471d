/** What a message is made of. Texts are plain, never markup; each channel and page renders them in its own way. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  | { kind: 'note'; text: string }
  | { kind: 'link'; label: string; url: string };

/** Where a statement comes from, so that a reader can check it. */
export interface Source {
  label: string;
  url?: string;
}
