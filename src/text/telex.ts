/**
 * What is left when the typing tool was off: "ddang kys" → "dang ky", "khai sinhh". Takes and gives folded words.
 * Returns the word unchanged when nothing in it looks like Telex.
 */
export function undoTelex(word: string): string {
  return word
    .replace(/dd/g, 'd')
    .replace(/([aeo])\1/g, '$1')
    .replace(/([aou])w/g, '$1')
    .replace(/^w(?=[a-z])/, 'u')
    .replace(/([aeiouy][a-z]{0,2})[sfrxj]$/, '$1')
    .replace(/([aeiouy])[sfrxj]([a-z]{1,2})$/, '$1$2')
    .replace(/^([a-z]*?[aeiouy]+)[sfrxjw]+([a-z]*)$/, '$1$2')
    .replace(/([a-tv-z])\1+$/, '$1');
}
