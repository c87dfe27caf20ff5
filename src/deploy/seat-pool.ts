import type { Seat } from './seat.ts';

/** Seats made ahead of time, so that a run finds its network ready. */
export interface SeatPool {
  /** A ready seat at once, or a new one; a replacement is made in the background. */
  take(): Promise<Seat>;
  close(): Promise<void>;
}

export function openSeatPool(make: () => Promise<Seat>, size: number): SeatPool {
  const ready: Promise<Seat>[] = [];
  let closed = false;
  const refill = () => {
    while (!closed && ready.length < size) {
      const seat = make();
      // A seat that cannot be made is reported to the run that would have taken it.
      seat.catch(() => undefined);
      ready.push(seat);
    }
  };
  refill();
  return {
    take() {
      const seat = ready.shift() ?? make();
      setImmediate(refill);
      return seat;
    },
    async close() {
      closed = true;
      const seats = await Promise.allSettled(ready.splice(0));
      await Promise.all(seats.map((seat) => (seat.status === 'fulfilled' ? seat.value.close() : undefined)));
    },
  };
}
