import { realAssistant } from '#tests/support/assistant.ts';
import { newState } from '#src/conversation/state.ts';
import { readFileSync } from 'node:fs';
import { draw } from '#src/conversation/screens.ts';
import { sayIn, listIn } from '#src/platform/texts.ts';
import { payloadOf, screenOf, type Screen } from '#src/conversation/screen.ts';
const a = realAssistant();
let ok=0,n=0; let state=newState();
for (const line of readFileSync('tests/followups.tsv','utf8').split('\n').slice(2)) {
  if(!line){state=newState();continue;}
  const [m,i,s,p]=line.split('\t').map(x=>x) as [string,string,string,string];
  const step=a.answer(state,m,'vi'); const u=step.meaning!; state=step.state;
  const okk = i.split(',').includes(u.intent) && s.split(',').includes(u.sections[0]??'-') && (p==='-'||p.split(',').includes(u.procedures[0]?.code??'-'));
  n++; if(okk) ok++; else console.log('MISS',line,'=>',u.intent,u.sections.join('+'),u.procedures[0]?.code,u.group?.id??'', u.followUp, u.elsewhere?.code??'', u.move?.kind??'');
}
console.log(ok,n,ok/n);
for (const g of a.catalogue.groups) for (const t of g.triggers) { const u=a.understand(t,null); if(u.group?.id!==g.id) console.log('TRIGGER',g.id,t,'=>',u.group?.id,u.intent,u.procedures[0]?.code, u.sections.join('+'), g.options.map(o=>o.code).join(' ')); }
const facts = { catalogue:a.catalogue, office:a.office, say: sayIn('vi'), sayAll:(k:string)=>listIn('vi',k)};
const seen=new Set<string>(); const queue=['#m']; let longest='';
for (const p of a.catalogue.procedures.keys()) for (const s of [[], ['documents'],['documents','time','fee']]) queue.push(payloadOf({kind:'procedure',code:p,sections:s as never}));
for (const g of a.catalogue.groups) queue.push(payloadOf({kind:'clarify',group:g.id,sections:['documents','eligibility','result']}));
while(queue.length){const x=queue.pop()!; if(seen.has(x))continue; seen.add(x); if(Buffer.byteLength(x)>Buffer.byteLength(longest))longest=x; const s=screenOf(x); if(!s){ if(!/^#(b|x|v:(vi|en))$/.test(x))console.log('NOSCREEN',x);continue;} const d=draw(s,facts); if(!d){console.log('GONE',x);continue} for(const c of d.choices){ if(Buffer.byteLength(c.payload)>64)console.log('LONG',x,c.payload); queue.push(c.payload);} }
console.log(seen.size,longest);
