import { createAssistant } from '#src/conversation/assistant.ts';
import { createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import { readLanguageYaml } from '#src/conversation/language.ts';
import { realLanguage, realFiles } from '#tests/support/assistant.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { officeFrom, readDirectoryFile } from '#src/directory/directory.ts';
import { readFileSync } from 'node:fs';
const extra: Record<string,string> = { 'mất bao lâu':'hết bao lâu','mất bao nhiêu':'hết bao nhiêu','mất mấy':'hết mấy','mất khoảng':'hết khoảng','mất phí':'tốn phí','có mất tiền':'có tốn tiền','mất thời gian':'tốn thời gian','mất lệ phí':'tốn lệ phí', 'người lao động':'người lao động','con lao động':'con lao động','khách lao động':'khách lao động','học pháp luật':'học pháp luật','từ pháp luật':'từ pháp luật','lấy ý kiến':'lấy ý kiến','đi tây ninh':'đi tây ninh','ở tây ninh':'ở tây ninh' };
const lex = readLanguageYaml<Lexicon>('lexicon.yaml'); if(process.argv[2]!=='0') lex.phrases={...lex.phrases,...extra};
const a = createAssistant(catalogueFromFiles(realFiles()), officeFrom(readDirectoryFile()), {...realLanguage(), analyse: createAnalyser(lex)});
for (const file of ['tune','held']) { let n=0,hit=0,pn=0,int=0,sec=0,sn=0; 
for (const line of readFileSync(`bench/understanding/${file}.tsv`,'utf8').split('\n')) { if(!line||line.startsWith('#'))continue; const [,i,p,s,m]=line.split('\t') as string[]; const u=a.understand(m!,null); n++; if(u.intent===i)int++; if(i==='procedure'&&p!=='-'){pn++; const cs=p!.split(','); if(u.procedures.findIndex(c=>cs.includes(c.code))===0)hit++; if(s!=='-'){sn++; if(u.sections[0]===s)sec++;}} }
console.log(file,'intent',(int/n).toFixed(4),'hit1',(hit/pn).toFixed(4),'sec',(sec/sn).toFixed(4)); }
for (const t of ["đăng ký khai sinh mất bao lâu","khai sinh cần giấy gì, mất bao lâu, lệ phí bao nhiêu","đăng ký kết hôn mất mấy ngày","khai tử có mất phí không","khai sinh cho con cần giấy tờ gì, mất bao lâu, lệ phí bao nhiêu"]) { const u=a.understand(t,null); console.log(t,u.sections.join('+'),u.procedures.slice(0,2).map(p=>p.code+' '+p.score).join(', ')); }
