import { realAssistant } from '#tests/support/assistant.ts';
import { readFileSync } from 'node:fs';
const a = realAssistant();
for (const file of ['tune','held']) { let n=0,hit=0,h3=0,pn=0,int=0,sec=0,sn=0; const miss:string[]=[];
for (const line of readFileSync(`bench/understanding/${file}.tsv`,'utf8').split('\n')) { if(!line||line.startsWith('#'))continue; const [st,i,p,s,m]=line.split('\t') as string[]; const u=a.understand(m!,null); n++; if(u.intent===i)int++; else miss.push('I '+line+' => '+u.intent); if(i==='procedure'&&p!=='-'){pn++; const cs=p!.split(','); const r=u.procedures.findIndex(c=>cs.includes(c.code)); if(r===0)hit++; else miss.push('P '+line+' => '+u.procedures[0]?.code+' '+(u.group?.id??'')); if(r>=0&&r<3)h3++; if(s!=='-'){sn++; if(u.sections[0]===s)sec++; else miss.push('S '+line+' => '+u.sections);}} }
console.log(file,n,'intent',(int/n).toFixed(4),'hit1',(hit/pn).toFixed(4),'hit3',(h3/pn).toFixed(4),'sec',(sec/sn).toFixed(4)); if(process.argv[2]) console.log(miss.join('\n')); }
// With another topic before it, a new question still finds its own procedure.
{ let n=0,hit=0; const codes=[...a.catalogue.procedures.keys()]; let k=0; for (const file of ['tune','held']) for (const line of readFileSync(`bench/understanding/${file}.tsv`,'utf8').split('\n')) { if(!line||line.startsWith('#'))continue; const [st,i,p,s,m]=line.split('\t') as string[]; if(i!=='procedure'||p==='-')continue; const topic=codes[(k+=37)%codes.length]!; const u=a.understand(m!,topic); n++; if(p!.split(',').includes(u.procedures[0]?.code??''))hit++; else if(process.argv[2]&&u.followUp) console.log('STOLEN',line); } console.log('with topic',(hit/n).toFixed(4)); }
{ const { newState } = await import('#src/conversation/state.ts'); let ok=0,n=0; let state=newState();
for (const line of readFileSync('tests/followups.tsv','utf8').split('\n').slice(2)) {
  if(!line){state=newState();continue;}
  const [m,i,s,p]=line.split('\t') as [string,string,string,string];
  const step=a.answer(state,m,'vi'); const u=step.meaning!; state=step.state;
  const okk = i.split(',').includes(u.intent) && s.split(',').includes(u.sections[0]??'-') && (p==='-'||p.split(',').includes(u.procedures[0]?.code??'-'));
  n++; if(okk) ok++; else console.log('MISS',line,'=>',u.intent,u.sections.join('+'),u.procedures[0]?.code,u.group?.id??'', u.followUp, u.elsewhere?.code??'', u.move?.kind??'');
}
console.log(ok,n,ok/n); let bad=0; for (const g of a.catalogue.groups) for (const t of g.triggers) { const u=a.understand(t,null); if(u.group?.id!==g.id) {bad++; if(bad<40)console.log('TRIGGER',g.id,t,'=>',u.group?.id,u.intent);} } console.log('bad triggers',bad); }
