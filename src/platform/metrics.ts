import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Every metric is declared here before it is used; none carries personal data, and labels take few values. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const seconds = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  return {
    registry,
    messages: new Counter({ name: 'motcua_messages_total', help: 'Messages answered', labelNames: ['channel', 'intent', 'outcome'], registers }),
    messageSeconds: new Histogram({
      name: 'motcua_message_seconds',
      help: 'Time from message to reply',
      labelNames: ['channel'],
      buckets: seconds,
      registers,
    }),
    understandSeconds: new Histogram({ name: 'motcua_understand_seconds', help: 'Time to understand a message', buckets: seconds, registers }),
    inbound: new Counter({
      name: 'motcua_inbound_events_total',
      help: 'Events of platforms by what became of them: kept, duplicate, ignored',
      labelNames: ['channel', 'result'],
      registers,
    }),
    setAside: new Counter({ name: 'motcua_set_aside_total', help: 'Messages that always failed', labelNames: ['channel'], registers }),
    sent: new Counter({ name: 'motcua_send_outcomes_total', help: 'Sends by outcome', labelNames: ['channel', 'kind', 'outcome'], registers }),
    sendSeconds: new Histogram({
      name: 'motcua_send_seconds',
      help: 'Time of one call to a platform',
      labelNames: ['channel'],
      buckets: seconds,
      registers,
    }),
    channelUp: new Gauge({ name: 'motcua_channel_up', help: '1 while the platform accepts the channel', labelNames: ['channel'], registers }),
    channelMonth: new Gauge({ name: 'motcua_channel_month_used_ratio', help: 'Part of the month used up', labelNames: ['channel'], registers }),
    waiting: new Gauge({ name: 'motcua_waiting', help: 'Rows that wait', labelNames: ['box', 'channel'], registers }),
    signIns: new Counter({ name: 'motcua_sign_ins_total', help: 'Attempts of staff to sign in', labelNames: ['outcome'], registers }),
    denied: new Counter({ name: 'motcua_denied_actions_total', help: 'Pages refused by the policy table', labelNames: ['action'], registers }),
    reminders: new Counter({ name: 'motcua_reminders_total', help: 'Reminders by what became of them', labelNames: ['outcome'], registers }),
    jobSeconds: new Histogram({
      name: 'motcua_job_seconds',
      help: 'Time of a scheduled job; its count is the heartbeat',
      labelNames: ['job'],
      buckets: [...seconds, 10, 60, 300],
      registers,
    }),
    jobLate: new Gauge({ name: 'motcua_job_late', help: '1 while a scheduled job has not run for too long', labelNames: ['job'], registers }),
    refused: new Counter({ name: 'motcua_refused_requests_total', help: 'Requests refused', labelNames: ['code'], registers }),
    catalogueProcedures: new Gauge({ name: 'motcua_catalogue_procedures', help: 'Procedures that the index holds', registers }),
    catalogueRevision: new Gauge({ name: 'motcua_catalogue_revision', help: 'Revision of the catalogue that the index holds', registers }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
