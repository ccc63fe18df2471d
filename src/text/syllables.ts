const ONSETS = 'b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x'.split(' ');
const RIMES = `a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
  o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong op ot u ua uan uang uat uay uc ue uech uenh ui um un ung
  uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yeng yet yeu`.split(/\s+/);

const SYLLABLES = new Set(['', ...ONSETS].flatMap((onset) => RIMES.map((rime) => onset + rime)));
for (const rime of 'a ac ach ai am an ang anh ao ap at au ay e en eo et i y ich in inh it yen yet ynh yt yu'.split(' ')) SYLLABLES.add(`qu${rime}`);

/** Whether a folded word can be a Vietnamese syllable. */
export const isSyllable = (word: string): boolean => SYLLABLES.has(word);
