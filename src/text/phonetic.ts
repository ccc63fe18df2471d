/**
 * One key for spellings that sound alike in some region: "xát nhận" = "xác nhận", "dấy phép" = "giấy phép",
 * "chứng thựt" = "chứng thực". Takes a folded word.
 */
export function soundKey(word: string): string {
  return word
    .replace(/^(gi(?=[aeouy])|d|r|v)/, 'z')
    .replace(/^gi/, 'zi')
    .replace(/^(s|x)/, 's')
    .replace(/^(ch|tr)/, 'c')
    .replace(/^(l|n(?!g|h))/, 'n')
    .replace(/^(k|q)/, 'c')
    .replace(/^ch/, 'c')
    .replace(/^ngh?/, 'ng')
    .replace(/(c|t|ch)$/, 'k')
    .replace(/(ng|nh|n)$/, 'n')
    .replace(/y/g, 'i');
}
