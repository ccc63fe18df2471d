import { realAssistant } from '#tests/support/assistant.ts';
import { newState } from '#src/conversation/state.ts';
const a = realAssistant(); let s=newState();
for (const t of process.argv.slice(2)) { const r=a.answer(s,t,'vi'); s=r.state; console.log(t,'=>',r.intent,r.outcome,r.meaning?.sections.join('+'),r.meaning?.procedures.slice(0,3).map(p=>p.code+' '+p.score).join(', '),r.meaning?.group?.id??'',r.meaning?.elsewhere?.code??'',r.meaning?.followUp,JSON.stringify(r.meaning?.move),'topic',s.topic,'trail',s.trail.slice(-2).join(' ')); }
