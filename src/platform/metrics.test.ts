import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('what is counted is in the text that monitoring reads, beside the figures of the process', async () => {
  const metrics = createMetrics();
  metrics.messages.inc({ channel: 'web', intent: 'procedure', outcome: 'answered' });
  metrics.refused.inc({ code: 'notJson' }, 2);
  metrics.catalogueProcedures.set(763);
  metrics.messageSeconds.startTimer({ channel: 'web' })();
  const text = await metrics.registry.metrics();
  expect(text).toContain('motcua_messages_total{channel="web",intent="procedure",outcome="answered"} 1');
  expect(text).toContain('motcua_refused_requests_total{code="notJson"} 2');
  expect(text).toContain('motcua_catalogue_procedures 763');
  expect(text).toContain('motcua_message_seconds_count{channel="web"} 1');
  expect(text).toContain('process_resident_memory_bytes');
});

test('each start has figures of its own', async () => {
  createMetrics().refused.inc({ code: 'notJson' });
  expect(await createMetrics().registry.metrics()).not.toContain('notJson');
});

test('a label that was not declared is refused, so that no personal data can slip in', () => {
  expect(() => createMetrics().messages.inc({ phone: '0912000111' } as never)).toThrow();
});
