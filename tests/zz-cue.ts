import { realLanguage } from '#tests/support/assistant.ts';
import { PhraseSet } from '#src/text/phrases.ts';
const l=realLanguage(); const set=new PhraseSet(Object.entries(l.cues.sections).flatMap(([s,k])=>(['strong','weak','not'] as const).flatMap(x=>(k[x]??[]).map(t=>[t,`${s}/${x}/${t}`] as [string,string]))),l.analyse);
for (const t of process.argv.slice(2)) console.log(t, l.analyse(t).words.map(w=>w.plain).join(' '), set.find(l.analyse(t).words).map(f=>f.value).join(', '));
