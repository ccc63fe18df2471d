import { z } from 'zod';
import { batchPayload, batchResult, dossierPayload, dossierResult, listedDifference, problem } from '#src/dossiers/exchange/payload.ts';
import { sayIn } from '#src/platform/texts.ts';

const reference = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const failure = (description: string) => ({ description, content: reference('Problem') });

const FAILURES = {
  '400': failure('The body is no JSON, or not of this shape.'),
  '401': failure('No key, or one that is not valid.'),
  '403': failure('The key has not the scope.'),
  '413': failure('More than 4 MB.'),
  '429': failure('Too many requests of this key at once.'),
};

/** Every shape by its name, from the schemas that the requests are checked with. */
function schemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const schema of [dossierPayload, batchPayload, dossierResult, batchResult, listedDifference, problem])
    registry.add(schema, { id: String(schema.meta()?.['id']) });
  const made = z.toJSONSchema(registry, { target: 'draft-2020-12', uri: (id) => `#/components/schemas/${id}`, io: 'input' }) as {
    schemas: Record<string, Record<string, unknown>>;
  };
  return Object.fromEntries(Object.entries(made.schemas).map(([name, { $schema: _schema, $id: _id, id: _name, ...schema }]) => [name, schema]));
}

let made: object | null = null;

/** The OpenAPI 3.1 description of the HTTP API for other programs. */
export function openApi(): object {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: `${sayIn('en')('app.name')}: dossiers and procedures`,
      version: '1',
      description: 'The one-stop software says how its dossiers stand. It stays the system of record; the same content again changes nothing.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of the admin pages: dossier.import to write, dossier.view to read.' },
      },
      schemas: schemas(),
    },
    paths: {
      '/api/v1/procedures': {
        get: {
          summary: 'The published catalogue, a hundred procedures at a time; open to everybody',
          security: [],
          parameters: ['q', 'level', 'field', 'list', 'page'].map((name) => ({
            name,
            in: 'query',
            schema: { type: name === 'page' ? 'integer' : 'string' },
          })),
          responses: { '200': { description: 'Found, and how many in all', content: { 'application/json': { schema: { type: 'object' } } } } },
        },
      },
      '/api/v1/procedures/{code}': {
        get: {
          summary: 'What is published of one procedure; what is unknown is absent',
          security: [],
          parameters: [{ name: 'code', in: 'path', required: true, schema: { type: 'string' }, example: '1.001193' }],
          responses: {
            '200': { description: 'The version in force', content: { 'application/json': { schema: { type: 'object' } } } },
            '404': failure('No procedure has this code.'),
          },
        },
      },
      '/api/v1/dossiers/{code}': {
        put: {
          summary: 'Create or update one dossier',
          parameters: [{ name: 'code', in: 'path', required: true, schema: { type: 'string' }, example: 'H26.1-260305-0012' }],
          requestBody: { required: true, content: reference('Dossier') },
          responses: {
            '200': { description: 'Updated, unchanged or kept as it is here', content: reference('Result') },
            '201': { description: 'Created', content: reference('Result') },
            '422': failure('Refused: the findings say why and what to do.'),
            ...FAILURES,
          },
        },
      },
      '/api/v1/dossiers/batch': {
        post: {
          summary: 'Create or update up to 500 dossiers; each has its own result',
          requestBody: { required: true, content: reference('Batch') },
          responses: { '200': { description: 'What became of each, in the order of the request', content: reference('BatchResult') }, ...FAILURES },
        },
      },
      '/api/v1/dossiers/differences': {
        get: {
          summary: 'Where the one-stop software and this register disagree',
          parameters: ['kind', 'afterCode', 'afterKind', 'limit'].map((name) => ({
            name,
            in: 'query',
            schema: { type: name === 'limit' ? 'integer' : 'string' },
          })),
          responses: {
            '200': {
              description: 'By code, a page at a time: the last code and kind begin the next one',
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: { differences: { type: 'array', items: { $ref: '#/components/schemas/ListedDifference' } } },
                  },
                },
              },
            },
            ...FAILURES,
          },
        },
      },
    },
  };
  return made;
}
