import { realAssistant, realLanguage } from '#tests/support/assistant.ts';
import { ProcedureFinder } from '#src/procedures/finder.ts';
import { createSectionFinder } from '#src/conversation/understandSections.ts';
import { classify } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
const a = realAssistant(); const l = realLanguage();
const f = new ProcedureFinder(a.catalogue,l.analyse,l.models.procedure);
const fs = createSectionFinder(l.cues.sections,l.models.section,l.analyse);
for (const t of process.argv.slice(2)) { const w=f.correct(l.analyse(t).words); const s=fs(w); const c=classify(l.models.intent,featuresOf(w)); const top=c?[...c].map((x,i)=>[x,l.models.intent.labels[i]] as const).sort((x,y)=>y[0]-x[0]).slice(0,3).map(([x,n])=>n+' '+x.toFixed(2)).join(', '):'-';
console.log(t,'| len',w.length,"sec",s.sections.join("+"),"rest="+s.rest.map(w=>w.plain).join(" "),'|',f.find(w).procedures.slice(0,3).map(p=>p.code+' '+p.score).join(', '),'|',top);}
