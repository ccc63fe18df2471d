export { type Choice, type Reply, reply } from '#src/text/reply.ts';
