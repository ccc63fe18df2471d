import type { AmbiguityGroup } from '#src/procedures/content.ts';
import type { Candidate } from '#src/procedures/finder.ts';
import type { Analyser, Word } from '#src/text/analyse.ts';

/** Words around a wish that do not narrow it down: "em muốn làm … thì sao ạ". */
const EMPTY_WORDS =
  'em anh chị tôi mình con cháu bác cô chú dạ ạ à ơi cho hỏi xin muốn cần làm thì là ra sao thế nào như thủ tục hồ sơ về việc của với nhé nha vậy gì giúp được không bạn ad admin có phải đi ở đâu xã phường mà này đó ấy luôn giờ bây nhờ chỉ hướng dẫn';

/** Finds the ambiguity group that a message is nothing more than a trigger of. */
export function createGroupFinder(groups: AmbiguityGroup[], analyse: Analyser): (words: Word[], procedures: Candidate[]) => AmbiguityGroup | null {
  const empty = new Set(analyse(EMPTY_WORDS).words.map((word) => word.plain));
  const essence = (words: Word[]) =>
    words
      .map((word) => word.plain)
      .filter((plain) => !empty.has(plain))
      .join(' ');
  const whole = (words: Word[]) => words.map((word) => word.plain).join(' ');
  const triggers = new Map<string, AmbiguityGroup>();
  for (const group of groups) {
    for (const text of group.triggers) {
      const { words } = analyse(text);
      triggers.set(whole(words), group);
      if (essence(words).includes(' ')) triggers.set(essence(words), group);
    }
  }
  return (words, procedures) => {
    const group = triggers.get(whole(words)) ?? triggers.get(essence(words));
    const likely = procedures[0]?.code;
    return group && likely && group.options.some((option) => option.code === likely) ? group : null;
  };
}
