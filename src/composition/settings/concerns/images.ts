import { z } from 'zod';
import { parseReference } from '../../../image/reference.ts';
import { runtimes } from '../../../image/runtimes.ts';
import { oneOf } from '../key.ts';

const typeError = `Must be a type such as \`python:3.13\` or \`python\`; there are ${Object.keys(runtimes).join(', ')}.`;
const placeError = 'Must be the reference of an image, or the absolute path of a folder or an archive.';
const registryError = 'Must be a host such as `docker.io`, with a path where it is a mirror, or `none`.';

const isType = (text: string) => Object.hasOwn(runtimes, /^([a-z]+)(:\d[\w.]*)?$/.exec(text)?.[1] ?? '');
const isPlace = (text: string) => text.startsWith('/') || parseReference(text) !== null;
const isRegistry = (text: string) =>
  text === 'none' || parseReference(`${text}/x/y`)?.registry === text.split('/')[0];

const login = z
  .strictObject({
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    tls: z.boolean().optional(),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: 'Must have both `username` and `password`, or neither.',
  });

/** Where images come from. */
export const images = z
  .strictObject({
    types: z
      .record(z.string().refine(isType, typeError), z.string().refine(isPlace, placeError))
      .default({})
      .describe(
        'Images of your own: a type, with or without version, and the reference, folder or archive it stands for.',
      ),
    registry: z.string().refine(isRegistry, registryError).default('docker.io').meta({
      description: 'Where the usual images of types come from: `docker.io`, a mirror of it, or `none`.',
      environment: 'ERRAND_IMAGE_REGISTRY',
    }),
    prefer: oneOf(['registry', 'machine']).default('registry').meta({
      description: 'What is asked first: the `registry`, or the `machine` and its own runtimes.',
      environment: 'ERRAND_IMAGE_PREFER',
    }),
    fallback: oneOf(['none', 'nearest'])
      .default('none')
      .describe(
        '`nearest` takes the nearest version that is there, with a warning, where the asked one is not to be had.',
      ),
    auth_file: z
      .string()
      .startsWith('/', 'Must be an absolute path.')
      .optional()
      .describe('Logins as `skopeo login` and `docker login` write them.'),
    registries: z
      .record(z.string().min(1), login)
      .default({})
      .describe(
        'Host of a registry → `username` and `password`; `tls: false` for one without a certificate.',
      ),
    keep_hours: z
      .number({ error: 'Must be a number of hours.' })
      .min(0, 'Must be a number of hours.')
      .default(24)
      .describe('How long images and slugs that nobody uses are kept.'),
  })
  .prefault({})
  .describe('Images.')
  .transform(({ types, registry, prefer, fallback, auth_file, registries, keep_hours }) => ({
    types,
    registry: registry === 'none' ? null : registry,
    prefer,
    fallback,
    access: { registries, authFile: auth_file ?? null },
    keepMilliseconds: keep_hours * 60 * 60 * 1000,
  }));
