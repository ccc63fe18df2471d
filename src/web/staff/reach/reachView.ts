import qrcode from 'qrcode-generator';
import { encodeStart } from '#src/conversation/startLink.ts';
import type { Absence } from '#src/generated/prisma/client.ts';
import type { PairedChat } from '#src/staff/chats.ts';
import { PAIRING_MINUTES } from '#src/staff/commands/pairing.ts';
import { findPairingCode } from '#src/staff/pairingCode.ts';
import type { WorkingHours } from '#src/staff/workingHours.ts';
import { formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { actButton, faultSummary, form, input, type Option, select, submit, type Typed, ticks } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';

export interface ReachShown {
  /** Where the forms lead: the person's own page, or an admin's page about them. */
  base: string;
  /** The page before, for an admin. */
  back: string | null;
  chats: PairedChat[];
  absences: (Absence & { standIn: { name: string } | null })[];
  colleagues: Option[];
  hours: WorkingHours | null;
  today: string;
  absence: Typed | null;
  own: Typed | null;
}

const NOTHING: Typed = { values: {} };

function chatRow(view: View, base: string) {
  const { say } = view;
  return ({ channel, chatId, pairedAt, gone, preferredAt }: PairedChat, at: number) => [
    say(`work.channel.${channel}`),
    formatDateTime(pairedAt),
    say(gone ? 'staff.reach.chatGone' : at === 0 ? (preferredAt ? 'staff.reach.preferred' : 'staff.reach.first') : 'staff.reach.works'),
    html`${
      at > 0 && !gone
        ? form(
            view,
            `${base}/chat/truoc`,
            html`<input type="hidden" name="channel" value=${channel} /><input type="hidden" name="chatId" value=${chatId} /><button type="submit" class="pill">${say('staff.reach.prefer')}</button>`,
          )
        : null
    }${actButton(view, `${base}/chat/go`, say('staff.reach.revoke'), { channel, chatId })}`,
  ];
}

function chatsSection(view: View, { base, chats }: ReachShown): VNode {
  const { say } = view;
  const heads = ['channel', 'since', 'state', 'change'].map((head) => say(`staff.reach.heads.${head}`));
  return html`
  <section aria-labelledby="chats"><h2 id="chats">${say('staff.reach.chats')}</h2>
    ${chats.length > 0 ? [table(say('staff.reach.chats'), heads, chats.map(chatRow(view, base))), html`<p class="note">${say('staff.reach.revokeAbout')}</p>`] : html`<p class="card">${say('staff.reach.noChat')}</p>`}
    <div class="card">${form(view, `${base}/ma`, html`<p>${say('staff.reach.how', { minutes: PAIRING_MINUTES })}</p>${submit(say('staff.reach.makeCode'))}`)}</div>
  </section>` as VNode;
}

const absenceRow =
  (view: View, { base, today }: ReachShown) =>
  ({ id, fromDay, toDay, standIn }: ReachShown['absences'][number]) => [
    formatIsoDate(fromDay),
    formatIsoDate(toDay),
    standIn?.name ?? view.say('staff.reach.nobody'),
    toDay >= today
      ? actButton(view, `${base}/vang/${id}/ket-thuc`, view.say(fromDay > today ? 'staff.reach.dropAbsence' : 'staff.reach.endAbsence'))
      : view.say('staff.membership.ended'),
  ];

function absencesSection(view: View, shown: ReachShown): VNode {
  const { say } = view;
  const typed = shown.absence ?? NOTHING;
  const heads = ['from', 'to', 'standIn', 'change'].map((head) => say(`staff.reach.heads.${head}`));
  return html`
  <section aria-labelledby="absences"><h2 id="absences">${say('staff.reach.absences')}</h2>
    ${shown.absences.length > 0 ? table(say('staff.reach.absences'), heads, shown.absences.map(absenceRow(view, shown))) : html`<p class="card">${say('staff.reach.noAbsence')}</p>`}
    <details class="card" open=${shown.absence !== null}><summary>${say('staff.reach.addAbsence')}</summary>${form(
      view,
      `${shown.base}/vang`,
      html`<p class="note">${say('staff.reach.absenceHint')}</p>
      ${input(view, { name: 'fromDay', label: say('staff.reach.heads.from'), type: 'date', required: true }, typed)}
      ${input(view, { name: 'toDay', label: say('staff.reach.heads.to'), type: 'date', required: true }, typed)}
      ${select(view, { name: 'standInId', label: say('staff.reach.heads.standIn') }, [{ value: '', label: say('staff.reach.nobody') }, ...shown.colleagues], typed)}
      ${submit(say('staff.reach.addAbsence'))}`,
    )}</details>
  </section>` as VNode;
}

const WEEK = ['1', '2', '3', '4', '5', '6', '7'];

function hoursSection(view: View, { base, hours, own }: ReachShown): VNode {
  const { say } = view;
  const days = WEEK.filter((day) => hours?.[day]?.length);
  const typed = own ?? { values: { hours: hours?.[days[0] ?? '']?.join(', ') ?? '' } };
  return html`
  <section aria-labelledby="hours"><h2 id="hours">${say('staff.reach.hours')}</h2>
    <div class="card">${form(
      view,
      `${base}/gio`,
      html`<p class="note">${say('staff.reach.hoursHint')}</p>
      ${ticks(
        view,
        { name: 'days', label: say('staff.reach.days') },
        WEEK.map((value) => ({ value, label: say(`day.${value}`) })),
        own ? (own.values['days'] ?? '').split(',') : days,
        typed,
      )}
      ${input(view, { name: 'hours', label: say('staff.reach.hoursOfDay'), hint: say('staff.reach.hoursExample'), maxlength: 60 }, typed)}
      ${submit(say('staff.save'))}`,
    )}</div>
  </section>` as VNode;
}

/** How a person is reached: their chats, when they are away, their working hours. */
export const reachBody = (view: View, shown: ReachShown): VNode =>
  html`
  ${shown.back ? html`<p><a href=${shown.back}>${view.say('staff.link.back')}</a></p>` : html`<p class="pills"><a class="pill" href="/can-bo/mat-khau">${view.say('staff.changePassword')}</a></p>`}
  ${faultSummary(view, shown.absence ?? shown.own ?? NOTHING)}
  ${chatsSection(view, shown)}${absencesSection(view, shown)}${hoursSection(view, shown)}` as VNode;

/** A new code, shown in this one answer: to type, and for Telegram as a link and a picture. */
export function codeBody(view: View, { base, code, expiresAt, bot }: { base: string; code: string; expiresAt: Date; bot: string | null }): VNode {
  const { say } = view;
  const url = bot && `https://t.me/${bot}?start=${encodeStart({ kind: 'pairing', token: findPairingCode(code) as string })}`;
  return html`
  <p class="noprint"><a href=${base}>${say('staff.reach.backToReach')}</a></p>
  <div class="card slip">
    <p>${say('staff.reach.typeCode')}</p>
    <p><code class="secret">${code}</code></p>
    ${url ? html`<p>${say('staff.reach.orOpen')} <a href=${url} rel="noreferrer">${say('staff.reach.openTelegram')}</a></p><div class="qr" role="img" aria-label=${say('staff.reach.qr')} dangerouslySetInnerHTML=${{ __html: picture(url) }}></div>` : null}
    <p>${say('staff.link.until', { time: formatDateTime(expiresAt) })}</p>
    <p class="note">${say('staff.reach.once')}</p>
  </div>` as VNode;
}

function picture(url: string): string {
  const code = qrcode(0, 'M');
  code.addData(url);
  code.make();
  return code.createSvgTag({ cellSize: 4, margin: 16, scalable: true });
}
