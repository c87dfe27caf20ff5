import { CompiledQuery, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { changesMemory } from '../../src/store/watched-dialect.ts';
import { filledStore } from './temporary-store.ts';

const asked = (statement: string) => changesMemory(CompiledQuery.raw(statement));

describe('what changes the memory', () => {
  it.each(['users', 'user_access', 'projects', 'environments', 'integrations', 'deployments'])(
    'any write to %s',
    (table) => {
      for (const write of ['insert into', 'update', 'delete from']) {
        expect(asked(`${write} "${table}" …`)).toBe(true);
      }
    },
  );

  it('a statement that is not understood', () => {
    for (const statement of [
      'with gone as (delete from "users" returning id) select * from gone',
      'truncate "users"',
      'insert into "public"."users" …',
      'INSERT INTO "runs" …',
    ]) {
      expect(asked(statement)).toBe(true);
    }
  });

  it('no read, and no write of what triggers and runs write', async () => {
    const { db } = await filledStore();
    expect(changesMemory(db.selectFrom('users').selectAll().compile())).toBe(false);
    expect(changesMemory(db.deleteFrom('runs').compile())).toBe(false);
    expect(changesMemory(db.updateTable('activities').set({ text: '' }).compile())).toBe(false);
    expect(changesMemory(sql`insert into ${sql.table('runs')} (id) values ('x')`.compile(db))).toBe(false);
  });
});
