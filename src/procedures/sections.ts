/** The parts of a procedure that a person can ask for; fixed names of the `understand` command. */
export const SECTIONS = ['overview', 'documents', 'time', 'fee', 'where', 'steps', 'forms', 'legal', 'online', 'eligibility', 'result'] as const;
export type Section = (typeof SECTIONS)[number];
export const isSection = (value: string): value is Section => (SECTIONS as readonly string[]).includes(value);
