import { describe, expect, it, vi } from 'vitest';
import { spareMemory, startSparingMemory } from '../../src/composition/spare-memory.ts';

const mebibyte = 1024 * 1024;

function aServer() {
  const state = { used: 50 * mebibyte, busy: 0, executing: false, garbage: 10 * mebibyte };
  const collect = vi.fn(() => {
    state.used -= state.garbage;
    state.garbage = 0;
  });
  const look = spareMemory({
    usedBytes: () => state.used,
    busy: () => state.busy,
    executing: () => state.executing,
    collect,
  });
  const grow = (mebibytes: number) => {
    state.used += mebibytes * mebibyte;
    state.garbage += mebibytes * mebibyte;
  };
  return { state, collect, look, grow };
}

describe('memory that a server at rest does not need', () => {
  it('is given back once it has started, and not again while nothing happens', () => {
    const { state, collect, look } = aServer();
    for (let times = 0; times < 5; times += 1) look();
    expect(collect).toHaveBeenCalledOnce();
    expect(state.used).toBe(40 * mebibyte);
  });

  it('is kept while there is something to do', () => {
    const { state, collect, look } = aServer();
    state.busy = 0.02;
    look();
    expect(collect).not.toHaveBeenCalled();
    state.busy = 0.004;
    state.executing = true;
    look();
    expect(collect).not.toHaveBeenCalled();
    state.executing = false;
    look();
    expect(collect).toHaveBeenCalledOnce();
  });

  it('is given back again when enough has come together, however slowly', () => {
    const { collect, look, grow } = aServer();
    look();
    for (let times = 0; times < 7; times += 1) {
      grow(1);
      look();
    }
    expect(collect).toHaveBeenCalledOnce();
    grow(1);
    look();
    expect(collect).toHaveBeenCalledTimes(2);
  });

  it('is counted from where V8 itself has collected', () => {
    const { state, collect, look, grow } = aServer();
    look();
    state.used = 30 * mebibyte;
    look();
    grow(9);
    look();
    expect(collect).toHaveBeenCalledTimes(2);
  });

  it('is what V8 collects when it is asked to', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await using stack = new AsyncDisposableStack();
      startSparingMemory(() => false, stack);
      vi.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ idle: 1, active: 0, utilization: 0 });
      let gone: WeakRef<object> | null = null;
      (() => {
        gone = new WeakRef({ garbage: true });
      })();
      // A weak reference is kept to the end of the turn.
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(3000);
      expect((gone as WeakRef<object> | null)?.deref()).toBeUndefined();
    } finally {
      vi.restoreAllMocks();
      vi.useRealTimers();
    }
  });
});
